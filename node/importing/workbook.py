"""An XLSX workbook read into lines of text, sheet by sheet, as a person sees the cells.

Formulas count by the value they had when the file was saved. Called in a thread: it is plain work.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from node.groups.fields import day_text
from node.importing.cells import tidy
from node.importing.model import ROWS_LIMIT, Line
from node.importing.packed import DAMAGED, repacked
from node.importing.sniff import EMPTY
from shared.text import Text

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Value: TypeAlias = str | float | bool | date | time | timedelta
SHEETS_LIMIT = 50


def sheets(data: bytes) -> tuple[tuple[str, tuple[Line, ...]], ...] | Text:
    """Return name and rows of every visible sheet that has any; a Text says what is wrong."""
    # Only who imports carries it: an idle node is to stay small.
    from python_calamine import (  # noqa: PLC0415
        CalamineError,
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    plain = repacked(data)
    if isinstance(plain, Text):
        return plain
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(plain)) as opened:
            read = tuple(
                (meta.name, tuple(_lines(opened, meta.name)))
                for meta in opened.sheets_metadata[:SHEETS_LIMIT]
                if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
            )
    except (CalamineError, ValueError, OverflowError, OSError):
        return DAMAGED
    filled = tuple(one for one in read if one[1])
    return filled or EMPTY


def _lines(opened: "CalamineWorkbook", name: str) -> Iterator[Line]:
    """Yield the rows that are not empty, and one more than are taken, to tell that there are."""
    found = 0
    sheet = opened.get_sheet_by_name(name)
    # The rows above the first one in use are there, the columns before the first one are not.
    indent = sheet.start[1] if sheet.start else 0
    for at, values in enumerate(sheet.iter_rows(), start=1):
        cells = ("",) * indent + tuple(tidy(_written(value)) for value in values)
        if any(cells):
            found += 1
            yield Line(at, cells)
        if found > ROWS_LIMIT + 1:
            return


def _written(value: Value) -> str:
    """Return a value as a person would write it here."""
    match value:
        case str():
            return value
        case bool():
            return "kyllä" if value else "ei"
        case datetime():
            return _moment(value)
        case date():
            return day_text(value)
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            hours, rest = divmod(int(value.total_seconds()), 3_600)
            return f"{hours:02}:{rest // 60:02}"
        case _:
            return str(int(value)) if float(value).is_integer() else repr(value)


def _moment(value: datetime) -> str:
    day = day_text(value.date())
    return day if value.time() == time() else f"{day} {value:%H:%M}"
