import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.runtime import migrate
from shared.runtime.migrate import MigrationError

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
FIRST = """-- the first; with a semicolon in its comment
CREATE TABLE entry (number INTEGER PRIMARY KEY, body TEXT) STRICT;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN
    SELECT RAISE(ABORT, 'append only; always');
END;
INSERT INTO entry VALUES (1, 'a;
b');
"""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    yield connection
    connection.close()


def folder(tmp_path: Path, **files: str) -> Path:
    """Write migrations: `m0001_name="..."`."""
    where = tmp_path / "migrations"
    where.mkdir(exist_ok=True)
    for name, sql in files.items():
        (where / f"{name[1:]}.sql").write_text(sql)
    return where


def test_steps_are_applied_once_and_in_order(db: sqlite3.Connection, tmp_path: Path) -> None:
    where = folder(tmp_path, m0001_first=FIRST)
    assert migrate.apply(db, where, NOW) == 1
    folder(tmp_path, m0002_second="ALTER TABLE entry ADD COLUMN at TEXT;")
    assert [migrate.apply(db, where, NOW) for _ in range(2)] == [1, 0]
    assert db.execute("SELECT number, body, at FROM entry").fetchall() == [(1, "a;\nb", None)]
    assert db.execute("SELECT number, name, applied_at FROM migration").fetchall() == [
        (1, "first", "2026-11-21T20:00:00Z"),
        (2, "second", "2026-11-21T20:00:00Z"),
    ]
    with pytest.raises(sqlite3.IntegrityError, match="append only; always"):
        db.execute("DELETE FROM entry")


def test_a_step_that_fails_leaves_nothing(db: sqlite3.Connection, tmp_path: Path) -> None:
    where = folder(tmp_path, m0001_first=FIRST, m0002_bad="CREATE TABLE b (x TEXT);\nOOPS;\n")
    with pytest.raises(MigrationError, match=r"2 \(bad\) failed"):
        migrate.apply(db, where, NOW)
    assert not db.in_transaction
    assert db.execute("SELECT number FROM migration").fetchall() == [(1,)]
    assert db.execute("SELECT name FROM sqlite_schema WHERE name = 'b'").fetchall() == []


def test_data_of_a_newer_version_is_refused(db: sqlite3.Connection, tmp_path: Path) -> None:
    where = folder(tmp_path, m0001_first=FIRST, m0002_second="CREATE TABLE b (x TEXT);")
    migrate.apply(db, where, NOW)
    (where / "0002_second.sql").unlink()
    with pytest.raises(
        MigrationError, match=r"newer version .* \(schema 2, this version knows 1\)"
    ):
        migrate.apply(db, where, NOW)


def test_a_changed_step_is_refused(db: sqlite3.Connection, tmp_path: Path) -> None:
    where = folder(tmp_path, m0001_first=FIRST)
    migrate.apply(db, where, NOW)
    (where / "0001_first.sql").write_text(FIRST + "\n")
    with pytest.raises(MigrationError, match="was changed after"):
        migrate.apply(db, where, NOW)


@pytest.mark.parametrize("name", ["0002_gap", "first", "0001_Big", "01_short"])
def test_a_file_out_of_order_is_refused(db: sqlite3.Connection, tmp_path: Path, name: str) -> None:
    where = folder(tmp_path, **{f"m{name}": FIRST})
    with pytest.raises(MigrationError, match="not the next number"):
        migrate.apply(db, where, NOW)
