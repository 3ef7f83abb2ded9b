"""The write actor's interface over plain sqlite3 in one thread, with deaths and errors to order.

Jobs, batches and savepoints are the project's own (`shared.runtime.batch`). Durability is not
what is looked at here, so files are not synced: a commit is what survives.
"""

import sqlite3
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Any, Self

from shared.runtime import migrate
from shared.runtime.batch import Job, Order, T, Then, commit, is_fatal, told
from shared.runtime.clock import Clock
from shared.runtime.fault import StorageError, telling
from shared.text import Text
from tests.simulation.machine import KilledError, Machine, current

BATCH_LIMIT = 256
_CLOSED = Text.of("The database is closed.")
_STOPPED = Text.of("Writing stopped after an I/O error.")
_schemas: dict[Path, bytes] = {}
"""Freshly migrated databases, by their folder of migrations: made once for thousands of runs."""


def _fail_if(fails: bool, code: int | None) -> None:  # noqa: FBT001 (a plain condition)
    """Raise the error that SQLite raises with this code, if it is to fail here."""
    if fails and code is not None:
        error = sqlite3.OperationalError("injected")
        error.sqlite_errorcode = code
        raise error


class InlineDatabase:
    """One database file of one machine's process."""

    def __init__(self, machine: Machine, db: Connection, then: Then | None) -> None:
        self.commits = 0
        self._machine = machine
        self._db = db
        self._then = then
        self._orders: list[Order[Any]] = []
        self._acting = False
        self._dead = False
        self._stopped = False
        self._committing = False

    @property
    def usable(self) -> bool:
        """Tell whether it is open."""
        return not self._dead

    @classmethod
    async def open(
        cls, path: Path, migrations: Path, *, clock: Clock, then: Then | None = None
    ) -> Self:
        """Open or create the file and bring its schema up. Raises StorageError."""
        machine = current.get()
        _prepare(path, migrations)
        db = connect(path)
        with telling():
            migrate.apply(db, migrations, clock.now())
        if migrations not in _schemas:
            _schemas[migrations] = db.serialize()
        database = cls(machine, db, then)
        machine.deaths.append(database)
        await machine.step("while it opens its database")
        return database

    async def write(self, job: Job[T]) -> T:
        """Run the job in a transaction and return its result after the commit."""
        await self._machine.step("before a write")
        self._require_open()
        order = Order(job)
        self._orders.append(order)
        if not self._acting:
            self._acting = True
            self._machine.spawn(self._act())
        return await order.future

    async def read(self, job: Job[T]) -> T:
        """Run the job in one view of the data: nobody else has a turn meanwhile."""
        await self._machine.step("before a read")
        self._require_open()
        with telling():
            return job(self._db)

    def look(self, job: Job[T]) -> T:
        """Run a reading job at once: for the oracle, which is no part of the process."""
        return job(self._db)

    async def backup(self, target: Path) -> None:
        """Write a copy to `target`."""
        _write(target, self._db.serialize())

    async def close(self) -> None:
        """Finish what waits, then close."""
        while self._orders and not self._dead:
            self._commit()
        self.kill()

    def kill(self) -> None:
        """Have no effect from now on; what is committed stays in the file."""
        self._dead = True
        if not self._committing:
            self._db.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _require_open(self) -> None:
        if self._dead:
            raise StorageError(_CLOSED)
        if self._stopped:
            raise StorageError(_STOPPED, fatal=True)

    async def _act(self) -> None:
        """Let orders gather for a moment, then commit them together."""
        try:
            while self._orders and not self._dead:
                await self._machine.step("with a write in hand")
                self._commit()
        finally:
            self._acting = False

    @property
    def dead(self) -> bool:
        """Tell whether the process died meanwhile."""
        return self._dead

    def _commit(self) -> None:
        machine = self._machine
        batch, self._orders = self._orders[:BATCH_LIMIT], self._orders[BATCH_LIMIT:]
        if self._dead:
            return
        failure: Exception | None = None
        self._committing = True
        try:
            failure = self._run(batch)
            machine.survives("after a commit, before the answer")
        except KilledError:
            machine.die()
        finally:
            self._committing = False
            if self.dead:
                self._db.close()
        if self.dead:
            return
        self._stopped |= any(is_fatal(order.error or failure) for order in batch)
        for order in batch:
            order.settle(failure)

    def _run(self, batch: list[Order[Any]]) -> Exception | None:
        """Commit the batch, as far as disk and fate let it; return what all of it failed with."""
        code = self._trouble()
        try:
            _fail_if(code is not None and code != _KEPT, code)
            commit(self._db, batch, self._after)
            self.commits += 1
            _fail_if(code == _KEPT, sqlite3.SQLITE_IOERR)
        except Exception as error:  # noqa: BLE001 (it is handed on to every caller)
            return told(error)
        return None

    def _after(self, db: Connection) -> None:
        """Stand between COMMIT and whatever follows it before the answer."""
        for watcher in self._machine.watchers:
            watcher(db)
        if self._then is not None:
            self._machine.survives("between commit and mirror")
            self._then(db)

    def _trouble(self) -> int | None:
        """Return the SQLite error code that this commit fails with, if it does."""
        machine = self._machine
        machine.survives("before a commit")
        if machine.disk_full and machine.chance.counted(f"{machine.kind}'s disk is full"):
            return sqlite3.SQLITE_FULL
        if machine.broken_disk == "lost" and self._counted("nothing kept"):
            return sqlite3.SQLITE_IOERR
        if machine.broken_disk == "kept" and self._counted("all kept"):
            return _KEPT
        return None

    def _counted(self, how: str) -> bool:
        self._machine.broken_disk = None
        return self._machine.chance.counted(f"{self._machine.kind}'s disk fails at a commit, {how}")


_KEPT = -1
"""The commit is on the disk although SQLite says that it failed."""


def _prepare(path: Path, migrations: Path) -> None:
    """Make an empty file a database with the newest schema, if such a one was made before."""
    if not path.exists() or not path.stat().st_size:
        _write(path, _schemas.get(migrations, b""))


def _write(path: Path, body: bytes) -> None:
    path.write_bytes(body)
    path.chmod(0o600)


def connect(path: Path) -> Connection:
    """Return a connection to a file that nobody else has open."""
    db = sqlite3.connect(path, isolation_level=None)
    db.row_factory = sqlite3.Row
    for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("PRAGMA foreign_keys = ON")
    return db
