"""The report's tables as one workbook, a sheet each: the same tables give the same bytes.

The first sheet says how to read the others in three languages. Text is written as text: no cell can
start a formula or become a link.
"""

import io
from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from hub.report.tables import TABLES, Cell, Table
from hub.report.words import BESIDE, MEASURE
from hub.translations import every
from shared.text import Text

_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 (a workbook's properties have no zone)
"""The day in the file's properties: a fixed one, so that equal tables are equal files."""

_WIDTH_MOST = 60
_SOFT_HYPHEN = "\u00ad"
READ_ME: tuple[Text, ...] = (
    Text.of("value, min, max: the published figure, and the range in which the true number lies."),
    Text.of("A published 0 of people means 0–4, and 5 means between 1 and 9."),
    Text.of("What was not reported has no row. An empty cell is not known. Neither is ever zero."),
    Text.of("networks: how many networks the figure is the sum of."),
    Text.of("Distances are from town to town as the crow flies."),
    Text.of("Licence: CC BY 4.0. Name the source, and quote a figure together with its range."),
)


@lru_cache(maxsize=4)
def workbook(tables: tuple[Table, ...]) -> bytes:
    """Return the tables as XLSX; made anew only when they differ."""
    # Only a hub that publishes carries it: a command line is to start at once.
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415

    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(made, options)
    book.set_properties({"title": "VOIKUKKIA", "created": _MADE})
    for table in (_read_me(), *tables):
        _sheet(book, table)
    book.close()
    return made.getvalue()


def _sheet(book: Any, table: Table) -> None:  # noqa: ANN401 (the library ships no types)
    sheet = book.add_worksheet(table.name)
    bold = book.add_format({"bold": True})
    for at, width in enumerate(_widths(table)):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column, bold)
    for line, row in enumerate(table.rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, at, cell)
            elif cell is not None:
                sheet.write_string(line, at, cell)


def _widths(table: Table) -> Iterable[int]:
    """Return how wide the columns are, by the first rows."""
    seen: tuple[tuple[Cell, ...], ...] = (table.columns, *table.rows[:100])
    for cells in zip(*seen, strict=True):
        yield min(_WIDTH_MOST, 2 + max(len(str(cell or "")) for cell in cells))


@cache
def _read_me() -> Table:
    """Return the sheet that explains: sheets, measures and kinds in three languages."""
    rows: list[tuple[str, Text]] = [*TABLES.items(), *MEASURE.items(), *BESIDE.items()]
    rows += [("", text) for text in READ_ME]
    return Table(
        name="read_me",
        columns=("code", "fi", "sv", "en"),
        rows=tuple(
            (code, *(each.say(text).replace(_SOFT_HYPHEN, "") for each in every()))
            for code, text in rows
        ),
    )
