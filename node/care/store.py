"""Last runs of the chores. SQL stands here."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection, Row

import msgspec

from node.care.model import ChoreRun
from node.care.trouble import told, written
from shared.period import instant_text, parse_instant
from shared.text import Text

LIMIT = 100


def runs(db: Connection) -> tuple[ChoreRun, ...]:
    """Return what is known of every chore, by name."""
    rows = db.execute(
        """
        SELECT name, last_started_at, last_ended_at, last_ok_at, failures, trouble
        FROM chore ORDER BY name LIMIT :limit
        """,
        {"limit": LIMIT},
    ).fetchall()
    return tuple(_run(row) for row in rows)


def began(db: Connection, name: str, now: datetime, trouble: Text) -> None:
    """Remember that a chore has begun; until it has ended well, that counts as a failure."""
    db.execute(
        """
        INSERT INTO chore (name, last_started_at, failures, trouble)
        VALUES (:name, :now, 1, :trouble)
        ON CONFLICT (name) DO UPDATE SET last_started_at = excluded.last_started_at,
            failures = chore.failures + 1, trouble = excluded.trouble
        """,
        {"name": name, "now": instant_text(now), "trouble": written(trouble)},
    )


def ended_well(db: Connection, name: str, now: datetime) -> None:
    """Remember that a chore did what it is for."""
    db.execute(
        """
        UPDATE chore SET last_ended_at = :now, last_ok_at = :now, failures = 0, trouble = NULL
        WHERE name = :name
        """,
        {"name": name, "now": instant_text(now)},
    )


def failed(db: Connection, name: str, now: datetime, trouble: Text) -> None:
    """Remember that a chore did not do what it is for, and why."""
    db.execute(
        "UPDATE chore SET last_ended_at = :now, trouble = :trouble WHERE name = :name",
        {"name": name, "now": instant_text(now), "trouble": written(trouble)},
    )


def forget_others(db: Connection, names: Sequence[str]) -> None:
    """Forget chores that this version of the program no longer has."""
    db.execute(
        "DELETE FROM chore WHERE name NOT IN (SELECT value FROM json_each(:names))",
        {"names": msgspec.json.encode(list(names)).decode()},
    )


def instant(text: str | None) -> datetime | None:
    """Return a stored instant."""
    return parse_instant(text) if text else None


def _run(row: Row) -> ChoreRun:
    return ChoreRun(
        name=row["name"],
        last_started_at=instant(row["last_started_at"]),
        last_ended_at=instant(row["last_ended_at"]),
        last_ok_at=instant(row["last_ok_at"]),
        failures=row["failures"],
        trouble=told(row["trouble"]),
    )
