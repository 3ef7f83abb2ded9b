"""The documents on the disk: files named by their digest, halves beside them until they are whole.

Nothing of a title or of the hub's words ever becomes part of a path.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from shared.wire.material import MaterialItem
from shared.wire.words import Digest

NAME = "material"
PARTIAL = ".partial"
LEAST_FREE_BYTES = 500_000_000
"""With less room than this nothing is fetched: the records come first."""


def path(data: Path, digest: Digest) -> Path:
    """Return where a document lies."""
    return data / NAME / digest


def here(data: Path, items: Iterable[MaterialItem]) -> frozenset[Digest]:
    """Return which documents are here whole."""
    return frozenset(item.digest for item in items if _size(path(data, item.digest)) == item.bytes)


def has_room(data: Path, item: MaterialItem) -> bool:
    """Tell whether the disk has room for a document."""
    return shutil.disk_usage(data).free - item.bytes > LEAST_FREE_BYTES


def begun(data: Path, item: MaterialItem) -> int:
    """Return how many bytes of a document have come so far."""
    return max(_size(_half(data, item.digest)), 0)


def append(data: Path, item: MaterialItem, piece: bytes) -> int:
    """Keep the next bytes of a document and return how many there are now."""
    half = _half(data, item.digest)
    half.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as stream:
        stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
        return stream.tell()


def finish(data: Path, item: MaterialItem) -> bool:
    """Give a whole document its name if it has its digest; else throw it away."""
    half = _half(data, item.digest)
    with half.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != item.digest or _size(half) != item.bytes:
        half.unlink()
        return False
    half.replace(path(data, item.digest))
    return True


def read(data: Path, item: MaterialItem) -> bytes | None:
    """Return a document, None if it is not here or damaged."""
    try:
        body = path(data, item.digest).read_bytes()
    except OSError:
        return None
    return body if hashlib.sha256(body).hexdigest() == item.digest else None


def drop(data: Path, digest: Digest) -> None:
    """Throw a document and its half away."""
    path(data, digest).unlink(missing_ok=True)
    _half(data, digest).unlink(missing_ok=True)


def sweep(data: Path, digests: Iterable[Digest]) -> None:
    """Throw away what is not in the list any more."""
    kept = {name for digest in digests for name in (digest, f"{digest}{PARTIAL}")}
    if (data / NAME).is_dir():
        for file in (data / NAME).iterdir():
            if file.name not in kept:
                file.unlink(missing_ok=True)


def _half(data: Path, digest: Digest) -> Path:
    return data / NAME / f"{digest}{PARTIAL}"


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1
