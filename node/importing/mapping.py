"""From a grid to a sheet: which column is which field. What no field stands for is dropped here."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from node.importing.columns import field_of
from node.importing.model import Grid, Kind, Line, Row, Sheet
from shared.text import Text

_FIRST = re.compile(r"1\.(\d{1,2})\.(\d{4})")
EXAMPLE = 30
"""Characters of an example."""
HEADINGS_WITHIN = 10
"""Rows among which the headings are looked for, to say where they are if not in the first."""


def known(line: Line, kind: Kind) -> int:
    """Return how many of the cells are headings of such a list."""
    return sum(field_of(cell, kind) is not None for cell in line.cells if cell)


def misplaced(lines: Sequence[Line], kind: Kind) -> Text | None:
    """Refuse a file whose first row is a title and not the one row of headings."""
    here = known(lines[0], kind)
    below = max(lines[1:HEADINGS_WITHIN], key=lambda line: known(line, kind), default=lines[0])
    if known(below, kind) <= max(here, 1):
        return None
    return Text.of(
        "The headings are not on the first row; they seem to be on row {line}. Merged or extra"
        " heading rows cannot be read: unmerge the cells, and leave one row of headings at"
        " the top.",
        line=below.line,
    )


def by_headings(grid: Grid, kind: Kind, told: Mapping[str, str]) -> Mapping[int, str] | Text:
    """Return the field of every column by its heading alone, or refuse what could be wrong.

    `told`: fields for headings the node does not know, as a person said on the command line.
    """
    cells = grid.heading.cells
    fields = {at: told.get(cell) or field_of(cell, kind) for at, cell in enumerate(cells) if cell}
    if not any(fields.values()):
        return Text.of(
            "No known heading was found on the first row. It must name the columns, such as"
            " kunta, kohderyhmä, kieli, tila, alkaa."
        )
    for at, cell in enumerate(cells):
        if not cell and has_content(grid, at):
            return Text.of(
                "Column {letter} has content but no heading. If headings are merged, unmerge them;"
                " every column needs its own.",
                letter=letter(at),
            )
    meant = Counter(fields[at] or cells[at].casefold() for at in fields)
    for at, field in fields.items():
        if meant[field or cells[at].casefold()] > 1:
            return Text.of(
                "Two columns mean the same: “{heading}”. If headings are merged, unmerge them;"
                " every column needs its own.",
                heading=cells[at],
            )
    return {at: field for at, field in fields.items() if field}


def sheet_of(grid: Grid, kind: Kind, fields: Mapping[int, str]) -> Sheet:
    """Keep the cells of the mapped columns, and nothing else."""
    cells = grid.heading.cells
    months = {"start"} if kind == "groups" and grid.sheet is not None else set()
    return Sheet(
        kind=kind,
        headings={field: _heading(grid, at) for at, field in fields.items()},
        ignored=tuple(cell for at, cell in enumerate(cells) if cell and at not in fields),
        rows=tuple(
            Row(
                line=row.line,
                cells={
                    field: _month(row.cells[at]) if field in months else row.cells[at]
                    for at, field in fields.items()
                    if at < len(row.cells) and row.cells[at]
                },
                surplus=any(
                    cell
                    for at, cell in enumerate(row.cells)
                    if at >= len(cells) and at not in fields
                ),
            )
            for row in grid.rows
        ),
    )


def _month(text: str) -> str:
    """Return the month that Excel made the first of a month of: no meeting is invented (10)."""
    return f"{found[1]}/{found[2]}" if (found := _FIRST.fullmatch(text)) else text


def _heading(grid: Grid, at: int) -> str:
    """Return a column's heading, its letters where it has none."""
    cells = grid.heading.cells
    return (cells[at] if at < len(cells) else "") or letter(at)


def has_content(grid: Grid, at: int) -> bool:
    """Tell whether anything stands in a column below the headings."""
    return any(len(row.cells) > at and row.cells[at] for row in grid.rows)


def examples(grid: Grid, at: int, most: int = 3) -> tuple[str, ...]:
    """Return the first different values of a column, to recognise it by."""
    found: dict[str, None] = {}
    for row in grid.rows:
        if at < len(row.cells) and row.cells[at]:
            found[row.cells[at][:EXAMPLE]] = None
        if len(found) == most:
            break
    return tuple(found)


def letter(at: int) -> str:
    """Return the column's letters as the spreadsheet shows them: A, B, …, Z, AA."""
    letters = ""
    number = at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
