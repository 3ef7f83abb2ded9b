"""What the hub last said and how reaching it went: one row, and one for each quarter it named.

SQL stands here.
"""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

import msgspec

from node.push.model import HubWord, Memory
from shared.period import instant_text, parse_instant, quarters_to
from shared.wire.session import QUARTERS_OWED, Owed
from shared.wire.words import Quarter

QUARTERS = 400
"""A hundred years."""


def memory(db: Connection) -> Memory:
    """Return what is remembered across restarts."""
    row = db.execute(
        """
        SELECT welcome, attempts, next_attempt_at, trouble, stopped, evidence, settling,
            adopted_at, adopted, renewed_at
        FROM push_state WHERE one = 1
        """
    ).fetchone()
    return Memory(
        word=msgspec.json.decode(row["welcome"], type=HubWord) if row["welcome"] else None,
        attempts=row["attempts"],
        next_attempt_at=_instant(row["next_attempt_at"]),
        trouble=row["trouble"],
        stopped=row["stopped"],
        evidence=row["evidence"],
        settling=bool(row["settling"]),
        adopted_at=_instant(row["adopted_at"]),
        adopted=row["adopted"],
        renewed_at=_instant(row["renewed_at"]),
    )


def remember(db: Connection, memory: Memory) -> None:
    """Replace what is remembered."""
    db.execute(
        """
        UPDATE push_state SET welcome = :welcome, attempts = :attempts,
            next_attempt_at = :next_attempt_at, trouble = :trouble, stopped = :stopped,
            evidence = :evidence, settling = :settling, adopted_at = :adopted_at,
            adopted = :adopted, renewed_at = :renewed_at
        WHERE one = 1
        """,
        {
            "welcome": msgspec.json.encode(memory.word) if memory.word else None,
            "attempts": memory.attempts,
            "next_attempt_at": _text(memory.next_attempt_at),
            "trouble": memory.trouble,
            "stopped": memory.stopped,
            "evidence": memory.evidence,
            "settling": int(memory.settling),
            "adopted_at": _text(memory.adopted_at),
            "adopted": memory.adopted,
            "renewed_at": _text(memory.renewed_at),
        },
    )


def keep_owed(
    db: Connection, owed: Owed, at: datetime, *, overdue: Iterable[Owed] | None = None
) -> None:
    """Keep which municipalities' counts the hub takes from this network, by quarter.

    `overdue` is all that the hub waits for of the quarters before; null where it did not say. What
    it looked back over and named no more has come, or another network reports it. What is older
    than that stays as the hub last said.
    """
    if overdue is not None:
        _forget_owed(db, owed.quarter)
    for one in (*(overdue or ()), owed):
        _keep_owed(db, one, at)


def _forget_owed(db: Connection, newest: Quarter) -> None:
    """Forget what was said of the quarters that the hub looks back over, but for the newest."""
    db.execute(
        """
        DELETE FROM statistics_owed WHERE quarter >= :oldest AND quarter < :newest
        """,
        {"oldest": quarters_to(newest, QUARTERS_OWED)[0], "newest": newest},
    )


def _keep_owed(db: Connection, owed: Owed, at: datetime) -> None:
    db.execute(
        """
        INSERT INTO statistics_owed (quarter, municipalities, heard_at)
        VALUES (:quarter, :municipalities, :at)
        ON CONFLICT (quarter) DO UPDATE SET municipalities = excluded.municipalities,
            heard_at = excluded.heard_at
        """,
        {
            "quarter": owed.quarter,
            "municipalities": " ".join(owed.municipalities),
            "at": instant_text(at),
        },
    )


def owed(db: Connection) -> tuple[Owed, ...]:
    """Return what the hub takes of every quarter that it asks for, the oldest first."""
    rows = db.execute(
        "SELECT quarter, municipalities FROM statistics_owed ORDER BY quarter LIMIT :limit",
        {"limit": QUARTERS},
    )
    return tuple(
        Owed(quarter=row["quarter"], municipalities=tuple(row["municipalities"].split()))
        for row in rows
    )


def _text(instant: datetime | None) -> str | None:
    return instant_text(instant) if instant else None


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
