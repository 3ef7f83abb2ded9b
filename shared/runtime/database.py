"""The only door to a database file: one write actor, two read-only connections.

A job is a plain function of `sqlite3.Connection`, run whole inside the connection's own thread, so
it can be neither cancelled half-way nor mixed with another. Everything that waits is committed
together (group commit), and nobody is answered before the COMMIT.
"""

import asyncio
import contextlib
import os
import threading
import weakref
from collections.abc import Awaitable, Callable
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Any, Literal, Self

import aiosqlite

from shared.runtime import log, migrate
from shared.runtime.batch import Job, Order, T, Then, batches, commit, is_fatal, told
from shared.runtime.clock import Clock
from shared.runtime.connection import (
    BUSY_TIMEOUT_S,
    create_private,
    plain,
    prepare_reader,
    prepare_writer,
    require_whole,
    uri,
)
from shared.runtime.fault import StorageError, telling
from shared.text import Text

__all__ = ["Database", "Job", "StorageError", "Then", "backup"]

BATCH_LIMIT = 256
READERS = 2

_open: weakref.WeakSet[aiosqlite.Connection] = weakref.WeakSet()
_watching = threading.Lock()

_CLOSED = Text.of("The database is closed.")
_STOPPED = Text.of("Writing stopped after an I/O error. Check the disk, then restart the program.")


class Database:
    """One database file, open: `async with await Database.open(...) as database`."""

    def __init__(self, path: Path, writer: aiosqlite.Connection) -> None:
        self.commits = 0  # batches written, for measuring
        self._path = path
        self._writer = writer
        self._readers: list[aiosqlite.Connection] = []
        self._idle: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._orders: asyncio.Queue[Order[Any] | None] = asyncio.Queue(BATCH_LIMIT)
        self._actor: asyncio.Task[None] | None = None
        self._closed = False
        self._stopped = False
        self._then: Then | None = None

    @classmethod
    async def open(
        cls, path: Path, migrations: Path, *, clock: Clock, then: Then | None = None
    ) -> Self:
        """Open or create the file, check it, bring its schema up. Raises StorageError.

        `then` is called in the writing thread after every commit, before anybody is answered;
        what it raises reaches all of the batch, whose work stays committed.
        """
        with telling():
            create_private(path)
            database = cls(path, await _connect(path, "rwc"))
            try:
                await _in_thread(database._writer, prepare_writer)
                await _in_thread(database._writer, lambda db: _migrate(db, migrations, clock))
                for _ in range(READERS):
                    reader = await _connect(path, "ro")
                    database._readers.append(reader)
                    database._idle.put_nowait(reader)
                    await _in_thread(reader, prepare_reader)
            except BaseException:
                await database.close()
                raise
        database._then = then
        database._actor = asyncio.create_task(database._act(), name="database writer")
        return database

    async def write(self, job: Job[T]) -> T:
        """Run the job in a transaction and return its result after the commit.

        An exception of the job undoes its own work and reaches only its caller; StorageError says
        that the disk failed. A cancelled caller does not cancel the job.
        """
        return await self._ordered(Order(job))

    async def alone(self, job: Job[T]) -> T:
        """Run outside a transaction what SQLite refuses in one, and return its result.

        It takes its turn among the writes; those that come meanwhile wait until it has ended.
        """
        return await self._ordered(Order(job, alone=True))

    async def read(self, job: Job[T]) -> T:
        """Run the job on a read-only connection, in one consistent view of the data."""
        if self._closed:
            raise StorageError(_CLOSED)
        reader = await self._idle.get()
        try:
            if self._closed:  # while this call was waiting
                raise StorageError(_CLOSED)
            with telling():
                return await _in_thread(reader, lambda db: _view(db, job))
        finally:
            # After a cancellation the reader is still at work: its thread takes the next job later.
            self._idle.put_nowait(reader)

    async def backup(self, target: Path) -> None:
        """Write a checked copy of the database to `target`; writers and readers go on meanwhile."""
        await asyncio.to_thread(backup, self._path, target)

    async def close(self) -> None:
        """Finish what waits, then close; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._actor is not None and not self._actor.done():
            await self._orders.put(None)
            await asyncio.wait([self._actor])
        for connection in (*self._readers, self._writer):  # Whoever closes last empties the WAL.
            await connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _ordered(self, order: Order[T]) -> T:
        if self._closed or self._actor is None:
            raise StorageError(_CLOSED)
        if self._stopped:
            raise StorageError(_STOPPED, fatal=True)
        await self._orders.put(order)
        if self._actor.done() and not order.future.done():
            raise StorageError(_CLOSED)
        return await order.future

    async def _act(self) -> None:
        """Be the write actor: commit everything that waits as one batch, until told to end."""
        ending = False
        waiting: list[Order[Any] | None] = []
        try:
            while not ending:
                waiting = [await self._orders.get()]
                while len(waiting) < BATCH_LIMIT and not self._orders.empty():
                    waiting.append(self._orders.get_nowait())
                ending = None in waiting
                for batch in batches(order for order in waiting if order is not None):
                    await self._commit(batch)
        finally:
            while not self._orders.empty():
                waiting.append(self._orders.get_nowait())
            for order in waiting:
                if order is not None and not order.future.done():
                    order.settle(StorageError(_CLOSED))

    async def _commit(self, batch: list[Order[Any]]) -> None:
        """Run one batch; when this returns, every caller has its answer."""
        failure: Exception | None = StorageError(_STOPPED, fatal=True) if self._stopped else None
        try:
            if failure is None:
                await _in_thread(self._writer, lambda db: commit(db, batch, self._then))
                self.commits += 1
        except Exception as error:  # noqa: BLE001 (it is handed on to every caller)
            failure = told(error)
        except BaseException:  # The loop is being torn down: nobody knows whether it is committed.
            failure = StorageError(_CLOSED)
            raise
        finally:
            if not self._stopped and any(is_fatal(order.error or failure) for order in batch):
                self._stopped = True
                log.logger().error("database.stopped")
            for order in batch:
                order.settle(failure)


async def _connect(path: Path, mode: Literal["ro", "rwc"]) -> aiosqlite.Connection:
    """Return a new connection whose transactions are begun and ended by hand."""
    connection = aiosqlite.connect(
        uri(path, mode), uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S
    )
    await connection
    _open.add(connection)
    _watch_exit()
    return connection


async def _in_thread(connection: aiosqlite.Connection, job: Job[T]) -> T:
    """Run the job whole in the connection's thread: one hop, however many statements it has."""
    # aiosqlite offers a hop for every statement only; a transaction made of hops is mixed with
    # whatever another task sends in between, and a cancellation leaves it open. So its private
    # `_execute` is used, which puts one function on the thread's queue.
    run: Callable[[Job[T], Connection], Awaitable[T]] = connection._execute  # noqa: SLF001
    return await run(job, connection._conn)  # noqa: SLF001


def _watch_exit() -> None:
    """Start, once, the thread that stops forgotten connections when the main thread has ended."""
    # aiosqlite's threads are no daemons: Python would wait for them for ever (fault 32).
    if _watching.acquire(blocking=False):
        threading.Thread(target=_stop_at_exit, name="database exit", daemon=True).start()


def _stop_at_exit() -> None:
    threading.main_thread().join()
    for connection in list(_open):
        connection.stop()


def backup(source: Path, target: Path) -> None:
    """Copy a database, open elsewhere or not, to `target`, checked. Raises StorageError."""
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        with telling():
            with contextlib.closing(plain(source, "ro")) as db:
                db.execute("VACUUM INTO :target", {"target": str(partial)})
            with contextlib.closing(plain(partial, "ro")) as copy:
                require_whole(copy, "integrity_check")
            partial.chmod(0o600)
            _sync(partial)
            partial.replace(target)
            _sync(target.parent)
    except OSError as error:
        raise StorageError(
            Text.of(
                "The backup {path} cannot be written: {reason}.",
                path=str(target),
                reason=error.strerror or type(error).__name__,
            )
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _view(db: Connection, job: Job[T]) -> T:
    db.execute("BEGIN")
    try:
        return job(db)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _migrate(db: Connection, folder: Path, clock: Clock) -> None:
    migrate.apply(db, folder, clock.now())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
