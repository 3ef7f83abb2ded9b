"""Nouns of an import: a sheet of rows with known columns, and what becomes of every row.

Columns that nobody mapped are dropped when the file is read; their content exists nowhere after it.
"""

from collections.abc import Mapping

from msgspec import Struct

from node.groups.caution import Caution
from node.groups.model import Group, GroupId
from node.organisers.model import Organiser
from shared.text import Text

BYTES_LIMIT = 5_000_000
ROWS_LIMIT = 5_000
COLUMNS_LIMIT = 100


class Row(Struct, frozen=True, kw_only=True):
    """One row of known cells by field, empty ones left out; `line` as the spreadsheet counts."""

    line: int
    cells: Mapping[str, str]
    surplus: bool = False


class Sheet(Struct, frozen=True, kw_only=True):
    """A file read: the heading of every field it has, the headings nobody knows, the rows."""

    headings: Mapping[str, str]
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]


class Problem(Struct, frozen=True, kw_only=True):
    """What is wrong in a row, and under which heading of the file (None: the row as a whole)."""

    heading: str | None
    text: Text


class Change(Struct, frozen=True, kw_only=True):
    """One fact of a known group that a row changes, in words."""

    field: str
    before: str
    after: str


class New(Struct, frozen=True, kw_only=True):
    """The row is a group not yet kept. `resembles`: a kept group that may be the same one."""

    line: int
    group: Group
    organisers: tuple[Organiser, ...] = ()
    resembles: GroupId | None = None


class Changed(Struct, frozen=True, kw_only=True):
    """The row changes a kept group."""

    line: int
    group: Group
    changes: tuple[Change, ...]
    organisers: tuple[Organiser, ...] = ()


class Unchanged(Struct, frozen=True, kw_only=True):
    """The row says what is kept already."""

    line: int
    group: Group


class Refused(Struct, frozen=True, kw_only=True):
    """The row is not taken; every reason stands at its cell."""

    line: int
    problems: tuple[Problem, ...]


RowOutcome = New | Changed | Unchanged | Refused


class Look(Struct, frozen=True, kw_only=True):
    """What a lead should look at in a row that is taken."""

    line: int
    caution: Caution


class Plan(Struct, frozen=True, kw_only=True):
    """What an import does or would do, row by row."""

    sheet: Sheet
    outcomes: tuple[RowOutcome, ...]
    looks: tuple[Look, ...] = ()

    @property
    def accepted(self) -> tuple[New | Changed, ...]:
        """Return the rows that write something."""
        return tuple(row for row in self.outcomes if isinstance(row, New | Changed))

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Return the rows with errors."""
        return tuple(row for row in self.outcomes if isinstance(row, Refused))
