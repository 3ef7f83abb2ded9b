"""What grows for years is not read whole for one row of it: the plans of what is asked often."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from sqlite3 import Connection

import pytest

from node.anonymiser.releases import store as releases
from node.history import store as history
from node.outbox import store as outbox
from shared.runtime import migrate
from tests.node.conftest import ROOT

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DIGEST = "0" * 64
GROWS = ("SCAN outbox_entry", "SCAN audit_entry")
ASKED: dict[str, Callable[[Connection], object]] = {
    "head": outbox.head,
    "queued": outbox.queued,
    "newest_report": outbox.newest_report,
    "find": lambda db: outbox.find(db, DIGEST),
    "find_delivered": lambda db: outbox.find_delivered(db, 500),
    "rotations": lambda db: outbox.rotations(db, "delivered"),
    "prune": lambda db: outbox.prune(db, LONG_AGO),
    "unknown": releases.unknown,
    "version": lambda db: history.version(db, "group", "a"),
    "of_record": lambda db: history.of_record(db, "group", "a"),
    "newest": lambda db: history.newest(db, before=None, kind=None, limit=50),
    "newest of a kind": lambda db: history.newest(db, before=9, kind="group", limit=50),
    "removed": history.removed,
    "image": lambda db: history.newest_image(db, "group", "a"),
    "images that end": lambda db: history.prune(db, date(2026, 1, 1)),
}


@pytest.fixture
def db() -> Connection:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.row_factory = sqlite3.Row
    for migration in migrate.read(ROOT / "node" / "migrations"):
        for statement in migrate.statements(migration.sql):
            opened.execute(statement)
    return opened


@pytest.mark.parametrize("asked", ASKED)
def test_nothing_asked_often_reads_a_log_whole(db: Connection, asked: str) -> None:
    said: list[str] = []
    db.set_trace_callback(said.append)
    ASKED[asked](db)
    db.set_trace_callback(None)

    asking = [text for text in said if not text.startswith("--")]  # what a trigger does
    plans = [row["detail"] for text in asking for row in db.execute(f"EXPLAIN QUERY PLAN {text}")]
    assert [step for step in plans if step.startswith(GROWS)] == []
    assert plans
