"""One batch of the write actor: jobs that share a transaction, each undone alone if it fails.

A job that cannot be in a transaction, such as one that rewrites the file, is a batch of its own.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from sqlite3 import Connection
from typing import Any, Generic, TypeVar

from shared.runtime import log
from shared.runtime.fault import StorageError, from_sqlite

T = TypeVar("T")
Job = Callable[[Connection], T]
Then = Callable[[Connection], None]


class Order(Generic[T]):
    """A job that waits for its batch, and the future of whoever asked for it.

    One that is `alone` runs outside a transaction, with nothing beside it.
    """

    def __init__(self, job: Job[T], *, alone: bool = False) -> None:
        self.future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.error: Exception | None = None
        self.alone = alone
        self._job = job
        self._result: T | None = None

    def run(self, db: Connection) -> None:
        """Run the job, in the connection's thread. Raises what the job raises."""
        self._result = self._job(db)
        if db.in_transaction is self.alone:
            raise RuntimeError("a job must neither end the transaction nor begin one")

    def settle(self, failure: Exception | None) -> None:
        """Answer the caller: its job's own error, the batch's failure, or the result."""
        error = self.error or failure
        if self.future.done():
            if error is not None:  # The caller was cancelled and cannot be told.
                log.logger().warning("job.failed", **log.describe(error))
        elif isinstance(error, StopIteration):  # asyncio refuses to carry this one
            self.future.set_exception(RuntimeError("the job raised StopIteration"))
        elif error is not None:
            self.future.set_exception(error)
        else:
            self.future.set_result(self._result)  # type: ignore[arg-type]


def batches(orders: Iterable[Order[Any]]) -> Iterator[list[Order[Any]]]:
    """Yield the orders as they came, in batches: what runs alone is one of its own."""
    for alone, together in groupby(orders, key=lambda order: order.alone):
        batch = list(together)
        yield from ([order] for order in batch) if alone else [batch]


def commit(db: Connection, batch: Sequence[Order[Any]], then: Then | None = None) -> None:
    """Run the jobs in one transaction; whatever this raises has undone all of them.

    Only what `then` raises has not: it is called after the commit.
    """
    if batch[0].alone:
        _run_outside(db, batch[0])
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        if len(batch) == 1:
            _run_by_itself(db, batch[0])
        else:
            for order in batch:
                _run_beside_others(db, order)
        if db.in_transaction:
            db.execute("COMMIT")
            if then is not None:
                then(db)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _run_outside(db: Connection, order: Order[Any]) -> None:
    try:
        order.run(db)
    except Exception as error:  # noqa: BLE001 (it goes to the caller)
        order.error = told(error)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _run_by_itself(db: Connection, order: Order[Any]) -> None:
    try:
        order.run(db)
    except Exception as error:  # noqa: BLE001 (it goes to the caller)
        order.error = told(error)
        if db.in_transaction:
            db.execute("ROLLBACK")


def _run_beside_others(db: Connection, order: Order[Any]) -> None:
    db.execute("SAVEPOINT job")
    try:
        order.run(db)
    except Exception as error:
        order.error = told(error)
        # On some errors SQLite undoes the whole transaction, and the others' work with it.
        if not db.in_transaction or is_fatal(order.error):
            raise
        db.execute("ROLLBACK TO job")
    db.execute("RELEASE job")


def told(error: Exception) -> Exception:
    """Return SQLite's error in words for a person where there are some, else the error itself."""
    if isinstance(error, sqlite3.Error) and (found := from_sqlite(error)):
        found.__cause__ = error
        return found
    return error


def is_fatal(error: Exception | None) -> bool:
    """Say whether nothing more may be written after this error."""
    return isinstance(error, StorageError) and error.fatal
