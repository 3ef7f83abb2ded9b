"""Workbooks as Excel keeps them, and those that are too large, foreign, locked or a trap."""

import io
import zipfile
from datetime import UTC, datetime, time

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from node.importing import packed
from node.importing.cells import form_of, tidy
from node.importing.columns import suggested
from node.importing.mapping import sheet_of
from node.importing.model import Grid, Row, Sheet
from node.importing.read import grid_of, read
from shared.text import Text


def workbook(*rows: tuple[object, ...], names: tuple[str, ...] = ("Taul1",)) -> bytes:
    """Return a workbook whose last sheet has these rows; dates become dates."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False})
    sheet = next(reversed([book.add_worksheet(name) for name in names]))
    day, hour = book.add_format({"num_format": "d.m.yyyy"}), book.add_format({"num_format": "h:mm"})
    for line, row in enumerate(rows):
        for at, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(line, at, value.replace(tzinfo=None), day)
            elif isinstance(value, time):
                sheet.write_datetime(line, at, value, hour)
            elif value is not None:
                sheet.write(line, at, value)
    book.close()
    return made.getvalue()


def cells(data: bytes) -> dict[str, str]:
    """Return the first row as its form reads it."""
    found = read(data)
    assert isinstance(found, Sheet), found
    return form_of(found.rows[0])


def refusal(data: bytes) -> str:
    found = grid_of(data, "groups")
    assert isinstance(found, Text), found
    return str(found)


def repacked(data: bytes, change: dict[str, bytes], *, drop: str = "") -> bytes:
    """Return a workbook with some of its parts changed, added or dropped."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name not in change and name != drop:
                new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
        for name, part in change.items():
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


SMALL = workbook(("kunta", "alkaa"), ("Porvoo", "1/2027"))


def test_values_are_read_as_a_person_sees_them() -> None:
    data = workbook(
        ("kunta", "päivät", "kesto", "kellonaika", "ottaa uusia", "alku vahvistettu"),
        (" Porvoo\u00a0", datetime(2027, 1, 12, tzinfo=UTC), 120, time(17, 30), True, 46266),
    )
    assert cells(data) == {
        "meets_in": "Porvoo",
        "meetings": "12.1.2027",
        "minutes": "120",
        "starts_at": "17:30",
        "takes_parents": "kyllä",
        "start_confirmed_on": "1.9.2026",
    }


def test_the_first_of_a_month_that_excel_made_of_a_month_invents_no_meeting() -> None:
    first = workbook(("kunta", "alkaa"), ("Porvoo", datetime(2026, 9, 1, tzinfo=UTC)))
    later = workbook(("kunta", "alkaa"), ("Porvoo", datetime(2026, 9, 3, tzinfo=UTC)))
    number = workbook(("kunta", "alkaa"), ("Porvoo", 46266))
    assert [cells(data)["start"] for data in (first, later, number)] == [
        *("9/2026", "3.9.2026", "9/2026"),
    ]


def test_formulas_count_by_their_values_and_their_errors_are_told() -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["kunta", "paikka"])
    sheet.write_formula(1, 0, "=B9", None, "Porvoo")
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    book.close()
    assert cells(made.getvalue()) == {"meets_in": "Porvoo", "place": "#DIV/0!"}


def test_the_sheet_with_the_known_headings_is_read() -> None:
    data = workbook(("kunta", "alkaa"), ("Porvoo", "1/2027"), names=("Ohje", "Ryhmät"))
    grid = grid_of(data, "groups")
    assert isinstance(grid, Grid)
    assert grid.sheet == "Ryhmät"


def test_rows_and_columns_are_numbered_as_excel_shows_them() -> None:
    data = workbook((None,), (None, "kunta", "alkaa"), (None,), (None, "Porvoo", "1/2027"))
    found = read(data)
    assert isinstance(found, Sheet)
    assert [row.line for row in found.rows] == [4]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (repacked(SMALL, {"xl/vbaProject.bin": b"macro"}), "macros"),
        (repacked(SMALL, {}, drop="xl/workbook.xml"), "damaged"),
        (repacked(SMALL, {"xl/workbook.bin": b""}, drop="xl/workbook.xml"), "kind of workbook"),
        (repacked(SMALL, {"content.xml": b"<x/>"}), "kind of workbook"),
        (SMALL[: len(SMALL) // 2], "damaged"),
        (workbook(), "empty"),
        (workbook(*([("kunta",)] + [("Porvoo",)] * 5_001)), "more than 5000 rows"),
        (workbook(tuple(f"x{n}" for n in range(200))), "more than 100 columns"),
    ],
)
def test_a_workbook_that_cannot_be_taken_is_answered(data: bytes, told: str) -> None:
    assert told in refusal(data)


def test_only_headings_are_a_list_without_rows() -> None:
    grid = grid_of(workbook(("kunta", "alkaa")), "groups")
    assert isinstance(grid, Grid)
    assert grid.rows == ()


def test_a_bomb_is_not_unpacked() -> None:
    zeros = b"<worksheet>" + b" " * 300_000_000 + b"</worksheet>"
    assert "unpacks" in refusal(repacked(SMALL, {"xl/worksheets/sheet1.xml": zeros}))


def test_a_bomb_that_lies_about_its_size_is_found_out() -> None:
    zeros = b"<worksheet>" + b" " * 90_000_000 + b"</worksheet>"
    data = bytearray(repacked(SMALL, {"xl/worksheets/sheet1.xml": zeros}))
    size = len(zeros).to_bytes(4, "little")
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = (1_000).to_bytes(4, "little")
        at = data.find(size)
    assert refusal(bytes(data))


def test_entities_are_never_resolved() -> None:
    xml = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
    assert "damaged" in refusal(repacked(SMALL, {"xl/worksheets/sheet1.xml": xml}))


def test_a_cell_far_away_takes_no_memory() -> None:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as opened:
        sheet = opened.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    data = repacked(SMALL, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)})
    assert "far below" in refusal(data)


def test_what_is_handed_on_holds_only_what_is_needed() -> None:
    plain = packed.repacked(repacked(SMALL, {"xl/externalLinks/externalLink1.xml": b"<x/>"}))
    assert isinstance(plain, bytes)
    with zipfile.ZipFile(io.BytesIO(plain)) as opened:
        assert not [name for name in opened.namelist() if "external" in name]


@given(st.binary(max_size=400), st.integers(0, len(SMALL) - 1))
def test_no_damage_breaks_the_reader(noise: bytes, at: int) -> None:
    damaged = SMALL[:at] + noise + SMALL[at + len(noise) :]
    assert isinstance(grid_of(damaged, "groups"), Grid | Text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'+358 40", "+358 40"),
        ("'=1+1", "=1+1"),
        ("''-", "'-"),
        ("'s Gravenhage", "'s Gravenhage"),
        ("\u200b a\u202fb\ufeff", "a b"),
    ],
)
def test_a_guarding_apostrophe_and_odd_spaces_are_taken_off(cell: str, text: str) -> None:
    assert tidy(cell) == text


def test_a_misspelt_heading_is_proposed_and_two_of_one_meaning_only_once() -> None:
    assert suggested(("Kohderyhmät", "kunta", "kommun", "Lapsen nimi"), "groups") == {
        0: "audience",
        1: "meets_in",
    }


def test_numbers_of_a_day_are_days_only_where_a_day_stands() -> None:
    row = Row(line=2, cells={"parents": "46266", "meetings": "46266, 46273"})
    assert form_of(row) == {"parents": "46266", "meetings": "1.9.2026, 8.9.2026"}


def test_a_column_without_a_heading_can_be_matched_by_hand() -> None:
    grid = grid_of(b"kunta\nPorvoo;Talo 3\n", "groups")
    assert isinstance(grid, Grid)
    assert sheet_of(grid, "groups", {0: "meets_in"}).rows[0].surplus is True
    matched = sheet_of(grid, "groups", {0: "meets_in", 1: "place"})
    assert (matched.headings["place"], matched.rows[0].surplus) == ("B", False)
