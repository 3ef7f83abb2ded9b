"""How far the cells in use reach, told as the library that reads them will find them.

A parser and no pattern: each byte is looked at once, and what is no XML is refused at once.
"""

import re
from array import array
from collections.abc import Sequence

# No external entity is ever fetched by it, and what declares entities does not come here.
from xml.parsers import expat

from msgspec import Struct

PIECE_LIMIT = 300_000
"""Bytes in which a `<` must stand: one cell's longest text, in its longest spelling."""
CHUNK = 1_000_000
DEPTH_LIMIT = 100
_WHERE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_ERROR = re.compile(rb"(\st\s{0,9}=\s{0,9}[\"'])e(?=[\"'])")


class Extent(Struct, frozen=True):
    """The last row and column in use, how many cells are, and where those of errors stand.

    `errors` are bytes of the part, by two: where a cell begins, and where the next element does.
    """

    rows: int
    columns: int
    filled: int
    errors: Sequence[int]


def extent(part: bytes) -> Extent | None:
    """Return how far a part's cells reach; None for what no office program writes."""
    for at in range(0, len(part) - PIECE_LIMIT, PIECE_LIMIT):  # the last piece may be short
        if part.find(b"<", at, at + PIECE_LIMIT) < 0:
            return None
    reading = _Reading()
    try:
        for at in range(0, len(part), CHUNK):  # between two, other threads have their turn
            reading.parser.Parse(part[at : at + CHUNK], False)  # noqa: FBT003 (by place alone)
        reading.parser.Parse(b"", True)  # noqa: FBT003 (as above)
    except (expat.ExpatError, ValueError):
        return None
    if len(reading.errors) % 2:
        reading.errors.append(len(part))
    return Extent(reading.rows, reading.columns, reading.filled, reading.errors)


def without_errors(part: bytes, errors: Sequence[int]) -> bytes:
    """Return the part with its cells of errors as texts, which show the error as Excel does."""
    made, done = bytearray(), 0
    for begin, end in zip(errors[::2], errors[1::2], strict=True):
        made += part[done:begin]
        made += _ERROR.sub(rb"\1str", part[begin:end], count=1)
        done = end
    return bytes(made + part[done:]) if errors else part


class _Reading:
    """One pass over a part. Raises ValueError for a place that is none."""

    def __init__(self) -> None:
        self.rows = self.columns = self.filled = 0
        self.errors = array("Q")
        self._row = self._column = self._depth = 0
        self._cell: tuple[int, int] | None = None
        self.parser = expat.ParserCreate("utf-8")  # the reader of the cells knows no other either
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise ValueError(name)
        if len(self.errors) % 2:
            self.errors.append(self.parser.CurrentByteIndex)
        local = name.rpartition(":")[2]
        if local == "c":
            self._place(attributes.get("r"))
            if attributes.get("t") == "e":
                self.errors.append(self.parser.CurrentByteIndex)
        elif local == "row":
            self._next_row(attributes.get("r"))
        elif self._cell is not None:  # what is inside a cell makes it one in use
            row, column = self._cell
            self.rows, self.columns = max(self.rows, row), max(self.columns, column)
            self.filled += 1
            self._cell = None

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _next_row(self, said: str | None) -> None:
        if said is not None and not _ROW.fullmatch(said):
            raise ValueError(said)
        self._row = self._row + 1 if said is None else int(said)
        self._column, self._cell = 0, None

    def _place(self, said: str | None) -> None:
        """Note where a cell stands: where it says, else beside the one before it."""
        if said is None:
            self._column += 1
            self._cell = (max(self._row, 1), self._column)
            return
        found = _WHERE.fullmatch(said)
        if found is None:
            raise ValueError(said)
        self._column = _number(found[1])
        self._cell = (int(found[2]), self._column)


def _number(letters: str) -> int:
    """Return a column's number by its letters, 1 for A."""
    number = 0
    for one in letters.upper():
        number = number * 26 + ord(one) - ord("A") + 1
    return number
