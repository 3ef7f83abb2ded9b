"""A transaction on a connection of one's own, and a part of a job that can be undone alone."""

import contextlib
from collections.abc import Iterator
from sqlite3 import Connection


@contextlib.contextmanager
def transaction(db: Connection) -> Iterator[None]:
    """Keep what is done inside, all or nothing, on a connection that is nobody else's."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


@contextlib.contextmanager
def savepoint(db: Connection) -> Iterator[None]:
    """Undo what is done inside, and nothing else of the job, if it raises."""
    db.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # on some errors SQLite has undone the whole transaction
            db.execute("ROLLBACK TO part")
            db.execute("RELEASE part")
        raise
    db.execute("RELEASE part")
