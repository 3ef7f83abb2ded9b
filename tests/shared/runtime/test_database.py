import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from sqlite3 import Connection

import aiosqlite
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.runtime import connection, database
from shared.runtime.clock import SystemClock
from shared.runtime.database import Database, StorageError

ROOT = Path(__file__).parents[3]
SCHEMA = """CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    body TEXT NOT NULL UNIQUE,
    above INTEGER REFERENCES entry (number) DEFERRABLE INITIALLY DEFERRED
) STRICT;
"""


class Undone(Exception):  # noqa: N818 (a test's own)
    """A job's own refusal."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_first.sql").write_text(SCHEMA)
    return tmp_path / "tiedot ä#?.db"


@pytest.fixture
async def open_one(path: Path) -> AsyncIterator[Database]:
    async with await opened(path) as opened_one:
        yield opened_one


async def opened(path: Path) -> Database:
    """Open the database with its one migration."""
    return await Database.open(path, path.parent / "migrations", clock=SystemClock())


def insert(body: str) -> Callable[[Connection], int]:
    """Return a job that adds an entry and returns its number."""

    def job(db: Connection) -> int:
        return db.execute("INSERT INTO entry (body) VALUES (:b)", {"b": body}).lastrowid or 0

    return job


def insert_and_raise(db: Connection) -> None:
    """Add an entry, then refuse."""
    insert("never")(db)
    raise Undone


def bodies(db: Connection) -> list[str]:
    """Return all bodies."""
    return [row["body"] for row in db.execute("SELECT body FROM entry ORDER BY number")]


async def test_what_is_written_is_read(open_one: Database) -> None:
    assert await open_one.write(insert("a")) == 1
    assert await open_one.read(bodies) == ["a"]


async def test_the_file_is_private(open_one: Database, path: Path) -> None:
    await open_one.write(insert("a"))
    assert {file.stat().st_mode & 0o777 for file in path.parent.glob("tiedot*")} == {0o600}


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("mmap_size", 0)],
)
async def test_durability_is_asserted(open_one: Database, setting: str, expected: object) -> None:
    found = await open_one.write(lambda db: db.execute(f"PRAGMA {setting}").fetchone()[0])
    assert found == expected


def test_a_setting_that_sqlite_does_not_take_is_refused() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)  # knows no WAL
    with pytest.raises(StorageError, match="journal_mode = WAL"):
        connection.prepare_writer(db)
    db.close()


async def test_a_reader_cannot_write(open_one: Database) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        await open_one.read(insert("a"))
    await open_one.write(insert("a"))
    assert await open_one.read(bodies) == ["a"]


async def test_a_reader_sees_one_moment(open_one: Database) -> None:
    loop = asyncio.get_running_loop()
    await open_one.write(insert("a"))
    written = threading.Event()

    def twice(db: Connection) -> tuple[list[str], list[str]]:
        first = bodies(db)
        asyncio.run_coroutine_threadsafe(open_one.write(insert("b")), loop).add_done_callback(
            lambda _: written.set()
        )
        assert written.wait(60)
        return first, bodies(db)

    assert await open_one.read(twice) == (["a"], ["a"])
    assert await open_one.read(bodies) == ["a", "b"]


async def test_a_refusal_undoes_its_own_work_only(open_one: Database) -> None:
    found = await asyncio.gather(
        open_one.write(insert("a")),
        open_one.write(insert_and_raise),
        open_one.write(insert("a")),
        open_one.write(insert("b")),
        return_exceptions=True,
    )
    assert [type(x) for x in found] == [int, Undone, sqlite3.IntegrityError, int]
    assert await open_one.read(bodies) == ["a", "b"]


async def test_a_refusal_alone_is_undone(open_one: Database) -> None:
    with pytest.raises(Undone):
        await open_one.write(insert_and_raise)
    assert await open_one.read(bodies) == []


async def test_64_writers_share_a_few_commits(open_one: Database) -> None:
    numbers = await asyncio.gather(*(open_one.write(insert(f"{n}")) for n in range(64)))
    assert numbers == list(range(1, 65))
    assert open_one.commits <= 3


async def test_more_writers_than_a_batch_holds_are_all_answered(open_one: Database) -> None:
    jobs = [open_one.write(insert(f"{n}")) for n in range(3 * database.BATCH_LIMIT)]
    assert len(set(await asyncio.gather(*jobs))) == len(jobs)
    assert open_one.commits >= 3


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=12))
def test_a_batch_leaves_what_single_writes_leave(
    tmp_path_factory: pytest.TempPathFactory, orders: list[tuple[str, bool]]
) -> None:
    def job(body: str, *, raises: bool) -> Callable[[Connection], int]:
        def run(db: Connection) -> int:
            number = insert(body)(db)
            if raises:
                raise Undone
            return number

        return run

    async def outcome(*, together: bool) -> tuple[list[str], list[str]]:
        folder = tmp_path_factory.mktemp("batch")
        (folder / "migrations").mkdir()
        (folder / "migrations" / "0001_first.sql").write_text(SCHEMA)
        async with await opened(folder / "x.db") as db:
            writes = [db.write(job(body, raises=raises)) for body, raises in orders]
            if together:
                found = await asyncio.gather(*writes, return_exceptions=True)
            else:
                found = [(await asyncio.gather(w, return_exceptions=True))[0] for w in writes]
            return [repr(x) for x in found], await db.read(bodies)

    assert asyncio.run(outcome(together=True)) == asyncio.run(outcome(together=False))


async def test_fault_31_a_cancelled_caller_does_not_cancel_its_job(open_one: Database) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(db: Connection) -> None:
        insert("slow")(db)
        started.set()
        assert go_on.wait(60)

    first = asyncio.create_task(open_one.write(slow))
    assert await asyncio.to_thread(started.wait, 60)
    second = asyncio.create_task(open_one.write(insert("waiting")))
    failing = asyncio.create_task(open_one.write(insert_and_raise))
    await asyncio.sleep(0)
    for task in (first, second, failing):
        task.cancel()
    go_on.set()
    found = await asyncio.gather(first, second, failing, return_exceptions=True)
    assert {type(x) for x in found} == {asyncio.CancelledError}
    await open_one.write(insert("after"))
    assert await open_one.read(bodies) == ["slow", "waiting", "after"]


async def test_fault_31_a_cancelled_reader_leaves_no_transaction(open_one: Database) -> None:
    go_on = threading.Event()
    readers = [
        asyncio.create_task(open_one.read(lambda _: go_on.wait(60)))
        for _ in range(database.READERS)
    ]
    await asyncio.sleep(0)
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    go_on.set()
    assert await asyncio.gather(*(open_one.read(bodies) for _ in range(8))) == [[]] * 8


async def test_a_job_cannot_end_the_transaction(open_one: Database) -> None:
    with pytest.raises(RuntimeError, match="must neither end"):
        await open_one.write(lambda db: db.execute("COMMIT"))
    await open_one.write(insert("a"))
    found = await asyncio.gather(
        open_one.write(insert("b")),
        open_one.write(lambda db: db.execute("ROLLBACK")),
        return_exceptions=True,
    )
    assert [type(x) for x in found] == [RuntimeError, RuntimeError]
    assert await open_one.read(bodies) == ["a"]


async def test_stop_iteration_does_not_hang_the_caller(open_one: Database) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await open_one.write(lambda _: next(iter(())))


async def test_a_commit_that_fails_fails_for_everybody(open_one: Database) -> None:
    def orphan(db: Connection) -> None:
        db.execute("INSERT INTO entry (body, above) VALUES ('orphan', 99)")

    found = await asyncio.gather(
        open_one.write(insert("a")), open_one.write(orphan), return_exceptions=True
    )
    assert [type(x) for x in found] == [sqlite3.IntegrityError] * 2
    assert await open_one.read(bodies) == []
    assert await open_one.write(insert("b")) == 1


async def test_close_finishes_what_waits_and_may_come_twice(path: Path) -> None:
    db = await opened(path)
    writes = [asyncio.create_task(db.write(insert(f"{n}"))) for n in range(5)]
    await asyncio.sleep(0)
    await db.close()
    await db.close()
    assert await asyncio.gather(*writes) == [1, 2, 3, 4, 5]
    assert not path.with_name(f"{path.name}-wal").exists()


async def test_a_closed_database_refuses_everything(path: Path) -> None:
    db = await opened(path)
    await db.close()
    with pytest.raises(StorageError, match="closed"):
        await db.write(insert("a"))
    with pytest.raises(StorageError, match="closed"):
        await db.read(bodies)


async def test_writers_that_come_while_it_closes_are_answered(path: Path) -> None:
    db = await opened(path)
    writes = [
        asyncio.create_task(db.write(insert(f"{n}"))) for n in range(2 * database.BATCH_LIMIT)
    ]
    await asyncio.sleep(0)
    await db.close()
    async with asyncio.timeout(60):
        found = await asyncio.gather(*writes, return_exceptions=True)
    assert {type(x) for x in found} <= {int, StorageError}


async def test_readers_that_wait_while_it_closes_are_answered(path: Path) -> None:
    db = await opened(path)
    go_on = threading.Event()
    reads = [asyncio.create_task(db.read(lambda _: go_on.wait(60))) for _ in range(4)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(db.close())
    await asyncio.sleep(0)
    go_on.set()
    found = await asyncio.gather(*reads, return_exceptions=True)
    await closing
    assert [type(x) for x in found] == [bool, bool, StorageError, StorageError]


EXIT = """
import asyncio, sys
from pathlib import Path
from shared.runtime.clock import SystemClock
from shared.runtime.database import Database

async def main():
    path = Path(sys.argv[1])
    db = await Database.open(path, path.parent / "migrations", clock=SystemClock())
    await db.write(lambda c: c.execute("INSERT INTO entry (body) VALUES ('a')"))
    kept.append(db)
    if sys.argv[2] == "raise":
        raise SystemExit(3)

kept = []
asyncio.run(main())
"""


@pytest.mark.process
@pytest.mark.parametrize(("how", "code"), [("return", 0), ("raise", 3)])
def test_fault_32_an_open_connection_does_not_hold_up_the_exit(
    path: Path, how: str, code: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EXIT, str(path), how],
        cwd=ROOT,
        timeout=120,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (code, "")
    db = sqlite3.connect(path)
    assert db.execute("SELECT body FROM entry").fetchall() == [("a",)]
    db.close()


async def test_aiosqlite_still_runs_a_function_whole_in_its_thread(tmp_path: Path) -> None:
    # The one private call: `_execute(function, *arguments)` on the thread of `_conn`.
    async with aiosqlite.connect(tmp_path / "x.db") as raw:
        found = await database._in_thread(raw, lambda db: (type(db), threading.get_ident()))
        assert found == (sqlite3.Connection, raw._thread.ident)


async def test_what_comes_after_the_commit_is_done_before_anybody_is_answered(path: Path) -> None:
    seen: list[int] = []

    def then(db: Connection) -> None:
        assert not db.in_transaction
        seen.append(db.execute("SELECT COUNT(*) FROM entry").fetchone()[0])

    migrations = path.parent / "migrations"
    async with await Database.open(path, migrations, clock=SystemClock(), then=then) as one:
        await one.write(insert("a"))
        assert seen == [1]


async def test_what_fails_after_the_commit_reaches_the_caller_and_undoes_nothing(
    path: Path,
) -> None:
    def then(_db: Connection) -> None:
        raise Undone

    migrations = path.parent / "migrations"
    async with await Database.open(path, migrations, clock=SystemClock(), then=then) as one:
        with pytest.raises(Undone):
            await one.write(insert("a"))
        count = await one.read(lambda db: db.execute("SELECT COUNT(*) FROM entry").fetchone()[0])
        assert count == 1
