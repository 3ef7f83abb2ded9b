"""A CSV file as Finnish Excel writes it, read into a sheet of known columns; bytes in, values out.

Encoding and separator are found, not asked. Whatever no known heading stands over is dropped here.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from node.importing.columns import field_of
from node.importing.model import BYTES_LIMIT, COLUMNS_LIMIT, ROWS_LIMIT, Row, Sheet
from shared.text import Text

SEPARATORS = (";", "\t", ",")
HEADINGS_WITHIN = 10
"""Rows among which the headings are looked for, to say where they are if not in the first."""

_ZIP, _UTF8_BOM, _UTF16_BOMS = b"PK\x03\x04", b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


class _Record(Struct, frozen=True):
    """One record of the file; `line` is the row number the spreadsheet shows."""

    line: int
    cells: tuple[str, ...]


def read(data: bytes) -> Sheet | Text:
    """Read a file, or say what to do about it. Nothing is guessed that could be a wrong column."""
    text = _decoded(data)
    if isinstance(text, Text):
        return text
    told, text = _told_separator(text)
    records = _best(text, (told,) if told else SEPARATORS)
    if isinstance(records, Text):
        return records
    if not records:
        return Text.of("The file is empty.")
    heading, body = records[0], records[1:]
    wrong = _heading_wrong(records) or _columns_wrong(heading, body) or _too_many(body)
    return wrong if wrong is not None else _sheet(heading, body)


def _decoded(data: bytes) -> str | Text:
    """Decode UTF-8 with or without its mark, else Windows-1252; UTF-16 by its mark."""
    if len(data) > BYTES_LIMIT:
        return Text.of("The file is larger than {most} MB.", most=BYTES_LIMIT // 1_000_000)
    if data.startswith(_ZIP):
        return Text.of("This is an Excel workbook. Save it as “CSV UTF-8” and import that file.")
    try:
        if data.startswith(_UTF16_BOMS):
            return data.decode("utf-16")
        return data.removeprefix(_UTF8_BOM).decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        return Text.of("The file is not text. Save the spreadsheet as “CSV UTF-8”.")
    return text


def _told_separator(text: str) -> tuple[str | None, str]:
    """Return the separator that Excel's own first line `sep=;` tells, and the text."""
    first = text.split("\n", 1)[0].strip().casefold()
    told = first.removeprefix("sep=")
    return (told, text) if first.startswith("sep=") and told in SEPARATORS else (None, text)


def _best(text: str, separators: Sequence[str]) -> tuple[_Record, ...] | Text:
    """Split by the separator that shows the most known headings."""
    tried = [_split(text, separator) for separator in separators]
    readable = [records for records in tried if not isinstance(records, Text)]
    if not readable:
        return tried[0]
    return max(readable, key=lambda rs: max((_known(r) for r in rs[:HEADINGS_WITHIN]), default=0))


def _split(text: str, separator: str) -> tuple[_Record, ...] | Text:
    """Return the records that are not empty, their cells trimmed."""
    found: list[_Record] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 0
    try:
        for line, cells in enumerate(lines, start=1):
            trimmed = tuple(cell.replace("\xa0", " ").strip() for cell in cells)
            marks = line == 1 and trimmed and trimmed[0].casefold() in {"sep=", f"sep={separator}"}
            if any(trimmed) and not marks:
                found.append(_Record(line, trimmed))
    except csv.Error:
        return Text.of("Quotation marks do not match on row {line} or after it.", line=line + 1)
    return tuple(found)


def _known(record: _Record) -> int:
    return sum(field_of(cell) is not None for cell in record.cells if cell)


def _heading_wrong(records: tuple[_Record, ...]) -> Text | None:
    """Refuse a sheet whose first row is not the one row of headings."""
    first = records[0]
    here = _known(first)
    below = max(records[1:HEADINGS_WITHIN], key=_known, default=first)
    if _known(below) > max(here, 1):
        return Text.of(
            "The headings are not on the first row; they seem to be on row {line}. Merged or extra"
            " heading rows cannot be read: unmerge the cells, and leave one row of headings at"
            " the top.",
            line=below.line,
        )
    if here == 0:
        return Text.of(
            "No known heading was found on the first row. It must name the columns, such as"
            " kunta, kohderyhmä, kieli, tila, alkaa."
        )
    return None


def _columns_wrong(heading: _Record, body: tuple[_Record, ...]) -> Text | None:
    """Refuse columns with content but no heading, and two columns with one meaning."""
    cells = heading.cells
    if len(cells) > COLUMNS_LIMIT and any(cells[COLUMNS_LIMIT:]):
        return Text.of("The sheet has more than {most} columns.", most=COLUMNS_LIMIT)
    for at, cell in enumerate(cells):
        if not cell and any(len(row.cells) > at and row.cells[at] for row in body):
            return Text.of(
                "Column {letter} has content but no heading. If headings are merged, unmerge them;"
                " every column needs its own.",
                letter=_letter(at),
            )
    meant = Counter(field_of(cell) or cell.casefold() for cell in cells if cell)
    for cell in cells:
        if cell and meant[field_of(cell) or cell.casefold()] > 1:
            return Text.of(
                "Two columns mean the same: “{heading}”. If headings are merged, unmerge them;"
                " every column needs its own.",
                heading=cell,
            )
    return None


def _too_many(body: tuple[_Record, ...]) -> Text | None:
    if len(body) > ROWS_LIMIT:
        return Text.of("The sheet has more than {most} rows: split it.", most=ROWS_LIMIT)
    return None


def _sheet(heading: _Record, body: tuple[_Record, ...]) -> Sheet:
    """Keep the cells under known headings, and nothing else."""
    fields = {at: field for at, cell in enumerate(heading.cells) if (field := field_of(cell))}
    return Sheet(
        headings={field: heading.cells[at] for at, field in fields.items()},
        ignored=tuple(cell for cell in heading.cells if cell and field_of(cell) is None),
        rows=tuple(
            Row(
                line=row.line,
                cells={
                    field: row.cells[at]
                    for at, field in fields.items()
                    if at < len(row.cells) and row.cells[at]
                },
                surplus=any(row.cells[len(heading.cells) :]),
            )
            for row in body
        ),
    )


def _letter(at: int) -> str:
    """Return the column's letters as the spreadsheet shows them: A, B, …, Z, AA."""
    letters = ""
    number = at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
