"""What a recorded process says between its steps: this is durable now, as far as it knows.

A mark stands right behind every commit, before anybody is answered, and behind every other promise.
It carries a digest of the whole database, so that one lost row, or one too many, is found.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from hub.ingest import ledger
from node.outbox import store as outbox
from shared.runtime import batch, connection, database, migrate
from shared.runtime.batch import Order, Then

FILE_NAME = "marks"
RESTORED_AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
"""When the hub is restored, and restored again: the log of acts tells it to the second."""

SMALL_WAL = 40
"""Pages after which SQLite moves the log into the database: often, so that it is cut often."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What held at a point of the recording: one folder's database, and what it promised."""

    folder: str
    what: str
    digest: str = ""
    entries: int = 0
    head: str = ""


def digest(db: sqlite3.Connection) -> str:
    """Return a digest of every row of every table."""
    told = hashlib.sha256()
    names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    for (name,) in [tuple(row) for row in names]:
        rows = sorted(repr(tuple(row)) for row in db.execute(f'SELECT * FROM "{name}"'))  # noqa: S608
        told.update(repr((name, rows)).encode())
    return told.hexdigest()


def of_file(path: Path) -> str:
    """Return the digest of a database file that nobody has open."""
    with closing(sqlite3.connect(path)) as db:
        return digest(db)


class Marker:
    """Writes the marks; the trace shows where among the other writes each stands."""

    def __init__(self, root: Path) -> None:
        self._file = os.open(root / FILE_NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def promise(self, folder: str, what: str, **more: Any) -> None:
        """Write a mark."""
        os.write(self._file, json.dumps({"folder": folder, "what": what, **more}).encode() + b"\n")

    def committed(self, db: sqlite3.Connection) -> None:
        """Write a mark about an open database."""
        path = Path(db.execute("PRAGMA database_list").fetchone()[2])
        entries, head = _promised(db, path.name)
        self.promise(path.parent.name, "commit", digest=digest(db), entries=entries, head=head)

    def install(self, *, synchronous: str) -> None:
        """Have every commit of this process marked. With NORMAL it is the control."""
        commit, step, prepare = batch.commit, migrate._step, connection.prepare_writer

        def marked(
            db: sqlite3.Connection, orders: Sequence[Order[Any]], then: Then | None = None
        ) -> None:
            commit(db, orders, then)
            self.committed(db)

        def stepped(db: sqlite3.Connection, migration: migrate.Migration, now: datetime) -> None:
            step(db, migration, now)
            self.committed(db)

        def prepared(db: sqlite3.Connection) -> None:
            prepare(db)
            db.execute(f"PRAGMA wal_autocheckpoint = {SMALL_WAL}")
            db.execute(f"PRAGMA synchronous = {synchronous}")

        migrate._step = stepped
        vars(database).update(commit=marked, prepare_writer=prepared)


def _promised(db: sqlite3.Connection, name: str) -> tuple[int, str]:
    """Return the number and head of the ledger, or of the reports a node holds receipts for."""
    with suppress(sqlite3.OperationalError):  # the schema may not be that far yet
        if name == "hub.db":
            tip = ledger.tip(db)
            return tip.entries, tip.head
        if (head := outbox.head(db)) is not None:
            return head.sequence, head.digest
    return 0, ""
