"""Sweep what an erasure left in the file: rewrite the database, empty its write-ahead log (33).

SQLite overwrites a deleted row, but a copy may lie in the gap of a page that was split earlier
(the tests show it). A rewritten file has no such gaps. That a sweep is due is kept in the database:
one that was interrupted is done by the next chore. It takes its turn among the writes: a second
writer would make a lead's save wait for longer than SQLite waits.
"""

from node.persons import store
from shared.runtime import connection, log
from shared.runtime.database import Database
from shared.runtime.fault import StorageError


async def run(database: Database) -> bool:
    """Sweep if an erasure asks for it, and tell whether the file is clean. Raises StorageError."""
    erasures, swept = await database.read(store.erasures)
    if erasures == swept:
        return True
    if not await database.alone(connection.rewrite):
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
