import asyncio
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

import pytest

from shared.runtime.clock import SystemClock
from shared.runtime.database import Database, StorageError, backup

SCHEMA = "CREATE TABLE entry (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_first.sql").write_text(SCHEMA)
    return tmp_path / "node.db"


async def opened(path: Path) -> Database:
    """Open the database with its one migration."""
    return await Database.open(path, path.parent / "migrations", clock=SystemClock())


def insert(db: Connection, size: int = 10) -> None:
    """Add an entry of so many bytes."""
    db.execute("INSERT INTO entry (body) VALUES (zeroblob(:size))", {"size": size})


def number(db: Connection) -> int:
    """Return the number of entries."""
    return int(db.execute("SELECT count(*) FROM entry").fetchone()[0])


async def fill_up(db: Database) -> None:
    """Let the disk be full: no page more than now, by SQLite's own max_page_count."""
    pages = await db.write(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    await db.write(lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchone())


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let writing past `size` bytes fail in the kernel, which SQLite sees as an I/O error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_fault_14_a_full_disk_refuses_the_write_and_says_what_to_do(path: Path) -> None:
    async with await opened(path) as db:
        await db.write(insert)
        await fill_up(db)
        with pytest.raises(StorageError, match=r"disk is full\. Free some space") as caught:
            await db.write(lambda c: insert(c, 100_000))
        assert not caught.value.fatal
        assert await db.read(number) == 1


async def test_writing_goes_on_when_there_is_space_again(path: Path) -> None:
    async with await opened(path) as db:
        await fill_up(db)
        with pytest.raises(StorageError):
            await db.write(lambda c: insert(c, 100_000))
        await db.write(lambda c: c.execute("PRAGMA max_page_count = 100000").fetchone())
        await db.write(lambda c: insert(c, 100_000))
        assert await db.read(number) == 1


async def test_a_full_disk_in_a_batch_acknowledges_nothing_that_is_lost(path: Path) -> None:
    async with await opened(path) as db:
        await fill_up(db)
        found = await asyncio.gather(
            db.write(insert),
            db.write(lambda c: insert(c, 100_000)),
            db.write(insert),
            return_exceptions=True,
        )
        assert isinstance(found[1], StorageError)
        assert await db.read(number) == found.count(None)


async def test_fault_14_an_io_error_ends_all_writing(path: Path) -> None:
    async with await opened(path) as db:
        await db.write(insert)
        wal = path.with_name("node.db-wal").stat().st_size
        with file_size_limit(wal + 1000):
            with pytest.raises(StorageError, match="disk failed") as caught:
                await db.write(lambda c: insert(c, 100_000))
            assert caught.value.fatal
        with pytest.raises(StorageError, match=r"stopped after an I/O error.*restart") as caught:
            await db.write(insert)
        assert caught.value.fatal
        assert await db.read(number) == 1
    async with await opened(path) as again:
        await again.write(insert)
        assert await again.read(number) == 2


async def test_fault_14_everybody_in_the_batch_hears_of_the_io_error(path: Path) -> None:
    async with await opened(path) as db:
        await db.write(insert)
        wal = path.with_name("node.db-wal").stat().st_size
        with file_size_limit(wal + 1000):
            found = await asyncio.gather(
                db.write(insert),
                db.write(lambda c: insert(c, 100_000)),
                db.write(insert),
                return_exceptions=True,
            )
        assert [type(x) for x in found] == [StorageError] * 3
        assert await db.read(number) == 1


def damage(path: Path) -> None:
    """Overwrite some pages in the middle."""
    content = bytearray(path.read_bytes())
    content[4096:60_000] = b"\xff" * (60_000 - 4096)
    path.write_bytes(content)


async def test_fault_15_a_damaged_file_is_told(path: Path) -> None:
    async with await opened(path) as db:
        await db.write(lambda c: insert(c, 200_000))
    damage(path)
    with pytest.raises(StorageError, match=r"damaged\. Restore the newest backup"):
        await opened(path)


def test_a_file_of_another_kind_is_told(path: Path) -> None:
    path.write_bytes(b"nimi;kunta\n" * 1000)
    with pytest.raises(StorageError, match=r"damaged\. Restore the newest backup"):
        asyncio.run(opened(path))


async def test_a_missing_directory_is_told(path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened: No such file"):
        await Database.open(path.parent / "a" / "b.db", path.parent, clock=SystemClock())


def copies(folder: Path) -> list[Path]:
    """Return the backup's file and whatever was left beside it."""
    return sorted(folder.glob("copy.db*"))


async def test_a_backup_is_whole_and_has_what_is_in_the_wal(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    async with await opened(path) as db:
        for _ in range(3):
            await db.write(insert)
        await db.backup(target)
        await db.write(insert)
        await db.backup(target)
    assert copies(tmp_path) == [target]
    assert target.stat().st_mode & 0o777 == 0o600
    copy = sqlite3.connect(target)
    assert copy.execute("SELECT count(*) FROM entry").fetchone() == (4,)
    copy.close()
    async with await Database.open(
        target, path.parent / "migrations", clock=SystemClock()
    ) as restored:
        assert await restored.read(number) == 4


async def test_a_backup_that_fails_keeps_the_old_one(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    async with await opened(path) as db:
        await db.write(lambda c: insert(c, 200_000))
        await db.backup(target)
        before = target.read_bytes()
        with file_size_limit(50_000), pytest.raises(StorageError):
            await db.backup(target)
        await db.write(insert)  # writing goes on: the fault was the target's
    assert target.read_bytes() == before
    assert copies(tmp_path) == [target]


def test_a_backup_of_nothing_or_to_nowhere_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
    sqlite3.connect(tmp_path / "some.db").close()
    with pytest.raises(StorageError):
        backup(tmp_path / "some.db", tmp_path / "nowhere" / "copy.db")
