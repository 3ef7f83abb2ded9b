"""The checkpoints this node has seen, a row for every log. SQL stands here."""

from sqlite3 import Connection, Row

from node.witness.model import Odd, Seen
from shared.period import instant_text, parse_instant


def seen(db: Connection, origin: str) -> Seen | None:
    """Return what was seen of a log."""
    row = db.execute(
        """
        SELECT origin, size, root, note, first_at, at, odd_note, odd_reason, odd_since
        FROM witnessed WHERE origin = :origin
        """,
        {"origin": origin},
    ).fetchone()
    return None if row is None else _seen(row)


def every(db: Connection) -> tuple[Seen, ...]:
    """Return what was seen of all logs, the one seen last first."""
    rows = db.execute(
        """
        SELECT origin, size, root, note, first_at, at, odd_note, odd_reason, odd_since
        FROM witnessed ORDER BY at DESC, origin
        """
    )
    return tuple(map(_seen, rows))


def keep(db: Connection, seen: Seen) -> None:
    """Remember what was seen of a log."""
    odd = seen.odd
    db.execute(
        """
        INSERT INTO witnessed
            (origin, size, root, note, first_at, at, odd_note, odd_reason, odd_since)
        VALUES (:origin, :size, :root, :note, :first_at, :at, :odd_note, :odd_reason, :odd_since)
        ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root,
            note = excluded.note, at = excluded.at, odd_note = excluded.odd_note,
            odd_reason = excluded.odd_reason, odd_since = excluded.odd_since
        """,
        {
            "origin": seen.origin,
            "size": seen.size,
            "root": seen.root.hex(),
            "note": seen.note,
            "first_at": instant_text(seen.first_at),
            "at": instant_text(seen.at),
            "odd_note": odd.note if odd else None,
            "odd_reason": odd.reason if odd else None,
            "odd_since": instant_text(odd.since) if odd else None,
        },
    )


def _seen(row: Row) -> Seen:
    odd = None
    if row["odd_note"] is not None:
        since = parse_instant(row["odd_since"])
        odd = Odd(note=row["odd_note"], reason=row["odd_reason"], since=since)
    return Seen(
        origin=row["origin"],
        size=row["size"],
        root=bytes.fromhex(row["root"]),
        note=row["note"],
        first_at=parse_instant(row["first_at"]),
        at=parse_instant(row["at"]),
        odd=odd,
    )
