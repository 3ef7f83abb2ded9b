"""What durability rests on: how a database file is created, set up and checked."""

import os
import sqlite3
from pathlib import Path
from sqlite3 import Connection
from typing import Literal

from shared.runtime.fault import CORRUPT, StorageError
from shared.text import Text

BUSY_TIMEOUT_S = 5.0
WAL_LIMIT_BYTES = 64 * 2**20


def uri(path: Path, mode: Literal["ro", "rwc"]) -> str:
    """Return the file's SQLite URI."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def plain(path: Path, mode: Literal["ro", "rwc"]) -> Connection:
    """Return a connection without a thread, for whoever is in one already."""
    return sqlite3.connect(uri(path, mode), uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)


def prepare_writer(db: Connection) -> None:
    """Set what durability rests on, and refuse to go on if SQLite did not take it."""
    db.row_factory = sqlite3.Row
    db.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")
    db.execute("PRAGMA trusted_schema = OFF")
    for setting, value, expected in (
        ("journal_mode", "WAL", "wal"),
        ("synchronous", "FULL", 2),
        ("foreign_keys", "ON", 1),
        ("secure_delete", "ON", 1),  # an erased person leaves no bytes in free pages (rule 33)
        ("mmap_size", "0", 0),
    ):
        db.execute(f"PRAGMA {setting} = {value}")
        found = db.execute(f"PRAGMA {setting}").fetchone()[0]
        if found != expected:
            raise StorageError(
                Text.of("SQLite did not take {setting} = {value}.", setting=setting, value=value)
            )
    require_whole(db, "PRAGMA quick_check")


def prepare_reader(db: Connection) -> None:
    """Make sure that nothing can be written through this connection."""
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA mmap_size = 0")
    db.execute("PRAGMA query_only = ON")


def require_whole(db: Connection, check: str) -> None:
    """Run `PRAGMA quick_check` or `integrity_check`. Raises StorageError if the file is damaged."""
    if db.execute(check).fetchone()[0] != "ok":
        raise StorageError(CORRUPT, fatal=True)


def create_private(path: Path) -> None:
    """Create the file for its owner only; SQLite gives the WAL the same permissions.

    Raises StorageError.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageError(
            Text.of(
                "The database {path} cannot be opened: {reason}.",
                path=str(path),
                reason=error.strerror or type(error).__name__,
            )
        ) from error
