"""The schema, brought up by numbered files `0001_name.sql`, each in one transaction.

A file that was applied may never change: its digest is kept, and a difference is refused.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from msgspec import Struct

from shared.period import instant_text
from shared.runtime.fault import StorageError, from_sqlite
from shared.text import Text

_FILE_NAME = re.compile(r"^(?P<number>[0-9]{4})_(?P<name>[a-z0-9_]+)\.sql$")


class MigrationError(StorageError):
    """The schema cannot be brought up; nothing was changed by the step that failed."""


class Migration(Struct, frozen=True):
    """One step of the schema."""

    number: int
    name: str
    sql: str
    sha256: str


def read(folder: Path) -> tuple[Migration, ...]:
    """Return the folder's migrations in order. Raises MigrationError for a gap."""
    migrations: list[Migration] = []
    for file in sorted(folder.glob("*.sql")):
        match = _FILE_NAME.match(file.name)
        if match is None or int(match["number"]) != len(migrations) + 1:
            raise MigrationError(
                Text.of("The migration {file} is not the next number.", file=file.name)
            )
        sql = file.read_text("utf-8")
        sha256 = hashlib.sha256(sql.encode()).hexdigest()
        migrations.append(Migration(int(match["number"]), match["name"], sql, sha256))
    return tuple(migrations)


def apply(db: Connection, folder: Path, now: datetime) -> int:
    """Bring the schema up and return how many steps were taken. Raises MigrationError."""
    migrations = read(folder)
    db.execute(
        """
        CREATE TABLE IF NOT EXISTS migration (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            applied_at TEXT NOT NULL
        ) STRICT
        """
    )
    applied = _applied(db)
    _require_known(applied, migrations)
    for migration in migrations[len(applied) :]:
        _step(db, migration, now)
    return len(migrations) - len(applied)


def level(db: Connection) -> int:
    """Return how many steps the schema has taken."""
    return int(db.execute("SELECT count(*) FROM migration").fetchone()[0])


def _applied(db: Connection) -> list[tuple[str, str]]:
    rows = db.execute("SELECT name, sha256 FROM migration ORDER BY number").fetchall()
    return [(str(name), str(sha256)) for name, sha256 in rows]


def _require_known(applied: list[tuple[str, str]], migrations: tuple[Migration, ...]) -> None:
    if len(applied) > len(migrations):
        raise MigrationError(
            Text.of(
                "The data was written by a newer version of this program (schema {found}, this"
                " version knows {known}). Install that version again, or restore an older backup.",
                found=len(applied),
                known=len(migrations),
            )
        )
    for (name, sha256), migration in zip(applied, migrations, strict=False):
        if (name, sha256) != (migration.name, migration.sha256):
            raise MigrationError(
                Text.of(
                    "The migration {number} ({name}) was changed after it had been applied."
                    " Install the program again, unchanged.",
                    number=migration.number,
                    name=migration.name,
                )
            )


def _step(db: Connection, migration: Migration, now: datetime) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(migration.sql):
            db.execute(statement)
        db.execute(
            """
            INSERT INTO migration (number, name, sha256, applied_at)
            VALUES (:number, :name, :sha256, :applied_at)
            """,
            {
                "number": migration.number,
                "name": migration.name,
                "sha256": migration.sha256,
                "applied_at": instant_text(now),
            },
        )
        db.execute("COMMIT")
    except sqlite3.Error as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise from_sqlite(error) or _failed(migration) from error


def _failed(migration: Migration) -> MigrationError:
    return MigrationError(
        Text.of(
            "The migration {number} ({name}) failed; nothing of it was kept.",
            number=migration.number,
            name=migration.name,
        )
    )


def statements(sql: str) -> Iterator[str]:
    """Yield the statements of a file; each ends at the end of a line (triggers stay whole)."""
    # Not executescript: it commits whatever transaction is open.
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
