"""Small files with secrets: whole or not at all, durable, readable by their owner only.

A file appears under its name only after its bytes are on the disk; a crash leaves at most a
`.partial` beside it, which the next try removes.
"""

import os
from pathlib import Path

OTHERS = 0o077
_PARTIAL = ".partial"


def create(path: Path, text: str) -> None:
    """Write a new file. Raises FileExistsError: what is there is never overwritten."""
    if path.exists():
        raise FileExistsError(path)
    partial = _written(path, text)
    try:
        os.link(partial, path)  # Unlike a rename it fails if somebody else was faster.
    finally:
        partial.unlink()
    sync(path.parent)


def replace(path: Path, text: str) -> None:
    """Write a file in the place of whatever is there."""
    _written(path, text).replace(path)
    sync(path.parent)


def move(source: Path, target: Path) -> None:
    """Give a file another name; what was there under that name is gone."""
    source.replace(target)
    sync(target.parent)


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    path.unlink(missing_ok=True)
    sync(path.parent)


def sync(directory: Path) -> None:
    """Have the directory's names on the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written(path: Path, text: str) -> Path:
    partial = path.with_name(path.name + _PARTIAL)
    partial.unlink(missing_ok=True)
    file = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return partial
