"""What cannot be in a transaction takes its turn; part of a job can be undone without the rest."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from sqlite3 import Connection

import pytest

from shared.runtime import connection
from shared.runtime.clock import SystemClock
from shared.runtime.database import Database, StorageError
from shared.runtime.transaction import savepoint, transaction

SCHEMA = "CREATE TABLE entry (number INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE) STRICT;"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_first.sql").write_text(SCHEMA)
    opening = Database.open(tmp_path / "a.db", tmp_path / "migrations", clock=SystemClock())
    async with await opening as opened:
        yield opened


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Connection]:
    with closing(connection.plain(tmp_path / "plain.db", "rwc")) as db:
        db.execute(SCHEMA)
        yield db


def insert(db: Connection, body: str) -> None:
    """Add an entry."""
    db.execute("INSERT INTO entry (body) VALUES (:body)", {"body": body})


def bodies(db: Connection) -> list[str]:
    """Return all bodies."""
    return [row[0] for row in db.execute("SELECT body FROM entry ORDER BY number")]


async def test_it_runs_outside_a_transaction_between_the_writes_around_it(
    database: Database,
) -> None:
    def alone(db: Connection) -> tuple[bool, list[str]]:
        return db.in_transaction, bodies(db)

    def last(db: Connection) -> list[str]:
        insert(db, "after")
        return bodies(db)

    before, seen, after = await asyncio.gather(
        database.write(partial(insert, body="before")),
        database.alone(alone),
        database.write(last),
    )

    assert (before, seen, after) == (None, (False, ["before"]), ["before", "after"])


async def test_it_rewrites_the_file_while_others_write(database: Database) -> None:
    done = await asyncio.gather(
        *(database.write(partial(insert, body=f"{n}")) for n in range(20)),
        database.alone(connection.rewrite),
        *(database.write(partial(insert, body=f"{n}")) for n in range(20, 40)),
    )

    assert done[20] is True
    assert await database.read(bodies) == [f"{n}" for n in range(40)]


async def test_its_error_reaches_its_caller_alone(database: Database) -> None:
    def refuse(_db: Connection) -> None:
        raise KeyError

    def begin(db: Connection) -> None:
        db.execute("BEGIN")
        insert(db, "never")

    first, second, third = await asyncio.gather(
        database.alone(refuse),
        database.alone(begin),
        database.write(partial(insert, body="kept")),
        return_exceptions=True,
    )

    assert (type(first), type(second), third) == (KeyError, RuntimeError, None)
    assert await database.read(bodies) == ["kept"]


async def test_after_the_end_nothing_runs_alone(database: Database) -> None:
    await database.close()
    with pytest.raises(StorageError, match="closed"):
        await database.alone(bodies)


def insert_all(db: Connection, *bodies: str) -> None:
    """Add entries as one part: all or none of them."""
    with savepoint(db):
        for body in bodies:
            insert(db, body)


async def test_a_part_of_a_job_is_undone_without_the_rest(database: Database) -> None:
    def job(db: Connection) -> None:
        insert(db, "first")
        with pytest.raises(sqlite3.IntegrityError):
            insert_all(db, "second", "first")
        with savepoint(db):
            insert(db, "third")
            with pytest.raises(sqlite3.IntegrityError):
                insert_all(db, "fourth", "third")

    await database.write(job)

    assert await database.read(bodies) == ["first", "third"]


def test_an_error_that_ended_the_whole_transaction_is_told_as_it_is(plain: Connection) -> None:
    def twice() -> None:
        with savepoint(plain):
            plain.execute("INSERT OR ROLLBACK INTO entry (body) VALUES ('first'), ('first')")

    plain.execute("BEGIN")
    with pytest.raises(sqlite3.IntegrityError):
        twice()
    assert not plain.in_transaction


def test_a_transaction_is_kept_whole_or_not_at_all(plain: Connection) -> None:
    def twice() -> None:
        with transaction(plain):
            insert(plain, "never")
            insert(plain, "kept")

    with transaction(plain):
        insert(plain, "kept")
    with pytest.raises(sqlite3.IntegrityError):
        twice()
    assert bodies(plain) == ["kept"]
    assert not plain.in_transaction
