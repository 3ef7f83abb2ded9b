"""The public log among the site's answers: read from the snapshot's folder when somebody asks.

It only grows, and hardly anybody reads it: holding it in memory as pages are held would fill a
small machine within years. No manifest names it, for its own checkpoint proves it.
"""

import hashlib
import re
from pathlib import Path

from hub.web import headers
from hub.web.shelf import Answer, File, Form, found, unchanged

PREFIX = "/log/"
_PLACE = r"(x[0-9]{3}/)*[0-9]{3}(\.p/[0-9]{1,3})?"
_PATH = re.compile(
    rf"/log/(checkpoint|root|trust\.json|tile/(entries|[0-7])/{_PLACE}|entries/[0-9]{{1,16}}\.jsonl)"
)


def answer(
    folder: Path, path: str, origin: str, *, gzip: bool, known: tuple[bytes, ...]
) -> Answer | None:
    """Return the answer for a file of the log, None if there is none of that name.

    `known` are the ETags of the reader's copies.
    """
    if not _PATH.fullmatch(path):
        return None
    coded, body = b"", _read(folder / f"{path[1:]}.gz") if gzip else None
    if body is None:
        body = _read(folder / path[1:])
    else:
        coded = b"gzip"
    if body is None:
        return None
    digest = hashlib.sha256(body).hexdigest()
    encoded = ((b"content-encoding", coded),) if coded else ()
    length = (b"content-length", b"%d" % len(body))
    form = Form(f'"{digest[:32]}"'.encode(), (length, *encoded), body)
    file = File(digest, headers.kind(path[1:], origin), (form, form, form))
    return unchanged(file, 0) if {form.etag, b"*"} & set(known) else found(file, 0)


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
