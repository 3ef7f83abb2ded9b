"""The four steps as a lead walks them: what is refused, kept, stored, and what comes back."""

import io
import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from node.exporting import pages as exporting
from node.exporting.files import zip_of
from node.exporting.registry import all_tables
from node.groups import store as groups
from node.importing import pages as importing
from node.importing import run as imports
from node.importing import steps, store
from node.importing.waiting import waiting
from tests.node.web import conftest
from tests.node.web.conftest import Pages, house

__all__ = ["house"]

GOOD = "kunta;alkaa;Lapsen nimi\nPorvoo;1/2027;Zqlapsi\nLoviisa;2/2027;Zqlapsi\n"
BAD = "kunta;alkaa;kieli\nPorvoo;31.2.2027;suomi\nLoviisa;2/2027;marsukieli\nSipoo;3/2027;ruotsi\n"
TYPES = {"csv": "text/csv", "xlsx": "application/octet-stream"}


@pytest.fixture(autouse=True)
def ours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the pages of these two features behind the door, and no others."""
    routes = [*importing.ROUTES, *exporting.ROUTES]
    monkeypatch.setattr(conftest, "found_routes", lambda: routes)


async def upload(pages: Pages, data: bytes, kind: str = "groups", language: str = "en") -> str:
    """Send a file, and return where the answer leads or what it says."""
    response = await pages.lead.press(
        "/import",
        {"kind": kind},
        files={"file": ("list.csv", data, "text/csv")},
        language=language,
    )
    return response.headers["location"] if response.status_code == 303 else response.text


async def matched(pages: Pages, data: bytes, kind: str = "groups") -> str:
    """Send a file, take its columns as proposed, and return the address of its rows."""
    assert await upload(pages, data, kind) == "/en/import/columns"
    shown = await pages.lead.open("/import/columns")
    said = {
        select: chosen
        for select, body in re.findall(r'<select name="(c\d+)".*?>(.*?)</select>', shown, re.DOTALL)
        for chosen in re.findall(r'value="(\w*)" selected', body)
    }
    response = await pages.lead.press("/import/columns", said)
    assert response.status_code == 303
    return str(response.headers["location"]).removeprefix("/en")


async def exported(pages: Pages) -> bytes:
    """Return everything the node keeps, as bytes."""
    return zip_of(await pages.desk.read(partial(all_tables, language="fi")))


def files(folder: Path) -> bytes:
    """Return every byte of the database's files."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("node.db*")))


async def test_the_four_steps(house: Pages) -> None:
    before = await exported(house)
    rows = await matched(house, GOOD.encode())
    third = await house.lead.open(rows)
    assert "2 new, 0 changed, 0 unchanged, 0 in error" in third
    assert await exported(house) == before

    stored = await house.lead.press(f"{rows}/take")
    assert (stored.status_code, len(house.woken)) == (303, 1)
    assert len(await house.desk.read(groups.all_groups)) == 2
    fourth = await house.lead.open(rows)
    assert "Stored: 2 new, 0 changed." in fourth

    assert "Undo the whole import" in await house.lead.open(f"{rows}/undo")
    undone = await house.lead.press(f"{rows}/undo", {"press": "rest"})
    assert undone.status_code == 303
    assert "undone" in await house.lead.open(rows)
    assert await exported(house) == before


async def test_a_column_nobody_mapped_reaches_no_file_of_the_node(
    house: Pages, tmp_path: Path
) -> None:
    await matched(house, GOOD.encode())
    assert b"Zqlapsi" not in files(tmp_path)


async def test_a_wrong_row_is_put_right_in_place_and_keeps_what_was_typed(house: Pages) -> None:
    rows = await matched(house, BAD.encode())
    shown = await house.lead.open(rows)
    assert "31.2.2027" in shown
    assert "marsukieli" in shown
    assert "Sipoo" not in shown

    still = await house.lead.press(f"{rows}/rows/2", {"f-start": "31.4.2027", "press": "save"})
    assert still.headers["location"].endswith("show=error&page=1")
    shown = await house.lead.open(rows)
    assert "31.4.2027" in shown

    await house.lead.press(f"{rows}/rows/2", {"f-start": "1/2027", "press": "save"})
    await house.lead.press(f"{rows}/rows/3", {"press": "leave"})
    assert "2 new, 0 changed, 0 unchanged, 0 in error" in await house.lead.open(rows)


async def test_a_change_is_shown_with_the_old_value_struck_out(house: Pages) -> None:
    rows = await matched(house, b"tunnus;kunta;alkaa\na;Porvoo;1/2027\n")
    await house.lead.press(f"{rows}/take")
    rows = await matched(house, b"tunnus;matkakulut\na;korvataan\n")
    shown = await house.lead.open(rows)
    assert "<del>ask</del> <ins>paid</ins>" in shown


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty. Choose one"),
        (b"  \n", "The file is empty. Choose one"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\x00o\x00r\x00k\x00", "old Excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"PK\x03\x04nothing", "damaged"),
        (b"a;" * 200 + b"kunta\n", "more than 100 columns. Delete those"),
        (b"kunta\n" + b"Porvoo\n" * 100_000, "more than 5000 rows"),
    ],
)
async def test_what_is_no_list_is_answered(house: Pages, data: bytes, told: str) -> None:
    assert told in await upload(house, data)


async def test_fifty_megabytes_are_refused(house: Pages) -> None:
    response = await house.lead.press(
        "/import", {"kind": "groups"}, files={"file": ("a.csv", b"x" * 50_000_000, "text/csv")}
    )
    assert response.status_code == 413
    assert "at most 5 megabytes" in response.text
    assert '/import">' in response.text.partition("<main")[2].partition("</main>")[0]


async def test_two_columns_chosen_as_the_same_are_shown_again(house: Pages) -> None:
    await upload(house, GOOD.encode())
    response = await house.lead.press("/import/columns", {"c0": "meets_in", "c1": "meets_in"})
    assert response.status_code == 422
    assert "Several columns were chosen as the same: municipality." in response.text
    assert response.text.count('<option value="meets_in" selected>') == 2


async def test_a_file_whose_headings_nobody_knows_can_be_matched_by_hand(house: Pages) -> None:
    assert await upload(house, b"X1;X2\nPorvoo;1/2027\n") == "/en/import/columns"
    response = await house.lead.press("/import/columns", {"c0": "meets_in", "c1": "start"})
    rows = response.headers["location"].removeprefix("/en")
    assert "1 new" in await house.lead.open(rows)


async def test_a_file_is_forgotten_after_an_hour(house: Pages) -> None:
    await upload(house, GOOD.encode())
    held = waiting(house.desk)
    later = house.desk.now().replace(year=2027)
    assert held.held("session-lead", later) is None
    response = await house.lead.press("/import/columns", {"c0": "meets_in"})
    assert response.headers["location"] == "/en/import"


async def test_cancelled_means_erased(house: Pages) -> None:
    rows = await matched(house, GOOD.encode())
    await house.lead.press(f"{rows}/cancel")
    run = await house.desk.read(partial(store.find, run=1))
    assert run is not None
    assert run.state == "cancelled"
    assert (await house.desk.read(partial(store.sheet, run=run))).rows == ()
    assert (await house.lead.get(rows)).status_code == 404


async def test_records_changed_meanwhile_are_checked_again_before_anything_is_stored(
    house: Pages,
) -> None:
    rows = await matched(house, b"tunnus;kunta;alkaa\na;Porvoo;1/2027\n")
    await house.lead.open(rows)
    other = await matched(house, b"tunnus;kunta;alkaa\na;Loviisa;1/2027\n")
    await house.lead.press(f"{other}/take")
    await house.lead.press(f"{rows}/take")
    shown = await house.lead.open(rows)
    assert "nothing was stored" in shown
    assert "<del>Loviisa</del> <ins>Porvoo</ins>" in shown


async def test_what_was_changed_since_is_asked_about(house: Pages) -> None:
    rows = await matched(house, GOOD.encode())
    await house.lead.press(f"{rows}/take")
    later = await matched(house, b"tunnus;matkakulut\nporvoo-2027-1;korvataan\n")
    await house.lead.press(f"{later}/take")
    asked = await house.lead.open(f"{rows}/undo")
    assert "Changed again since the import: 1" in asked
    assert "porvoo-2027-1" in asked
    await house.lead.press(f"{rows}/undo", {"press": "rest"})
    assert [g.id for g in await house.desk.read(groups.all_groups)] == ["porvoo-2027-1"]


async def test_a_long_check_shows_how_far_it_is_and_pages_go_on_answering(
    house: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "PATIENCE_S", 0)
    rows = await matched(
        house, ("kunta;tunnus\n" + "".join(f"Porvoo;r-{n}\n" for n in range(3_000))).encode()
    )
    first = await house.lead.open(rows)
    assert 'http-equiv="refresh" content="2"' in first
    assert "of 3000 rows are checked" in first
    assert "Import a list" in await house.lead.open("/import")
    monkeypatch.setattr(steps, "PATIENCE_S", 60)
    assert "3000 new" in await house.lead.open(rows)


async def test_errors_as_a_file(house: Pages) -> None:
    rows = await matched(house, BAD.encode())
    csv = await house.lead.get(f"{rows}/errors/csv")
    assert csv.headers["content-disposition"].startswith("attachment")
    text = csv.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "kunta;alkaa;kieli;row;errors"
    assert "2;alkaa: “31.2.2027” is not a date." in text
    assert (await house.lead.get(f"{rows}/errors/xlsx")).content.startswith(b"PK")
    assert (await house.lead.get(f"{rows}/errors/exe")).status_code == 404


async def test_the_rows_in_error_can_be_had_after_the_good_ones_are_stored(house: Pages) -> None:
    rows = await matched(house, BAD.encode())
    await house.lead.press(f"{rows}/take")
    fourth = await house.lead.open(rows)
    assert f"{rows}/errors/xlsx" in fourth
    text = (await house.lead.get(f"{rows}/errors/csv")).content.decode("utf-8-sig")
    assert [line.split(";")[:2] for line in text.splitlines()[1:]] == [
        ["Porvoo", "31.2.2027"],
        ["Loviisa", "2/2027"],
    ]
    assert "2;alkaa: “31.2.2027” is not a date." in text
    assert (await house.lead.get(f"{rows}/errors/xlsx")).content.startswith(b"PK")

    gone = house.desk.now() + timedelta(days=8)
    assert await house.desk.database.write(partial(imports.expire, now=gone)) == 0
    assert "/errors/xlsx" not in await house.lead.open(rows)
    assert (await house.lead.get(f"{rows}/errors/xlsx")).status_code == 404


async def test_a_file_without_errors_leaves_nothing_to_have(house: Pages) -> None:
    rows = await matched(house, GOOD.encode())
    await house.lead.press(f"{rows}/take")
    assert "/errors/" not in await house.lead.open(rows)
    assert (await house.lead.get(f"{rows}/errors/csv")).status_code == 404


async def test_a_row_that_is_right_by_now_says_so(house: Pages) -> None:
    # The second row is in error only beside the first: both are about one new group.
    data = b"kunta;alkaa;tunnus\nPorvoo;1/2027;a\nPorvoo;2/2027;a\n"
    rows = await matched(house, data)
    await house.lead.press(f"{rows}/take")
    text = (await house.lead.get(f"{rows}/errors/csv")).content.decode("utf-8-sig")
    assert text.splitlines()[1:] == [
        "Porvoo;2/2027;a;3;nothing is wrong by now: import the row again"
    ]


async def test_a_row_that_is_stored_by_now_is_not_offered_again(house: Pages) -> None:
    # The second row is in error beside the first, and says nothing that is not stored with it.
    data = b"kunta;alkaa;tunnus\nPorvoo;1/2027;a\nPorvoo;1/2027;a\nPorvoo;31.2.2027;b\n"
    rows = await matched(house, data)
    await house.lead.press(f"{rows}/take")
    text = (await house.lead.get(f"{rows}/errors/csv")).content.decode("utf-8-sig")
    assert [line.split(";")[:4] for line in text.splitlines()[1:]] == [
        ["Porvoo", "31.2.2027", "b", "4"]
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "luonnos, suunnitteilla, avoin, täynnä, käynnissä, päättynyt, lykätty, peruttu."),
        ("sv", "utkast, planerad, öppen, fullt, pågår, avslutad, uppskjuten, inställd."),
    ],
)
async def test_an_unknown_word_is_answered_in_the_readers_language_alone(
    house: Pages, language: str, words: str
) -> None:
    rows = await matched(house, "kunta;tila\nPorvoo;höpö\n".encode())
    assert words in await house.lead.open(rows, language)


@pytest.mark.parametrize("path", ["/import", "/import/columns", "/import/1", "/import/1/undo"])
async def test_only_leads_import(house: Pages, path: str) -> None:
    for browser in (house.assistant, house.reader, house.nobody):
        assert (await browser.get(path)).status_code in {401, 403, 404}


async def test_scripts_in_cells_and_headings_are_text(house: Pages) -> None:
    data = b"kunta;<script>alert(1)</script>;tunnus\n<script>alert(2)</script>;x;<b>\n"
    assert await upload(house, data) == "/en/import/columns"
    assert "<script>" not in await house.lead.open("/import/columns")
    response = await house.lead.press("/import/columns", {"c0": "meets_in", "c1": "place"})
    shown = await house.lead.open(response.headers["location"].removeprefix("/en"))
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def workbook() -> bytes:
    """Return instructors in a workbook, with dates and numbers as Excel keeps them."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Ohjaajat")
    for at, heading in enumerate(("Nimi", "Rooli", "Eettiset periaatteet", "Puhelin")):
        sheet.write(0, at, heading)
    sheet.write_row(1, 0, ["Testi Ohjaaja", "ammattilainen", 46266, "'+358 40 1234567"])
    sheet.write_row(2, 0, ["Toinen Ohjaaja", "velho", "", ""])
    book.close()
    return made.getvalue()


async def test_instructors_from_a_workbook(house: Pages) -> None:
    rows = await matched(house, workbook(), "instructors")
    shown = await house.lead.open(rows)
    assert "1 new, 0 changed, 0 unchanged, 1 in error" in shown
    await house.lead.press(f"{rows}/take")
    everything = await house.lead.get("/export/everything/zip")
    assert everything.status_code == 200
    assert "instructors" in await house.lead.open("/export")
    trainings = b"ohjaaja;koulutus;p\xc3\xa4iv\xc3\xa4;kouluttaja\ntesti ohjaaja;;1.9.2025;Kasper\n"
    rows = await matched(house, trainings, "trainings")
    await house.lead.press(f"{rows}/take")
    assert "1 new" in (await house.lead.open("/import"))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_page_speaks_every_language(house: Pages, language: str) -> None:
    rows = await matched(house, BAD.encode())
    await upload(house, GOOD.encode())
    for path in ("/import", "/import/columns", rows, f"{rows}?show=all", "/export"):
        assert (await house.lead.get(path, language)).status_code == 200
    await house.lead.press(f"{rows}/take")
    for path in (rows, f"{rows}/undo", "/export/stea", "/export/stea?year=2026&exact=yes"):
        assert (await house.lead.get(path, language)).status_code == 200
