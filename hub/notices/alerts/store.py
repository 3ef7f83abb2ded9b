"""Alerts, what was seen last, and the letters that tell of them, in SQL."""

from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Connection, Row

import msgspec

from hub.notices.alerts.model import Alert, Channel, Found, Letter, Seen
from shared.period import instant_text, parse_instant
from shared.text import Text
from shared.wire.words import NodeId

PAGE_ROWS = 1_000
"""How many alerts one letter tells of at most; the next letter tells the rest."""


def seen(db: Connection) -> dict[NodeId, Seen]:
    """Return how every network was when it was last looked at."""
    rows = db.execute(
        """
        SELECT node, freshness, alarm, alarm_at, held_since FROM alert_seen ORDER BY node
        """
    )
    return {
        row["node"]: Seen(
            freshness=row["freshness"],
            alarm=row["alarm"],
            alarm_at=_instant(row["alarm_at"]),
            held_since=_instant(row["held_since"]),
        )
        for row in rows
    }


def remember(db: Connection, now: Mapping[NodeId, Seen]) -> None:
    """Keep how the networks are now."""
    db.executemany(
        """
        INSERT INTO alert_seen (node, freshness, alarm, alarm_at, held_since)
        VALUES (:node, :freshness, :alarm, :alarm_at, :held_since)
        ON CONFLICT (node) DO UPDATE SET freshness = excluded.freshness, alarm = excluded.alarm,
            alarm_at = excluded.alarm_at, held_since = excluded.held_since
        """,
        [
            {
                "node": node,
                "freshness": one.freshness,
                "alarm": one.alarm,
                "alarm_at": _text(one.alarm_at),
                "held_since": _text(one.held_since),
            }
            for node, one in now.items()
        ],
    )


def add(db: Connection, alert: Alert, at: datetime) -> None:
    """Write an alert down, once."""
    db.execute(
        """
        INSERT INTO alert (node, what, since, found_at) VALUES (:node, :what, :since, :at)
        ON CONFLICT (node, what, since) DO NOTHING
        """,
        {
            "node": alert.node,
            "what": alert.what,
            "since": instant_text(alert.since),
            "at": instant_text(at),
        },
    )


def newest(db: Connection, limit: int) -> tuple[Found, ...]:
    """Return the newest alerts, the newest first."""
    rows = db.execute(
        """
        SELECT number, node, what, since, found_at FROM alert ORDER BY number DESC LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(_found(row) for row in rows)


def after(
    db: Connection, number: int, found_after: datetime | None = None, limit: int = PAGE_ROWS
) -> tuple[Found, ...]:
    """Return the alerts with higher numbers, if wanted those alone that were found since then."""
    rows = db.execute(
        """
        SELECT number, node, what, since, found_at FROM alert
        WHERE number > :number AND (:since IS NULL OR found_at >= :since)
        ORDER BY number LIMIT :limit
        """,
        {"number": number, "since": _text(found_after), "limit": limit},
    )
    return tuple(_found(row) for row in rows)


def between(db: Connection, first: int, last: int) -> tuple[Found, ...]:
    """Return the alerts of a letter."""
    rows = db.execute(
        """
        SELECT number, node, what, since, found_at FROM alert
        WHERE number BETWEEN :first AND :last ORDER BY number LIMIT :limit
        """,
        {"first": first, "last": last, "limit": PAGE_ROWS},
    )
    return tuple(_found(row) for row in rows)


def make(db: Connection, channel: Channel, first: int, last: int, at: datetime) -> None:
    """Make a letter."""
    db.execute(
        """
        INSERT INTO alert_letter (channel, first, last, made_at)
        VALUES (:channel, :first, :last, :at)
        """,
        {"channel": channel, "first": first, "last": last, "at": instant_text(at)},
    )


def letters(db: Connection, channel: Channel, limit: int) -> tuple[Letter, ...]:
    """Return the newest letters of a channel, the newest first."""
    rows = db.execute(
        """
        SELECT number, channel, first, last, made_at, attempts, next_attempt_at, settled_at, trouble
        FROM alert_letter WHERE channel = :channel ORDER BY number DESC LIMIT :limit
        """,
        {"channel": channel, "limit": limit},
    )
    return tuple(_letter(row) for row in rows)


def unsettled(db: Connection, channel: Channel) -> Letter | None:
    """Return the letter of a channel that is to be sent first, of those that have not arrived."""
    row = db.execute(
        """
        SELECT number, channel, first, last, made_at, attempts, next_attempt_at, settled_at, trouble
        FROM alert_letter WHERE channel = :channel AND settled_at IS NULL
        ORDER BY next_attempt_at, number LIMIT 1
        """,
        {"channel": channel},
    ).fetchone()
    return None if row is None else _letter(row)


def settle(db: Connection, number: int, at: datetime, trouble: Text | None = None) -> None:
    """Note that a letter has arrived, or that it was given up because of a trouble."""
    db.execute(
        """
        UPDATE alert_letter SET attempts = attempts + 1, next_attempt_at = NULL, settled_at = :at,
            trouble = :trouble
        WHERE number = :number
        """,
        {"number": number, "at": instant_text(at), "trouble": _written(trouble)},
    )


def missed(
    db: Connection, number: int, until: datetime, trouble: Text, *, counted: bool = True
) -> None:
    """Note that a letter did not arrive, why, and when it is tried again.

    Not `counted`: the letter could do nothing for it, and is given up no sooner.
    """
    db.execute(
        """
        UPDATE alert_letter SET attempts = attempts + :counted, next_attempt_at = :until,
            trouble = :trouble
        WHERE number = :number
        """,
        {
            "number": number,
            "until": instant_text(until),
            "trouble": _written(trouble),
            "counted": int(counted),
        },
    )


def _found(row: Row) -> Found:
    alert = Alert(node=row["node"], what=row["what"], since=parse_instant(row["since"]))
    return Found(number=row["number"], alert=alert, found_at=parse_instant(row["found_at"]))


def _letter(row: Row) -> Letter:
    return Letter(
        number=row["number"],
        channel=row["channel"],
        first=row["first"],
        last=row["last"],
        made_at=parse_instant(row["made_at"]),
        attempts=row["attempts"],
        next_attempt_at=_instant(row["next_attempt_at"]),
        settled_at=_instant(row["settled_at"]),
        trouble=msgspec.json.decode(row["trouble"], type=Text) if row["trouble"] else None,
    )


def _written(trouble: Text | None) -> str | None:
    return msgspec.json.encode(trouble).decode() if trouble else None


def _text(instant: datetime | None) -> str | None:
    return instant_text(instant) if instant else None


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
