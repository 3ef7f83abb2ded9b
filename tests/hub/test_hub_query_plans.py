"""What grows for years is not read whole for one row of it: the plans of what is asked often."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection

import msgspec
import pytest

from hub.desk.trail import store as trail
from hub.ingest import store as ingest
from hub.registry.owners import store as owners
from shared.runtime import migrate
from shared.wire.problem import Problem

MIGRATIONS = Path(__file__).parents[2] / "hub" / "migrations"
GROWS = ("SCAN ledger USING INDEX ledger_quarters", "SCAN operator_act", "SCAN contact", "USE TEMP")
ASKED: dict[str, Callable[[Connection], object]] = {
    "newest act of owners": owners.newest,
    "acts of owners since": lambda db: list(owners.written(db, 5)),
    "acts of a person": lambda db: trail.newest(db, limit=50),
    "acts on a network": lambda db: trail.newest(db, limit=50, before=9, node="a"),
    "contacts that wait": lambda db: ingest.contacts(db, "held"),
    "refusals": ingest.refusals,
}


@pytest.fixture
def db() -> Connection:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.row_factory = sqlite3.Row
    for migration in migrate.read(MIGRATIONS):
        for statement in migrate.statements(migration.sql):
            opened.execute(statement)
    return opened


@pytest.mark.parametrize("asked", ASKED)
def test_nothing_asked_often_reads_a_log_whole(db: Connection, asked: str) -> None:
    said: list[str] = []
    db.set_trace_callback(said.append)
    ASKED[asked](db)
    db.set_trace_callback(None)

    plans = [row["detail"] for text in said for row in db.execute(f"EXPLAIN QUERY PLAN {text}")]
    assert [step for step in plans if step.startswith(GROWS)] == []
    assert plans


def test_a_networks_refusals_are_found_behind_any_number_of_others(db: Connection) -> None:
    for number in range(150):
        node, digest = ("quiet" if number == 0 else "loud"), f"{number:064x}"
        problem = Problem(status=403, code="outside_grant", detail="", subject=digest)
        db.execute(
            """
            INSERT INTO refusal (digest, node, code, at, last_at, answer, envelope)
            VALUES (:digest, :node, 'outside_grant', :at, :at, :answer, x'00')
            """,
            {
                "digest": digest,
                "node": node,
                "at": f"2026-11-22T09:{number // 60:02}:{number % 60:02}Z",
                "answer": msgspec.json.encode(problem),
            },
        )

    assert [one.node for one in ingest.refusals_of(db, "quiet", 5)] == ["quiet"]
    assert [one.node for one in ingest.refusals_of(db, "loud", 5)] == ["loud"] * 5
    assert "quiet" not in {one.node for one in ingest.refusals(db)}
