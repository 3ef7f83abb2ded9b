"""What the pages show of an import: columns to match, rows with their cells, an error file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from node.exporting.model import Table
from node.groups.caution import Caution
from node.groups.fields import day_text
from node.importing.columns import fields_of, suggested, usual_heading
from node.importing.mapping import examples, has_content, letter
from node.importing.model import (
    Changed,
    Grid,
    Kind,
    New,
    Plan,
    Problem,
    Record,
    Refused,
    Row,
    RowOutcome,
    Unchanged,
)
from node.importing.spelling import WORDS, chosen
from node.instructors.model import Instructor
from node.trainings.model import Training
from shared.runtime.web.number import whole
from shared.text import Text

Filter = Literal["error", "changed", "new", "unchanged", "look", "all"]
FILTERS: Mapping[Filter, Text] = {
    "error": Text.of("In error"),
    "changed": Text.of("Changed"),
    "new": Text.of("New"),
    "look": Text.of("Please look"),
    "unchanged": Text.of("Unchanged"),
    "all": Text.of("All rows"),
}
STATES: Mapping[type[RowOutcome], tuple[str, Text]] = {
    New: ("new", Text.of("new")),
    Changed: ("changed", Text.of("changed")),
    Unchanged: ("unchanged", Text.of("unchanged")),
    Refused: ("error", Text.of("error")),
}
PER_PAGE = 25
LINE, WRONG = Text.of("row"), Text.of("errors")
RIGHT_BY_NOW = Text.of("nothing is wrong by now: import the row again")


class Column(Struct, frozen=True, kw_only=True):
    """A column of the file, what stands in it, and the field it is taken for."""

    at: int
    heading: str
    examples: tuple[str, ...]
    field: str


class Cell(Struct, frozen=True, kw_only=True):
    """One mapped cell of a row; with `after`, what it changes in the record."""

    field: str
    heading: str
    text: str
    errors: tuple[Text, ...] = ()
    before: str = ""
    after: str = ""


class RowView(Struct, frozen=True, kw_only=True):
    """One row as a page shows it; `problems` are those of the row as a whole."""

    line: int
    state: str
    word: Text
    label: str
    cells: tuple[Cell, ...]
    problems: tuple[Text, ...] = ()
    looks: tuple[Caution, ...] = ()
    made: tuple[str, ...] = ()
    resembles: str | None = None

    @property
    def wrong(self) -> tuple[Cell, ...]:
        """Return the cells with errors."""
        return tuple(cell for cell in self.cells if cell.errors)

    @property
    def right(self) -> tuple[Cell, ...]:
        """Return the other cells."""
        return tuple(cell for cell in self.cells if not cell.errors)

    @property
    def changes(self) -> tuple[Cell, ...]:
        """Return the cells that change something."""
        return tuple(cell for cell in self.cells if cell.after)


def columns(grid: Grid, kind: Kind, said: Mapping[int, str] | None = None) -> tuple[Column, ...]:
    """Return the columns that have a heading or content, each with its proposed field."""
    fields = suggested(grid.heading.cells, kind) if said is None else said
    width = max([len(grid.heading.cells), *(len(row.cells) for row in grid.rows)])
    headings = (*grid.heading.cells, *("" for _ in range(width - len(grid.heading.cells))))
    return tuple(
        Column(
            at=at,
            heading=heading or letter(at),
            examples=examples(grid, at),
            field=fields.get(at, ""),
        )
        for at, heading in enumerate(headings)
        if heading or has_content(grid, at)
    )


def options(kind: Kind, language: str) -> tuple[tuple[str, str], ...]:
    """Return the fields to choose from, with their headings."""
    return tuple((field, usual_heading(field, kind, language)) for field in fields_of(kind))


def by_column(fields: Mapping[str, str]) -> dict[int, str]:
    """Return what a form says of the columns, by their numbers."""
    said = ((whole(name[1:]), field) for name, field in fields.items() if name[:1] == "c")
    return {at: field for at, field in said if at is not None}


def mapped(fields: Mapping[str, str], kind: Kind) -> Mapping[int, str] | tuple[str, ...]:
    """Return the chosen field of every column, or the fields that were chosen more than once."""
    known = frozenset(fields_of(kind))
    said = {at: field for at, field in by_column(fields).items() if field in known}
    every = list(said.values())
    twice = tuple(dict.fromkeys(field for field in every if every.count(field) > 1))
    return twice or dict(sorted(said.items()))


def filtered(plan: Plan, show: Filter) -> tuple[RowOutcome, ...]:
    """Return the rows that a filter lets through."""
    if show == "all":
        return plan.outcomes
    if show == "look":
        lines = {look.line for look in plan.looks}
        return tuple(row for row in plan.outcomes if row.line in lines)
    return tuple(row for row in plan.outcomes if STATES[type(row)][0] == show)


def rows(plan: Plan, outcomes: Sequence[RowOutcome], language: str) -> tuple[RowView, ...]:
    """Return rows as a page shows them."""
    by_line = {row.line: row for row in plan.sheet.rows}
    looks: dict[int, list[Caution]] = {outcome.line: [] for outcome in outcomes}
    for look in plan.looks:
        if look.line in looks:
            looks[look.line].append(look.caution)
    return tuple(
        _row(plan, outcome, by_line[outcome.line], tuple(looks[outcome.line]), language)
        for outcome in outcomes
    )


def _row(
    plan: Plan, outcome: RowOutcome, row: Row, looks: tuple[Caution, ...], language: str
) -> RowView:
    state, word = STATES[type(outcome)]
    problems = outcome.problems if isinstance(outcome, Refused) else ()
    whole = tuple(one.text for one in problems if one.field is None)
    return RowView(
        line=row.line,
        state=state,
        word=word,
        label="" if isinstance(outcome, Refused) else label(outcome.record, language),
        cells=_cells(plan, outcome, row, problems, language),
        problems=whole,
        looks=looks,
        made=tuple(o.name for o in outcome.organisers)
        if isinstance(outcome, New | Changed)
        else (),
        resembles=outcome.resembles if isinstance(outcome, New) else None,
    )


def _cells(
    plan: Plan, outcome: RowOutcome, row: Row, problems: tuple[Problem, ...], language: str
) -> tuple[Cell, ...]:
    """Return the mapped cells, and those the file lacks in which something is wrong or changes."""
    kind, headings = plan.sheet.kind, dict(plan.sheet.headings)
    changes = {c.field: c for c in outcome.changes} if isinstance(outcome, Changed) else {}
    known = frozenset(fields_of(kind))
    for field in (*(one.field or "" for one in problems), *changes):
        if field in known:
            headings.setdefault(field, usual_heading(field, kind, language))
        elif field in changes:
            headings[field] = field
    return tuple(
        Cell(
            field=field,
            heading=heading,
            text=row.cells.get(field, ""),
            errors=tuple(one.text for one in problems if one.field == field),
            before=changes[field].before if field in changes else "",
            after=changes[field].after if field in changes else "",
        )
        for field, heading in headings.items()
    )


def label(record: Record, language: str) -> str:
    """Return by what a person knows a record."""
    match record:
        case Training():
            kind = chosen(WORDS["kind"][record.kind], language)
            return f"{record.instructor}, {kind}, {day_text(record.day)}"
        case Instructor():
            return f"{record.name} ({record.id})"
        case _:
            return record.id


def error_table(plan: Plan, say: Callable[[Text], str], *, left: bool = False) -> Table:
    """Return the rows in error as they stand, with their number and the reasons beside them.

    `left`: the rows that a done import left, with those that by now are in error no longer; a row
    that says what is stored already has nothing to import and is left out.
    """
    by_line = {row.line: row for row in plan.sheet.rows}
    shown: Sequence[RowOutcome] = plan.refused
    if left:
        shown = tuple(row for row in plan.outcomes if not isinstance(row, Unchanged))
    fields = tuple(plan.sheet.headings)
    return Table(
        say(WRONG),
        (*plan.sheet.headings.values(), say(LINE), say(WRONG)),
        tuple(
            (
                *(by_line[row.line].cells.get(field, "") for field in fields),
                row.line,
                "; ".join(_told(problem, say) for problem in row.problems)
                if isinstance(row, Refused)
                else say(RIGHT_BY_NOW),
            )
            for row in shown
        ),
        persons=True,
    )


def _told(problem: Problem, say: Callable[[Text], str]) -> str:
    return f"{problem.heading}: {say(problem.text)}" if problem.heading else say(problem.text)
