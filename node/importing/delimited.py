"""A CSV file as Finnish Excel writes it: `;`, comma or tab; UTF-8, UTF-16 or Windows-1252."""

import csv
import io

from node.importing.cells import tidy
from node.importing.model import Line
from shared.text import Text

SEPARATORS = (";", "\t", ",")
_UTF8_BOM, _UTF16_BOMS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


def split(data: bytes) -> tuple[tuple[Line, ...], ...] | Text:
    """Return the rows as every separator in question would cut them; a Text if none can."""
    text = _decoded(data)
    if isinstance(text, Text):
        return text
    told = _told_separator(text)
    tried = [_lines(text, separator) for separator in ((told,) if told else SEPARATORS)]
    readable = tuple(lines for lines in tried if not isinstance(lines, Text))
    return readable or next(wrong for wrong in tried if isinstance(wrong, Text))


def _decoded(data: bytes) -> str | Text:
    """Decode UTF-8 with or without its mark, else Windows-1252; UTF-16 by its mark."""
    try:
        if data.startswith(_UTF16_BOMS):
            return data.decode("utf-16")
        return _text(data.removeprefix(_UTF8_BOM).decode("utf-8"))
    except UnicodeDecodeError:
        pass
    try:
        return _text(data.decode("cp1252"))
    except UnicodeDecodeError:
        return _text("\x00")


def _text(text: str) -> str | Text:
    """Refuse what has characters that no text has."""
    if "\x00" in text:
        return Text.of("The file is not text. Save the spreadsheet as “CSV UTF-8”.")
    return text


def _told_separator(text: str) -> str | None:
    """Return the separator that Excel's own first line `sep=;` tells."""
    first = text.split("\n", 1)[0].strip("\r\n \ufeff").casefold()
    told = first.removeprefix("sep=")
    return told if first.startswith("sep=") and told in SEPARATORS else None


def _lines(text: str, separator: str) -> tuple[Line, ...] | Text:
    """Return the rows that are not empty, their cells tidied."""
    found: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 0
    try:
        for line, cells in enumerate(reader, start=1):
            tidied = tuple(map(tidy, cells))
            marks = line == 1 and tidied and tidied[0].casefold() in {"sep=", f"sep={separator}"}
            if any(tidied) and not marks:
                found.append(Line(line, tidied))
    except csv.Error:
        return Text.of("Quotation marks do not match on row {line} or after it.", line=line + 1)
    return tuple(found)
