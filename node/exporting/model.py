"""What the node hands out as files: tables of plain cells, and figures of a year.

A feature that keeps records says them in its `table.py`: `tables(db, language)` returns its
tables, `measures(db, year)` what it can count for the funder's yearly figures (29). Enquiries are
never among them (31).
"""

from datetime import date
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

Cell: TypeAlias = str | int | Decimal | date | None
"""Text, a number, an amount, a day, or nothing. Yes and no are words of the reader's language."""


class Table(Struct, frozen=True):
    """One kind of record as a table: a file of its own in a folder of CSV, a sheet in a workbook.

    `name` is what people read ("Ryhmät"); at most 31 characters, as a sheet's may have. Rows stand
    in a fixed order, so that the same records make the same bytes. `persons`: the rows are about
    people, and only a lead takes them out (33).
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    persons: bool = False
