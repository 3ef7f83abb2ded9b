"""Sheets made to be slow to read, or to span what no memory holds, however a cell says where."""

import io
import time
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from node.importing import packed
from node.importing.extent import PIECE_LIMIT, extent
from node.importing.read import grid_of
from shared.text import Text

SHEET = "xl/worksheets/sheet1.xml"


def workbook_with(sheet: bytes, *, part: str = SHEET) -> bytes:
    """Return a workbook one part of which is this."""
    made, sent = io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.add_worksheet().write_row(0, 0, ["kunta", "alkaa"])
    book.close()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, sheet, zipfile.ZIP_STORED)
    return sent.getvalue()


def holding(rows: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def refusal(data: bytes) -> str:
    found = grid_of(data, "groups")
    assert isinstance(found, Text), found
    return str(found)


SLOW: dict[str, Callable[[int], bytes]] = {
    "cells that never end": lambda n: b"<worksheet " + b"<c " * n,
    "one cell of many places": lambda n: b"<worksheet><c" + b' r="A1"' * n,
    "one cell of many kinds": lambda n: b"<worksheet><c" + b" t='" * n,
    "a prefix that never ends": lambda n: b"<worksheet>" + b"<a" * n,
    "a comment that never ends": lambda n: b"<worksheet><!--" + b"<c " * n,
    "cells in cells": lambda n: b"<worksheet>" + b"<c>" * n,
    "errors said in another way": lambda n: holding('<row><c t="&#101;"/></row>' * n),
    "attributes": lambda n: holding("<c " + "".join(f'x{i}="" ' for i in range(n)) + "/>"),
}


@pytest.mark.parametrize("name", SLOW)
def test_twice_the_sheet_is_about_twice_the_work(name: str) -> None:
    def work(n: int) -> float:
        data = workbook_with(SLOW[name](n))
        least = 60.0
        for _ in range(3):
            begun = time.process_time()
            packed.repacked(data)
            least = min(least, time.process_time() - begun)
        return least

    # Eight times the size: in proportion eight times the work, by its square sixty-four times.
    assert work(64_000) < 24 * work(8_000) + 0.1


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2000000"><c r="B2000000"><v>1</v></c></row>',
        '<row r="2000000"><c><v>2</v></c><c><v>3</v></c></row>',
        '<row r="1"><c x=">" r="B2000000"><v>2</v></c></row>',
        '<x:row xmlns:x="x" r="1"><x:c r="$b$2000000"><v>2</v></x:c></x:row>',
        '<row r="1000000"/><row><c r="B1"/><c><v>2</v></c></row>',
    ],
)
def test_a_cell_far_away_is_found_by_every_way_of_saying_where(rows: str) -> None:
    assert "far below" in refusal(workbook_with(holding(rows)))


def test_a_sheet_under_the_name_of_another_part_is_measured_too() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>'
    assert "far below" in refusal(workbook_with(holding(rows), part="xl/sharedStrings.xml"))


@pytest.mark.parametrize(
    "sheet",
    [
        holding('<row r="1"><c r="A&#49;x"><v>1</v></c></row>'),
        holding('<row r="one"><c><v>1</v></c></row>'),
        holding('<row r="0"><c><v>1</v></c></row>'),
        holding('<row r="1"><c r="A0"><v>1</v></c></row>'),
        holding('<row r="1"><c r="AAAA1"><v>1</v></c></row>'),
        holding('<row r="1"><c r="A1"><v>1</v></row>'),
        holding("<a>" * 200 + "</a>" * 200),
        holding(f"<row note='{'x' * 900_000}'/>"),
        b"<?xml version='1.0' encoding='utf-7'?>" + holding("<row/>") + b"\xff",
        b"",
    ],
)
def test_what_no_program_writes_is_damaged(sheet: bytes) -> None:
    assert "damaged" in refusal(workbook_with(sheet))


@pytest.mark.parametrize("more", range(9))
def test_where_a_part_ends_does_not_matter(more: int) -> None:
    begun, ended = b"<w><a/>", b"<a/>" + b" " * (PIECE_LIMIT // 2) + b"</w>"
    part = begun + b" " * (PIECE_LIMIT + more - len(begun) - len(ended)) + ended
    assert extent(part) == extent(part + b"\n" * 3) == extent(b"<w/>")


def test_a_far_cell_without_a_value_is_no_cell_in_use() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>kunta</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert not isinstance(grid_of(workbook_with(holding(rows)), "groups"), Text)


def test_more_tags_than_a_list_has_are_not_read() -> None:
    sheet = b"<worksheet>" + b"<a/>" * (packed.TAGS_LIMIT - 40) + b"</worksheet>"

    assert isinstance(packed.repacked(workbook_with(sheet)), bytes)
    assert packed.repacked(workbook_with(sheet + b"<a/>" * 40)) == packed.TOO_LARGE
