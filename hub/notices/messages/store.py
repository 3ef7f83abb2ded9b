"""Messages, whom they were told, and absences, in SQL. Transactions stand elsewhere."""

from datetime import date, datetime
from sqlite3 import Connection, Row

import msgspec

from hub.notices.messages.model import Absence, Draft, Kept
from shared.period import instant_text, parse_instant
from shared.wire.messages import Said
from shared.wire.words import NodeId

LIST_MAX = 500


def put(db: Connection, draft: Draft, day: date, at: datetime) -> int:
    """Write a message down and return its number."""
    cursor = db.execute(
        """
        INSERT INTO message (fi, sv, en, networks, day, until, written_at)
        VALUES (:fi, :sv, :en, :networks, :day, :until, :at)
        """,
        {
            "fi": draft.text.fi,
            "sv": draft.text.sv,
            "en": draft.text.en,
            "networks": _list(draft.networks),
            "day": day.isoformat(),
            "until": draft.until.isoformat(),
            "at": instant_text(at),
        },
    )
    return int(cursor.lastrowid or 0)


def withdraw(db: Connection, number: int, at: datetime) -> None:
    """Note that a message is said no more."""
    db.execute(
        """
        UPDATE message SET withdrawn_at = :at WHERE number = :number AND withdrawn_at IS NULL
        """,
        {"number": number, "at": instant_text(at)},
    )


def every(db: Connection) -> tuple[Kept, ...]:
    """Return the messages, the newest first."""
    rows = db.execute(
        """
        SELECT number, fi, sv, en, networks, day, until, written_at, withdrawn_at,
            (SELECT COUNT(*) FROM message_told WHERE message = number) AS told
        FROM message ORDER BY number DESC LIMIT :limit
        """,
        {"limit": LIST_MAX},
    )
    return tuple(_kept(row) for row in rows)


def current(db: Connection, today: date) -> tuple[Kept, ...]:
    """Return the messages that are still said, the newest first, without whom they were told."""
    rows = db.execute(
        """
        SELECT number, fi, sv, en, networks, day, until, written_at, withdrawn_at, 0 AS told
        FROM message WHERE withdrawn_at IS NULL AND until >= :today
        ORDER BY number DESC LIMIT :limit
        """,
        {"today": today.isoformat(), "limit": LIST_MAX},
    )
    return tuple(_kept(row) for row in rows)


def find(db: Connection, number: int) -> Kept | None:
    """Return one message."""
    row = db.execute(
        """
        SELECT number, fi, sv, en, networks, day, until, written_at, withdrawn_at,
            (SELECT COUNT(*) FROM message_told WHERE message = number) AS told
        FROM message WHERE number = :number
        """,
        {"number": number},
    ).fetchone()
    return None if row is None else _kept(row)


def tell(db: Connection, number: int, node: NodeId, at: datetime) -> None:
    """Note that a network is told a message; the first time counts."""
    db.execute(
        """
        INSERT INTO message_told (message, node, at) VALUES (:number, :node, :at)
        ON CONFLICT (message, node) DO NOTHING
        """,
        {"number": number, "node": node, "at": instant_text(at)},
    )


def told(db: Connection, number: int) -> dict[NodeId, datetime]:
    """Return since when which network has been told a message."""
    rows = db.execute(
        """
        SELECT node, at FROM message_told WHERE message = :number ORDER BY node
        """,
        {"number": number},
    )
    return {row["node"]: parse_instant(row["at"]) for row in rows}


def keep_absence(db: Connection, node: NodeId, absence: Absence) -> None:
    """Note that a network was away and came back."""
    db.execute(
        """
        INSERT INTO absence (node, since, returned, silent)
        VALUES (:node, :since, :returned, :silent)
        ON CONFLICT (node, returned) DO NOTHING
        """,
        {
            "node": node,
            "since": absence.since.isoformat(),
            "returned": absence.returned.isoformat(),
            "silent": int(absence.silent),
        },
    )


def absence(db: Connection, node: NodeId) -> Absence | None:
    """Return a network's newest absence."""
    row = db.execute(
        """
        SELECT since, returned, silent FROM absence WHERE node = :node
        ORDER BY returned DESC LIMIT 1
        """,
        {"node": node},
    ).fetchone()
    if row is None:
        return None
    return Absence(
        since=date.fromisoformat(row["since"]),
        returned=date.fromisoformat(row["returned"]),
        silent=bool(row["silent"]),
    )


def _list(networks: tuple[NodeId, ...] | None) -> str | None:
    return None if networks is None else msgspec.json.encode(networks).decode()


def _kept(row: Row) -> Kept:
    networks, withdrawn = row["networks"], row["withdrawn_at"]
    return Kept(
        number=row["number"],
        text=Said(fi=row["fi"], sv=row["sv"], en=row["en"]),
        networks=msgspec.json.decode(networks, type=tuple[NodeId, ...]) if networks else None,
        day=date.fromisoformat(row["day"]),
        until=date.fromisoformat(row["until"]),
        written_at=parse_instant(row["written_at"]),
        withdrawn_at=parse_instant(withdrawn) if withdrawn else None,
        told=row["told"],
    )
