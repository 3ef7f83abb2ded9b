"""The zip of an XLSX workbook, unpacked under limits before any library reads it.

What is handed on is a plain copy: declared sizes were not believed, nothing in it refers outside.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from msgspec import Struct

from node.importing.extent import Extent, extent, without_errors
from node.importing.model import COLUMNS_LIMIT, ROWS_LIMIT
from shared.text import Text

UNPACKED_LIMIT = 40_000_000
RATIO_LIMIT = 400
"""How many times its size a part may unpack to; real sheets stay below 100."""
PARTS_LIMIT = 1_000
CELLS_LIMIT = 1_000_000
"""Cells of the rectangle from A1 to the last cell in use, filled or not."""
TAGS_LIMIT = 4_000_000
"""Of one part, as many as that many cells take; each costs a microsecond."""

_NEEDED = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/styles\.xml|xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml)",
    re.IGNORECASE,
)

_BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, KeyError, IndexError),
)

DAMAGED = Text.of(
    "The workbook is damaged or is no Excel workbook. Open it in Excel and save it again as an"
    " Excel workbook (.xlsx)."
)
TOO_LARGE = Text.of(
    "The workbook unpacks to far more than a list needs. Copy the list alone into a new workbook"
    " and choose that one."
)


class _Unpacked(Struct, frozen=True):
    """The parts of a workbook that are needed to read its cells."""

    parts: Mapping[str, bytes]


def repacked(data: bytes) -> bytes | Text:
    """Return the workbook's needed parts in a fresh, unpacked zip; a Text says what is wrong."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            unpacked = _kind_refused(opened) or _unpacked(opened)
    except _BROKEN:
        return DAMAGED
    if isinstance(unpacked, Text):
        return unpacked
    parts: dict[str, bytes] = {}
    for name, part in unpacked.parts.items():
        plain = _plain(part)
        if isinstance(plain, Text):
            return plain
        parts[name] = plain
    return _packed(parts)


def _kind_refused(opened: zipfile.ZipFile) -> Text | None:
    """Refuse what is packed like a workbook and is none, and workbooks with macros."""
    names = {name.casefold() for name in opened.namelist()}
    if len(names) > PARTS_LIMIT or len(opened.infolist()) > PARTS_LIMIT:
        return TOO_LARGE
    if any(name.endswith("vbaproject.bin") for name in names):
        return Text.of(
            "The workbook holds macros, which are never opened here. In Excel, save it as an Excel"
            " workbook without macros (.xlsx) and choose that file."
        )
    if "xl/workbook.bin" in names or "content.xml" in names:
        return Text.of(
            "This kind of workbook is not read. Save it as an Excel workbook (.xlsx) and choose"
            " that file."
        )
    return None if "xl/workbook.xml" in names else DAMAGED


def _unpacked(opened: zipfile.ZipFile) -> _Unpacked | Text:
    """Unpack the needed parts, counting what really comes out."""
    parts: dict[str, bytes] = {}
    left = UNPACKED_LIMIT
    for info in opened.infolist():
        if not _NEEDED.fullmatch(info.filename):
            continue
        if info.filename in parts:
            return DAMAGED
        if info.file_size > left or info.file_size > RATIO_LIMIT * max(info.compress_size, 1_000):
            return TOO_LARGE
        with opened.open(info) as stream:
            part = stream.read(left + 1)
        left -= len(part)
        if left < 0:
            return TOO_LARGE
        parts[info.filename] = part
    return _Unpacked(parts)


def _plain(part: bytes) -> bytes | Text:
    """Return a part as it is handed on.

    Every part is measured: a workbook may name any of them as a sheet.
    """
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part:
        return DAMAGED
    if part.count(b"<") > TAGS_LIMIT:
        return TOO_LARGE
    reach = extent(part)
    if reach is None:
        return DAMAGED
    return _too_wide(reach) or without_errors(part, reach.errors)


def _too_wide(reach: Extent) -> Text | None:
    """Refuse a sheet whose used cells span a rectangle that no memory holds."""
    if reach.rows * reach.columns <= CELLS_LIMIT:
        return None
    if reach.filled > CELLS_LIMIT // COLUMNS_LIMIT:
        return Text.of("The sheet has more than {most} rows: split it.", most=ROWS_LIMIT)
    return Text.of(
        "Somewhere far below or to the right of the list a cell is in use, down to row {row}."
        " Copy the list alone into a new workbook and choose that one.",
        row=reach.rows,
    )


def _packed(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as fresh:
        for name, part in parts.items():
            fresh.writestr(zipfile.ZipInfo(name), part)
    return made.getvalue()
