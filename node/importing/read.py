"""A file of any kind people have, read into a grid of cells; bytes in, values out.

What the file is, its encoding and its separator are found, not asked. Nothing is guessed that could
be a wrong column.
"""

from collections.abc import Mapping, Sequence

from node.importing import delimited, workbook
from node.importing.mapping import by_headings, known, misplaced, sheet_of
from node.importing.model import BYTES_LIMIT, COLUMNS_LIMIT, ROWS_LIMIT, Grid, Kind, Line, Sheet
from node.importing.sniff import EMPTY, ZIP, refused_by_its_kind
from shared.text import Text

NO_FIELDS: Mapping[str, str] = {}


def read(data: bytes, kind: Kind = "groups", told: Mapping[str, str] = NO_FIELDS) -> Sheet | Text:
    """Read a file by its headings alone, or say what to do about it."""
    grid = grid_of(data, kind)
    if isinstance(grid, Text):
        return grid
    fields = by_headings(grid, kind, told)
    return fields if isinstance(fields, Text) else sheet_of(grid, kind, fields)


def grid_of(data: bytes, kind: Kind) -> Grid | Text:
    """Read a file into a grid, or say what to do about it."""
    if not data:
        return EMPTY
    if len(data) > BYTES_LIMIT:
        return Text.of(
            "The file is larger than {most} MB. Copy the list alone into a new file, or split it,"
            " and choose that one.",
            most=BYTES_LIMIT // 1_000_000,
        )
    if refused := refused_by_its_kind(data):
        return refused
    if data.startswith(ZIP):
        sheets = workbook.sheets(data)
        if isinstance(sheets, Text):
            return sheets
        name, lines = _best(sheets, kind)
        return _grid(lines, kind, name)
    tried = delimited.split(data)
    if isinstance(tried, Text):
        return tried
    _, lines = _best([(None, lines) for lines in tried], kind)
    return _grid(lines, kind, None)


def _best(
    tried: Sequence[tuple[str | None, tuple[Line, ...]]], kind: Kind
) -> tuple[str | None, tuple[Line, ...]]:
    """Return the way of reading that shows the most known headings, else the most columns."""

    def worth(one: tuple[str | None, tuple[Line, ...]]) -> tuple[int, int]:
        first = one[1][:10]
        return (
            max((known(line, kind) for line in first), default=0),
            max((sum(map(_says, line.cells)) for line in first[:2]), default=0),
        )

    return max(tried, key=worth)


def _says(cell: str) -> bool:
    return any(one.isalnum() for one in cell)


def _grid(lines: tuple[Line, ...], kind: Kind, name: str | None) -> Grid | Text:
    if not lines:
        return EMPTY
    heading, body = lines[0], lines[1:]
    wrong = misplaced(lines, kind) or _too_wide(heading) or _too_many(body)
    if wrong is not None:
        return wrong
    return Grid(heading=heading, rows=body, sheet=name)


def _too_wide(heading: Line) -> Text | None:
    if any(heading.cells[COLUMNS_LIMIT:]):
        return Text.of(
            "The sheet has more than {most} columns. Delete those that the list does not need, and"
            " choose the file again.",
            most=COLUMNS_LIMIT,
        )
    return None


def _too_many(body: tuple[Line, ...]) -> Text | None:
    if len(body) > ROWS_LIMIT:
        return Text.of("The sheet has more than {most} rows: split it.", most=ROWS_LIMIT)
    return None
