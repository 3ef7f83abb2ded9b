"""Sweep what an erasure left in the file: rewrite the database, empty its write-ahead log (33).

SQLite overwrites a deleted row, but a copy may lie in the gap of a page that was split earlier
(the tests show it). A rewritten file has no such gaps. That a sweep is due is kept in the database:
one that was interrupted is done by the next chore.
"""

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from sqlite3 import Connection

from node.persons import store
from shared.runtime import log
from shared.runtime.connection import BUSY_TIMEOUT_S
from shared.runtime.database import Database
from shared.runtime.fault import StorageError, telling


async def run(database: Database) -> bool:
    """Sweep if an erasure asks for it, and tell whether the file is clean. Raises StorageError."""
    erasures, swept, file = await database.read(_state)
    if erasures == swept:
        return True
    if not await asyncio.to_thread(rewrite, file):
        return False
    await database.write(lambda db: store.note_sweep(db, erasures))
    return True


async def attempt(database: Database) -> bool:
    """Sweep right after an erasure; what fails now, such as a full disk, is left to the chore."""
    try:
        return await run(database)
    except StorageError as error:
        log.logger().warning("sweep.failed", **log.describe(error))
        return False


def rewrite(file: Path) -> bool:
    """Rewrite a database file that may be open elsewhere; False if a reader kept the log in use."""
    address = f"{file.absolute().as_uri()}?mode=rw"
    with (
        telling(),
        contextlib.closing(
            sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)
        ) as db,
    ):
        db.execute("PRAGMA temp_store = MEMORY")  # no copy in a temporary file
        db.execute("PRAGMA secure_delete = ON")
        db.execute("VACUUM")
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return bool(busy == 0)


def _state(db: Connection) -> tuple[int, int, Path]:
    return (*store.erasures(db), store.file_of(db))
