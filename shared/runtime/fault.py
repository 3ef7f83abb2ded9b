"""Faults that a person can do something about: exceptions that carry a sentence for them.

The command line and the pages catch `Fault` and show its text; anything else is a defect.
"""

import contextlib
import sqlite3
from collections.abc import Iterator

from shared.text import Text


class Fault(Exception):  # noqa: N818 (the glossary's word: refusals are values, faults exceptions)
    """Something outside the program is broken; `text` says what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class StorageError(Fault):
    """The database cannot do what was asked; after a `fatal` one nothing more is written."""

    def __init__(self, text: Text, *, fatal: bool = False) -> None:
        super().__init__(text)
        self.fatal = fatal


_IO = Text.of("Reading or writing the disk failed. Check the disk, then restart the program.")
CORRUPT = Text.of("The database file is damaged. Restore the newest backup; do not go on with it.")
_FULL = Text.of("The disk is full. Free some space and try again; nothing was changed.")
_READ_ONLY = Text.of("The data directory cannot be written to. Check its owner and permissions.")
_CANNOT_OPEN = Text.of("The database file cannot be opened. Check the directory and permissions.")
_BUSY = Text.of("Another program holds the database. Close it and try again; nothing was changed.")


def from_sqlite(error: sqlite3.Error) -> StorageError | None:
    """Return what a person is told of SQLite's error, or None if the error is the caller's own."""
    # A failed fsync is fatal: the pages may be lost although a second fsync succeeds.
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_IOERR:
            return StorageError(_IO, fatal=True)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StorageError(CORRUPT, fatal=True)
        case sqlite3.SQLITE_FULL:
            return StorageError(_FULL)
        case sqlite3.SQLITE_READONLY:
            return StorageError(_READ_ONLY)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StorageError(_CANNOT_OPEN)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageError(_BUSY)
    return None


@contextlib.contextmanager
def telling() -> Iterator[None]:
    """Turn SQLite's errors that a person can do something about into StorageError."""
    try:
        yield
    except sqlite3.Error as error:
        told = from_sqlite(error)
        if told is None:
            raise
        raise told from error
