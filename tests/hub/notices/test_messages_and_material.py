"""What operators write and hand in: read, refused, listed, withdrawn, logged; and what is owed."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from hub.notices.material import decide as bank
from hub.notices.material import forms as material
from hub.notices.material import store as listed
from hub.notices.material.model import TOTAL_LIMIT_BYTES, Upload, refusal, version_after
from hub.notices.messages import asking, decide, forms, store
from hub.notices.messages.model import WRITTEN_MAX, Draft
from hub.notices.messages.telling import tell
from hub.registry.decide import Decided
from shared.text import Text
from shared.wire.material import FILE_LIMIT_BYTES, ITEMS_MAX
from shared.wire.session import Policy, Welcome
from tests.hub.cli.test_hub_cli import Line
from tests.hub.ingest.builders_ingest import NOON, HandClock, hub_in

TODAY = date(2026, 11, 16)
KNOWN = ("savo", "kymi")
FIELDS = {"title": "Opas", "language": "fi", "kind": "guide"}


def draft(**typed: str) -> Draft | str:
    """Return a message as it was typed, or the field that is wrong."""
    fields = {"fi": "Hei", "until": "20.11.2026", **typed}
    read = forms.read(fields, known=KNOWN, today=TODAY)
    return read if isinstance(read, Draft) else read[0].field


def test_a_message_is_read_from_what_an_operator_types() -> None:
    read = draft(fi=" Hei\r\nvaan  \t\n", sv="Hej", networks="savo, kymi,savo")
    assert isinstance(read, Draft)
    assert (read.text.fi, read.text.sv, read.text.en) == ("Hei\nvaan", "Hej", None)
    assert read.networks == ("kymi", "savo")
    assert read.text.words("en") == "Hei\nvaan"
    assert [read.text.spoken(code) for code in ("fi", "sv", "en")] == ["fi", "sv", "fi"]
    everybody = draft()
    assert isinstance(everybody, Draft)
    assert everybody.networks is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"fi": " "}, "fi"),
        ({"sv": "a\x1b[31mb"}, "sv"),
        ({"en": "x" * 2001}, "en"),
        ({"until": "15.11.2026"}, "until"),
        ({"until": "1.1.2030"}, "until"),
        ({"until": "joskus"}, "until"),
        ({"networks": "savo, ei-ole"}, "networks"),
    ],
)
def test_what_is_no_message(typed: dict[str, str], field: str) -> None:
    assert draft(**typed) == field


async def test_messages_travel_until_their_day_and_are_noted(tmp_path: Path) -> None:
    clock = HandClock()
    async with hub_in(tmp_path, clock) as stand:
        node = await stand.active_node("savo")
        for one in (draft(fi="Kaikille"), draft(fi="Muille", networks="kymi")):
            assert isinstance(one, Draft)
            await stand.desk.database.write(partial(decide.write, draft=one, at=NOON))
        said = await node.hello()
        assert isinstance(said, Welcome)
        assert [one.text.fi for one in said.messages or ()] == ["Kaikille"]
        assert "Kaikille" in said.notices  # for nodes from before there were messages
        first, second = reversed(await stand.desk.read(store.every))
        assert (first.told, second.told) == (1, 0)
        clock.turn(days=5)
        over = await node.hello()
        assert isinstance(over, Welcome)
        assert over.messages == ()


async def test_there_is_a_limit_and_a_log(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        one = draft()
        assert isinstance(one, Draft)
        for _ in range(WRITTEN_MAX):
            done = await stand.desk.database.write(partial(decide.write, draft=one, at=NOON))
            assert isinstance(done, Decided)
        again = partial(decide.write, draft=one, at=NOON)
        assert isinstance(await stand.desk.database.write(again), Text)
        back = partial(decide.withdraw, number=1, at=NOON)
        assert isinstance(await stand.desk.database.write(back), Decided)
        assert isinstance(await stand.desk.database.write(back), Text)
        assert isinstance(await stand.desk.database.write(again), Decided)
        acts = await stand.desk.read(
            lambda db: [tuple(row) for row in db.execute("SELECT act, detail FROM operator_log")]
        )
        assert ("message withdrawn", "1") in acts
        assert ("message written", str(WRITTEN_MAX + 1)) in acts


async def test_a_quarter_that_is_owed_is_asked_for_until_it_comes(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node("savo")
        owed = iter([(), ("2026-Q3",), ()])
        for day, kinds in ((27, []), (28, ["statistics"]), (29, [])):
            now = datetime(2026, 10, day, 12, tzinfo=UTC)
            job = partial(
                tell,
                node="savo",
                now=now,
                last=now,
                policy=Policy(),
                owing=lambda *_: next(owed),
            )
            told = await stand.desk.database.write(job)
            assert [one.kind for one in told] == kinds
            assert all(
                "27.10.2026" in one.text.words(code) for one in told for code in ("sv", "en")
            )


async def test_a_network_that_owes_a_quarter_is_asked_in_its_welcome(tmp_path: Path) -> None:
    clock = HandClock()
    async with hub_in(tmp_path, clock) as stand:
        node = await stand.active_node("savo")
        kinds = []
        for days in (0, 60, 20):  # 16.11., 15.1., 4.2.: the fourth quarter is expected by 27.1.
            clock.turn(days=days)
            said = await node.hello()
            assert isinstance(said, Welcome)
            kinds.append([one.id for one in said.messages or ()])
        assert kinds == [[], [], ["statistics-2026-q4"]]


async def test_every_quarter_that_is_owed_is_asked_for_four_at_a_time(tmp_path: Path) -> None:
    clock = HandClock()
    async with hub_in(tmp_path, clock) as stand:
        node = await stand.active_node("savo")
        clock.turn(days=530)  # 29.4.2028, after the fifth quarter since was expected
        said = await node.hello()
        assert isinstance(said, Welcome)
        assert isinstance(said.messages, tuple)
        asked = [one for one in said.messages if one.kind == "statistics"]
        assert [one.id for one in asked] == [
            "statistics-2026-q4",
            "statistics-2027-q1",
            "statistics-2027-q2",
            "statistics-2027-q3",
        ]
        assert all(one.until > clock.now().date() for one in asked)
        assert "27.1.2027" in asked[0].text.fi


@pytest.mark.parametrize(
    ("quarter", "day"),
    [
        ("2026-Q1", date(2026, 4, 27)),
        ("2026-Q3", date(2026, 10, 27)),
        ("2026-Q4", date(2027, 1, 27)),
    ],
)
def test_counts_are_expected_a_week_after_they_may_leave(quarter: str, day: date) -> None:
    assert asking.expected(quarter) == day


def packed(*names: str, mimetype: str = "") -> bytes:
    """Return a ZIP with these entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("OPAS.PDF", b"%PDF-1.7 x"),
        ("kuva.png", b"\x89PNG\r\n\x1a\n x"),
        ("kuva.jpeg", b"\xff\xd8\xff x"),
        ("lomake.docx", packed("[Content_Types].xml", "word/document.xml")),
        ("taulukko.xlsx", packed("[Content_Types].xml", "xl/workbook.xml")),
        ("lomake.odt", packed("content.xml", mimetype=ODT)),
    ],
)
def test_documents_that_are_taken(name: str, body: bytes) -> None:
    assert isinstance(material.read(FIELDS, name, body), Upload)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("opas.html", b"<html>"),
        ("opas.svg", b"<svg/>"),
        ("opas.exe", b"MZ"),
        ("opas", b"%PDF-1.7"),
        ("opas.pdf", b"<html><script>"),
        ("opas.pdf.html", b"%PDF-1.7"),
        ("opas.pdf", b""),
        ("opas.pdf", b"%PDF-" + bytes(FILE_LIMIT_BYTES)),
        ("kuva.png", b"\xff\xd8\xff"),
        ("lomake.docx", b"PK\x03\x04 broken"),
        ("lomake.docx", packed("xl/workbook.xml", "[Content_Types].xml")),
        ("lomake.docx", packed("[Content_Types].xml", "word/x", "word/vbaProject.bin")),
        ("lomake.docm", packed("[Content_Types].xml", "word/x")),
        ("lomake.odt", packed("content.xml")),
        ("lomake.odt", packed(mimetype="application/x-other")),
    ],
)
def test_documents_that_are_not_taken(name: str, body: bytes) -> None:
    refused = material.read(FIELDS, name, body)
    assert isinstance(refused, tuple)
    assert refused[-1].field == "file"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "<b>"}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"language": "de"}, "language"),
        ({"kind": "book"}, "kind"),
    ],
)
def test_what_is_said_of_a_document(typed: dict[str, str], field: str) -> None:
    refused = material.read(FIELDS | typed, "opas.pdf", b"%PDF-1.7")
    assert isinstance(refused, tuple)
    assert [one.field for one in refused] == [field]


async def test_the_bank_has_limits_and_lists_nothing_twice(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        new = material.read(FIELDS, "opas.pdf", b"%PDF-1.7")
        assert isinstance(new, Upload)
        add = partial(bank.add, upload=new, at=NOON)
        assert isinstance(await stand.desk.database.write(add), Decided)
        assert isinstance(await stand.desk.database.write(add), Text)
        (kept,) = await stand.desk.read(listed.listed)
        assert refusal((kept,) * ITEMS_MAX, kept.item) is not None
        out = partial(bank.withdraw, number=kept.number, at=NOON)
        assert isinstance(await stand.desk.database.write(out), Decided)
        assert isinstance(await stand.desk.database.write(out), Text)
        digest = new.item.digest
        assert await stand.desk.read(lambda db: listed.piece(db, digest, 0, 9)) is None
        assert isinstance(await stand.desk.database.write(add), Decided)
        assert TOTAL_LIMIT_BYTES > FILE_LIMIT_BYTES


def test_a_version_grows_with_every_change_and_with_time() -> None:
    assert version_after(0, NOON) == int(NOON.timestamp())
    assert version_after(int(NOON.timestamp()), NOON) == int(NOON.timestamp()) + 1
    assert version_after(2**40, NOON - timedelta(days=9)) == 2**40 + 1


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = Line(tmp_path / "hub", capsys)
    line.ok("init")
    file = tmp_path / "opas.pdf"
    file.write_bytes(b"%PDF-1.7")
    about = ("--title", "Ohjaajan opas", "--language", "fi", "--kind", "guide")
    assert "number 1" in line.ok("material", "add", str(file), *about)
    assert "listed already" in line.refused("material", "add", str(file), *about)
    assert "cannot be read" in line.refused("material", "add", str(tmp_path / "no.pdf"), *about)
    assert line.ok("material", "list") == "1  fi  guide  1  Ohjaajan opas\n"
    line.ok("material", "withdraw", "1")
    assert line.ok("material", "list") == "No document is listed yet.\n"
    line.ok("message", "write", "--fi", "Hei", "--until", "20.11.2026")
    assert "called" in line.refused(
        "message", "write", "--fi", "Hei", "--until", "20.11.2026", "--to", "ei-ole"
    )
    assert line.ok("message", "list") == "1  16.11.2026-20.11.2026  *  0  Hei\n"
    line.ok("message", "withdraw", "1")
    assert "No mail server is set" in line.refused("mail", "test")
    assert line.ok("mail", "list") == "No letter was written yet.\n"
