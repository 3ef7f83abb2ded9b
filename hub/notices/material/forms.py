"""A file and what is said of it, read into an `Upload` or into what is wrong with it.

What a file is, its ending says and its first bytes confirm: a web page called guide.pdf is none.
"""

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePath
from typing import get_args

import msgspec

from hub.notices.material.model import KINDS, TYPES, Upload
from hub.notices.messages.forms import TongueCode
from shared.text import Invalid, Text
from shared.wire.material import FILE_LIMIT_BYTES, MaterialItem

FIRST_BYTES: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
ENTRIES_MAX = 5_000
MIMETYPE_MAX = 200


def read(fields: Mapping[str, str], name: str, body: bytes) -> Upload | tuple[Invalid, ...]:
    """Return the document of the fields title, language and kind, and of a file."""
    title, language, kind = (fields.get(key, "").strip() for key in ("title", "language", "kind"))
    wrong = []
    if language not in get_args(TongueCode):
        wrong.append(Invalid("language", Text.of("The language is fi, sv or en.")))
    if kind not in KINDS:
        kinds = ", ".join(KINDS)
        wrong.append(Invalid("kind", Text.of("The kind is one of: {kinds}.", kinds=kinds)))
    media_type = _media_type(name, body)
    if isinstance(media_type, Invalid):
        return (*wrong, media_type)
    item = {
        "digest": hashlib.sha256(body).hexdigest(),
        "bytes": len(body),
        "media_type": media_type,
        "kind": kind or "other",
        "language": language or "fi",
        "title": title,
    }
    try:
        made = msgspec.convert(item, MaterialItem)
    except msgspec.ValidationError:
        wrong.append(Invalid("title", Text.of("A title has 1 to 120 characters, and no < or >.")))
    return tuple(wrong) if wrong else Upload(item=made, body=body)


def _media_type(name: str, body: bytes) -> str | Invalid:
    """Return what the file is, or why it is not taken."""
    found = TYPES.get(PurePath(name.replace("\\", "/")).suffix.lower())
    if not body:
        return Invalid("file", Text.of("The file is empty."))
    if len(body) > FILE_LIMIT_BYTES:
        return Invalid(
            "file",
            Text.of("A document has at most {most} megabytes.", most=FILE_LIMIT_BYTES // 1_000_000),
        )
    if found is None:
        endings = ", ".join(sorted(ending[1:] for ending in TYPES))
        return Invalid("file", Text.of("Such files are taken: {endings}.", endings=endings))
    if not _is_really(found, body):
        return Invalid(
            "file", Text.of("The file is not what its name says, it is damaged, or has macros.")
        )
    return found


def _is_really(media_type: str, body: bytes) -> bool:
    first = FIRST_BYTES.get(media_type)
    return body.startswith(first) if first is not None else _is_packed(media_type, body)


def _is_packed(media_type: str, body: bytes) -> bool:
    """Tell whether a ZIP is the office document it says; nothing but names and type is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed:
            entries = packed.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > ENTRIES_MAX or any("vbaproject" in one.lower() for one in names):
                return False
            if "opendocument" not in media_type:
                folder = {"w": "word/", "s": "xl/", "p": "ppt/"}[media_type.split(".")[-2][0]]
                inside = any(one.startswith(folder) for one in names)
                return "[Content_Types].xml" in names and inside
            with packed.open("mimetype") as said:
                return said.read(MIMETYPE_MAX).strip() == media_type.encode()
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError):
        return False
