"""Own reports that come back from the hub, in SQL: kept apart until the last one is its head.

Every function runs inside its caller's transaction.
"""

from collections.abc import Iterator
from datetime import datetime
from sqlite3 import Connection, Row

from node.outbox.model import Link
from shared.period import instant_text


def keep(db: Connection, link: Link) -> None:
    """Keep one that came back; the same one once more changes nothing."""
    db.execute(
        """
        INSERT INTO outbox_adoption (sequence, digest, previous, schema, envelope)
        VALUES (:sequence, :digest, :previous, :schema, :envelope)
        ON CONFLICT (sequence) DO NOTHING
        """,
        {
            "sequence": link.sequence,
            "digest": link.digest,
            "previous": link.previous,
            "schema": link.schema,
            "envelope": link.envelope,
        },
    )


def first(db: Connection) -> Link | None:
    """Return the lowest number that came back."""
    return _one(
        db.execute(
            """
            SELECT sequence, digest, previous, schema, envelope FROM outbox_adoption
            ORDER BY sequence LIMIT 1
            """
        ).fetchone()
    )


def last(db: Connection) -> Link | None:
    """Return the highest number that came back."""
    return _one(
        db.execute(
            """
            SELECT sequence, digest, previous, schema, envelope FROM outbox_adoption
            ORDER BY sequence DESC LIMIT 1
            """
        ).fetchone()
    )


def every(db: Connection) -> Iterator[Link]:
    """Yield what came back, the lowest number first."""
    rows = db.execute(
        """
        SELECT sequence, digest, previous, schema, envelope FROM outbox_adoption ORDER BY sequence
        """
    )
    return (Link(**dict(row)) for row in rows)


def forget(db: Connection) -> None:
    """Drop what came back; it can be fetched again."""
    db.execute("DELETE FROM outbox_adoption")


def alike(db: Connection) -> int:
    """Return the highest number that came back as it stands in the outbox; 0 if none did."""
    row = db.execute(
        """
        SELECT coalesce(max(came.sequence), 0) AS sequence FROM outbox_adoption AS came
        JOIN outbox_entry AS own ON own.digest = came.digest AND own.sequence = came.sequence
        WHERE own.state = 'delivered'
        """
    ).fetchone()
    return int(row["sequence"])


def set_aside_after(db: Connection, after: int, at: datetime) -> None:
    """Set aside what was acknowledged or queued with a number above `after`, as evidence."""
    db.execute(
        """
        UPDATE outbox_entry SET state = 'set_aside', settled_at = coalesce(settled_at, :at),
            next_attempt_at = NULL
        WHERE sequence > :after AND state IN ('queued', 'delivered')
        """,
        {"after": after, "at": instant_text(at)},
    )


def drop_refused(db: Connection) -> None:
    """Drop the memory of a refusal where the hub has the very same bytes."""
    db.execute(
        """
        DELETE FROM outbox_entry WHERE state = 'refused' AND digest IN (
            SELECT digest FROM outbox_adoption
        )
        """
    )


def take_over(db: Connection, after: int, at: datetime) -> int:
    """Move what came back, with a number above `after`, to the acknowledged ones; count them."""
    done = db.execute(
        """
        INSERT INTO outbox_entry (sequence, digest, envelope, state, attempts, created_at,
            settled_at, schema, adopted)
        SELECT sequence, digest, envelope, 'delivered', 0, :at, :at, schema, 1
        FROM outbox_adoption WHERE sequence > :after ORDER BY sequence
        """,
        {"after": after, "at": instant_text(at)},
    )
    return done.rowcount


def reports_since(db: Connection, sequence: int) -> Iterator[bytes]:
    """Yield the envelopes of the adopted availability reports with a number above this one."""
    rows = db.execute(
        """
        SELECT envelope FROM outbox_entry
        WHERE state = 'delivered' AND schema = 'availability/1' AND adopted = 1
            AND sequence > :sequence
        ORDER BY sequence
        """,
        {"sequence": sequence},
    )
    return (row["envelope"] for row in rows)


def _one(row: Row | None) -> Link | None:
    return None if row is None else Link(**dict(row))
