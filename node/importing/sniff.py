"""What a file is by its first bytes, and the answer to those that are no list.

A name's ending proves nothing; the bytes do.
"""

from collections.abc import Mapping

from shared.text import Text

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of old Excel and Word files, and of a workbook that has a password."""

EMPTY = Text.of("The file is empty. Choose one with a row of headings and rows below it.")
_PICTURE = Text.of("This is a picture. A list can be read from an Excel workbook or a CSV file.")
_NO_LIST: Mapping[bytes, Text] = {
    b"%PDF": Text.of(
        "This is a PDF. A list can be read from the Excel workbook or CSV file it was made from."
    ),
    **dict.fromkeys(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*"), _PICTURE
    ),
    **dict.fromkeys(
        (b"<!DOCTYPE", b"<html", b"<!doctype", b"<HTML"),
        Text.of("This is a web page. Save the list as an Excel workbook or a CSV file."),
    ),
    b"{\\rtf": Text.of(
        "This is a text document. Save the list as an Excel workbook or a CSV file."
    ),
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def refused_by_its_kind(data: bytes) -> Text | None:
    """Say what to do with a file that is no list, or return None for one to be looked into."""
    if data.startswith(OLE):
        return _old(data)
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"}:
        return _PICTURE
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _PICTURE
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:16]
    return next((text for start, text in _NO_LIST.items() if head.startswith(start)), None)


def _old(data: bytes) -> Text:
    if _ENCRYPTED in data:
        return Text.of(
            "The workbook has a password. Open it in Excel, remove the password"
            " (File – Info – Protect Workbook), save it and choose it again."
        )
    return Text.of(
        "This is an old Excel or Word file. Open it in Excel, save it as an Excel workbook (.xlsx)"
        " and choose that file."
    )
