"""Nouns of an import: a grid of cells, a sheet of rows with known columns, what becomes of each.

Columns that nobody mapped are dropped when a grid becomes a sheet; their content is stored nowhere.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from msgspec import Struct

from node.groups.caution import Caution
from node.groups.forms import Roster
from node.groups.model import Group, GroupId
from node.instructors.model import Instructor
from node.organisers.model import Organiser
from node.trainings.courses import Listed
from node.trainings.model import Training
from shared.text import Text

Kind = Literal["groups", "instructors", "trainings"]
KINDS: tuple[Kind, ...] = ("groups", "instructors", "trainings")
State = Literal["checking", "done", "undone", "cancelled", "expired"]

BYTES_LIMIT = 5_000_000
ROWS_LIMIT = 5_000
COLUMNS_LIMIT = 100
CELL_LIMIT = 4_000
"""Characters of a cell that are read: what a form takes, and one more to tell that it is longer."""
STAGED_FOR = timedelta(days=7)
UNDO_FOR = timedelta(days=30)


class Line(Struct, frozen=True):
    """One row of a file with all its cells; `line` is the row number the spreadsheet shows."""

    line: int
    cells: tuple[str, ...]


class Grid(Struct, frozen=True, kw_only=True):
    """A file as it was written: the row of headings, the rows below; `sheet` of a workbook."""

    heading: Line
    rows: tuple[Line, ...]
    sheet: str | None = None


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
    kind: Kind = "groups"


class Problem(Struct, frozen=True, kw_only=True):
    """What is wrong in a row, and under which heading of the file (None: the row as a whole)."""

    heading: str | None
    text: Text
    field: str | None = None


class Change(Struct, frozen=True, kw_only=True):
    """One fact of a known record that a row changes, in words."""

    field: str
    before: str
    after: str


Record: TypeAlias = Group | Instructor | Training


class _Outcome(Struct, frozen=True, kw_only=True):
    """What becomes of a row that is not refused."""

    line: int
    record: Record

    @property
    def group(self) -> Group:
        """Return the record of a list of groups. Raises TypeError for another list."""
        if not isinstance(self.record, Group):
            raise TypeError("the list is not one of groups")
        return self.record


class New(_Outcome, frozen=True, kw_only=True):
    """The row is a record not yet kept. `resembles`: a kept group that may be the same one."""

    organisers: tuple[Organiser, ...] = ()
    resembles: GroupId | None = None


class Changed(_Outcome, frozen=True, kw_only=True):
    """The row changes the kept record `before`."""

    before: Record
    changes: tuple[Change, ...]
    organisers: tuple[Organiser, ...] = ()


class Unchanged(_Outcome, frozen=True, kw_only=True):
    """The row says what is kept already."""


class Refused(Struct, frozen=True, kw_only=True):
    """The row is not taken; every reason stands at its cell."""

    line: int
    problems: tuple[Problem, ...]


RowOutcome: TypeAlias = New | Changed | Unchanged | Refused


class Look(Struct, frozen=True, kw_only=True):
    """What a lead should look at in a row that is taken."""

    line: int
    caution: Caution


class Kept(Struct, frozen=True, kw_only=True):
    """What the node keeps before the import; `last_number`: the highest one in an id ever drawn."""

    groups: tuple[Group, ...] = ()
    roster: Roster = Roster()
    trainings: tuple[Training, ...] = ()
    courses: tuple[Listed, ...] = ()
    last_number: int = 0


class Plan(Struct, frozen=True, kw_only=True):
    """What an import does or would do, row by row; `number` once it is done."""

    sheet: Sheet
    outcomes: tuple[RowOutcome, ...]
    looks: tuple[Look, ...] = ()
    number: int | None = None

    @property
    def accepted(self) -> tuple[New | Changed, ...]:
        """Return the rows that write something."""
        return tuple(row for row in self.outcomes if isinstance(row, New | Changed))

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Return the rows with errors."""
        return tuple(row for row in self.outcomes if isinstance(row, Refused))

    @property
    def sums(self) -> "Sums":
        """Return how many rows there are of each."""
        kinds = [type(row) for row in self.outcomes]
        return Sums(
            added=kinds.count(New),
            changed=kinds.count(Changed),
            unchanged=kinds.count(Unchanged),
            refused=kinds.count(Refused),
        )


class Sums(Struct, frozen=True, kw_only=True):
    """How many rows of an import are or were what."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


class Run(Struct, frozen=True, kw_only=True):
    """One import; its number is the batch of the history. The sums are known once it is done."""

    id: int
    kind: Kind
    state: State
    begun_at: datetime
    staff: int | None = None
    settled_at: datetime | None = None
    undone_at: datetime | None = None
    sums: Sums = Sums()
