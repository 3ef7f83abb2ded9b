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
    require_whole(db, "quick_check")


def prepare_reader(db: Connection) -> None:
    """Make sure that nothing can be written through this connection."""
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA mmap_size = 0")
    db.execute("PRAGMA query_only = ON")


def prepare_copy(db: Connection) -> None:
    """Have everything in the one file, with no log beside it, and every commit on the disk."""
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA synchronous = FULL")


def rewrite(db: Connection) -> bool:
    """Rewrite the file without what lies in its gaps, and empty the log; outside a transaction.

    False if a reader kept the log in use: then it still holds what the file no longer does.
    """
    db.execute("PRAGMA temp_store = MEMORY")  # no copy in a temporary file
    try:
        db.execute("VACUUM")
    finally:
        db.execute("PRAGMA temp_store = DEFAULT")
    return bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)


def require_whole(db: Connection, check: Literal["quick_check", "integrity_check"]) -> None:
    """Have SQLite check the file. Raises StorageError if it is damaged."""
    if db.execute(f"PRAGMA {check}").fetchone()[0] != "ok":
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
