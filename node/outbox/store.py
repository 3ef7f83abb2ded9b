"""Rows of the outbox: signed reports, the newest contact message, and the dirty flag.

It knows nothing of groups or people: bytes in, bytes out. SQL stands here; transactions do not.
"""

from datetime import datetime
from sqlite3 import Connection, Row

from node.outbox.model import ContactEntry, Entry
from shared.period import instant_text, parse_instant
from shared.wire.session import Head


def mark_dirty(db: Connection, at: datetime) -> None:
    """Note that a public fact changed; call it in the transaction of the change (rule 1)."""
    db.execute(
        "UPDATE outbox_state SET dirty_since = :at WHERE one = 1 AND dirty_since IS NULL",
        {"at": instant_text(at)},
    )


def clear_dirty(db: Connection) -> None:
    """Note that the newest report holds every public fact."""
    db.execute("UPDATE outbox_state SET dirty_since = NULL WHERE one = 1")


def dirty_since(db: Connection) -> datetime | None:
    """Return since when a public fact waits to be reported, or None."""
    row = db.execute("SELECT dirty_since FROM outbox_state WHERE one = 1").fetchone()
    return _instant(row["dirty_since"])


def queue(db: Connection, entry: Entry) -> None:
    """Put a signed report in the outbox; the schema allows one queued entry at most."""
    db.execute(
        """
        INSERT INTO outbox_entry (sequence, digest, envelope, state, attempts, created_at, schema)
        VALUES (:sequence, :digest, :envelope, 'queued', 0, :created_at, :schema)
        """,
        {
            "sequence": entry.sequence,
            "digest": entry.digest,
            "envelope": entry.envelope,
            "created_at": instant_text(entry.created_at),
            "schema": entry.schema,
        },
    )


def queued(db: Connection) -> Entry | None:
    """Return the report that waits for its receipt."""
    return _one(
        db.execute(
            """
            SELECT sequence, digest, envelope, state, attempts, next_attempt_at, created_at,
                settled_at, receipt, problem, schema, adopted
            FROM outbox_entry WHERE state = 'queued' ORDER BY entry LIMIT 1
            """
        ).fetchone()
    )


def newest_delivered(db: Connection) -> Entry | None:
    """Return the last acknowledged report; the next one follows it."""
    return _one(
        db.execute(
            """
            SELECT sequence, digest, envelope, state, attempts, next_attempt_at, created_at,
                settled_at, receipt, problem, schema, adopted
            FROM outbox_entry WHERE state = 'delivered' ORDER BY sequence DESC LIMIT 1
            """
        ).fetchone()
    )


def newest_report(db: Connection) -> Entry | None:
    """Return the last acknowledged report: later entries of the chain say nothing of groups."""
    return _one(
        db.execute(
            """
            SELECT sequence, digest, envelope, state, attempts, next_attempt_at, created_at,
                settled_at, receipt, problem, schema, adopted
            FROM outbox_entry WHERE state = 'delivered' AND schema = 'availability/1'
            ORDER BY sequence DESC LIMIT 1
            """
        ).fetchone()
    )


def head(db: Connection) -> Head | None:
    """Return sequence and digest of the last acknowledged report."""
    newest = newest_delivered(db)
    return Head(sequence=newest.sequence, digest=newest.digest) if newest else None


def entries(db: Connection, *, limit: int = 100) -> tuple[Entry, ...]:
    """Return the newest entries first."""
    rows = db.execute(
        """
        SELECT sequence, digest, envelope, state, attempts, next_attempt_at, created_at,
            settled_at, receipt, problem, schema, adopted
        FROM outbox_entry ORDER BY entry DESC LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(_entry(row) for row in rows)


def find(db: Connection, digest: str) -> Entry | None:
    """Return the entry with this digest."""
    return _one(
        db.execute(
            """
            SELECT sequence, digest, envelope, state, attempts, next_attempt_at, created_at,
                settled_at, receipt, problem, schema, adopted
            FROM outbox_entry WHERE digest = :digest
            ORDER BY state = 'set_aside', entry LIMIT 1
            """,
            {"digest": digest},
        ).fetchone()
    )


def find_delivered(db: Connection, sequence: int) -> Entry | None:
    """Return the acknowledged report with this number, if it is still kept."""
    return _one(
        db.execute(
            """
            SELECT sequence, digest, envelope, state, attempts, next_attempt_at, created_at,
                settled_at, receipt, problem, schema, adopted
            FROM outbox_entry WHERE state = 'delivered' AND sequence = :sequence
            ORDER BY entry LIMIT 1
            """,
            {"sequence": sequence},
        ).fetchone()
    )


def rotations(db: Connection, state: str) -> tuple[Entry, ...]:
    """Return the rotations of keys in this state, the newest first."""
    rows = db.execute(
        """
        SELECT sequence, digest, envelope, state, attempts, next_attempt_at, created_at,
            settled_at, receipt, problem, schema, adopted
        FROM outbox_entry WHERE schema = 'rotation/1' AND state = :state
        ORDER BY sequence DESC, entry DESC LIMIT 50
        """,
        {"state": state},
    )
    return tuple(_entry(row) for row in rows)


def postpone(db: Connection, *, attempts: int, until: datetime) -> None:
    """Note a failed attempt with the queued entry, and when the next one is due."""
    db.execute(
        """
        UPDATE outbox_entry SET attempts = :attempts, next_attempt_at = :until
        WHERE state = 'queued'
        """,
        {"attempts": attempts, "until": instant_text(until)},
    )


def settle_delivered(db: Connection, digest: str, receipt: bytes, at: datetime) -> None:
    """Note the hub's receipt; from now on the row never changes."""
    db.execute(
        """
        UPDATE outbox_entry SET state = 'delivered', receipt = :receipt, settled_at = :at,
            next_attempt_at = NULL
        WHERE digest = :digest AND state = 'queued'
        """,
        {"digest": digest, "receipt": receipt, "at": instant_text(at)},
    )


def settle_refused(db: Connection, digest: str, problem: bytes, at: datetime) -> None:
    """Note the hub's refusal; the number is free again, the bytes are kept and shown."""
    db.execute(
        """
        UPDATE outbox_entry SET state = 'refused', problem = :problem, settled_at = :at,
            next_attempt_at = NULL
        WHERE digest = :digest AND state = 'queued'
        """,
        {"digest": digest, "problem": problem, "at": instant_text(at)},
    )


def prune(db: Connection, before: datetime, *, least: int = 500) -> None:
    """Drop settled entries older than `before`, but none of the `least` newest numbers.

    A clock that jumps drops nothing that a restored hub could ask for. Statistics stay for ever.
    """
    newest = newest_delivered(db)
    db.execute(
        """
        DELETE FROM outbox_entry
        WHERE state <> 'queued' AND settled_at < :before AND sequence <= :newest - :least
            AND schema <> 'statistics/1'
        """,
        {
            "before": instant_text(before),
            "least": least,
            "newest": newest.sequence if newest else 0,
        },
    )


def contact_message(db: Connection) -> ContactEntry | None:
    """Return the newest contact message."""
    row = db.execute(
        """
        SELECT revision, digest, envelope, created_at, state, attempts, next_attempt_at, held,
            problem
        FROM outbox_contact WHERE one = 1
        """
    ).fetchone()
    if row is None:
        return None
    return ContactEntry(
        revision=row["revision"],
        digest=row["digest"],
        envelope=row["envelope"],
        created_at=parse_instant(row["created_at"]),
        state=row["state"],
        attempts=row["attempts"],
        next_attempt_at=_instant(row["next_attempt_at"]),
        held=bool(row["held"]),
        problem=row["problem"],
    )


def set_contact_message(db: Connection, entry: ContactEntry) -> None:
    """Keep this contact message and forget the one before it."""
    db.execute(
        """
        INSERT INTO outbox_contact (one, revision, digest, envelope, created_at, state, attempts,
            next_attempt_at, held, problem)
        VALUES (1, :revision, :digest, :envelope, :created_at, :state, :attempts,
            :next_attempt_at, :held, :problem)
        ON CONFLICT (one) DO UPDATE SET
            revision = excluded.revision, digest = excluded.digest, envelope = excluded.envelope,
            created_at = excluded.created_at, state = excluded.state,
            attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at,
            held = excluded.held, problem = excluded.problem
        """,
        {
            "revision": entry.revision,
            "digest": entry.digest,
            "envelope": entry.envelope,
            "created_at": instant_text(entry.created_at),
            "state": entry.state,
            "attempts": entry.attempts,
            "next_attempt_at": instant_text(entry.next_attempt_at)
            if entry.next_attempt_at
            else None,
            "held": int(entry.held),
            "problem": entry.problem,
        },
    )


def set_aside_queued(db: Connection, at: datetime) -> None:
    """Set the queued entry aside: the key that signed it may sign no more."""
    db.execute(
        """
        UPDATE outbox_entry SET state = 'set_aside', settled_at = :at, next_attempt_at = NULL
        WHERE state = 'queued'
        """,
        {"at": instant_text(at)},
    )


def forget_queued_contact(db: Connection) -> None:
    """Forget a contact message that waits: another key signs it again, the same bytes inside."""
    db.execute("DELETE FROM outbox_contact WHERE state = 'queued'")


def _one(row: Row | None) -> Entry | None:
    return _entry(row) if row is not None else None


def _entry(row: Row) -> Entry:
    return Entry(
        sequence=row["sequence"],
        digest=row["digest"],
        envelope=row["envelope"],
        state=row["state"],
        attempts=row["attempts"],
        next_attempt_at=_instant(row["next_attempt_at"]),
        created_at=parse_instant(row["created_at"]),
        settled_at=_instant(row["settled_at"]),
        receipt=row["receipt"],
        problem=row["problem"],
        schema=row["schema"],
        adopted=bool(row["adopted"]),
    )


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
