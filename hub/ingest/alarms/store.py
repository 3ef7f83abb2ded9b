"""What proves two machines or two reports of one node, in SQL: past sessions, clones, forks.

None of it follows from the ledger: a hub that was restored may have lost evidence, never gained
any. What the registry's act *resumed* closes is closed by `close`.
"""

from datetime import datetime
from sqlite3 import Connection

import msgspec

from hub.ingest.alarms.model import Clone, Fork, Past, Side
from hub.ingest.session import Session
from shared.period import instant_text, parse_instant
from shared.signing import decode_envelope
from shared.wire.availability import Availability
from shared.wire.problem import Problem
from shared.wire.words import Digest, NodeId, Sequence, SessionId

PAST_PER_NODE = 500
"""A clone of a session older than that is found out one hello later, by the session it replaced."""
FORKS_PER_NODE = 20
CLONES_PER_NODE = 50


def retire(db: Connection, old: Session, at: datetime) -> None:
    """Note that another session replaced this one, and forget the oldest."""
    db.execute(
        """
        INSERT INTO past_session (node, session, began_at, said_hello_at, retired_at, offset_s,
            software, audit_head)
        VALUES (:node, :session, :began_at, :said_hello_at, :retired_at, :offset_s, :software,
            :audit_head)
        ON CONFLICT (node, session) DO NOTHING
        """,
        {
            "node": old.node,
            "session": old.session,
            "began_at": instant_text(old.began_at),
            "said_hello_at": instant_text(old.said_hello_at),
            "retired_at": instant_text(at),
            "offset_s": old.offset_s,
            "software": old.software,
            "audit_head": old.audit_head,
        },
    )
    _forget_oldest(db, old.node)


def _forget_oldest(db: Connection, node: NodeId) -> None:
    db.execute(
        """
        DELETE FROM past_session WHERE node = :node AND number <= (
            SELECT number FROM past_session WHERE node = :node
            ORDER BY number DESC LIMIT 1 OFFSET :limit
        )
        """,
        {"node": node, "limit": PAST_PER_NODE},
    )


def past(db: Connection, node: NodeId, session: SessionId) -> Past | None:
    """Return a session of the node if another one replaced it."""
    row = db.execute(
        """
        SELECT node, session, began_at, said_hello_at, retired_at, offset_s, software, audit_head
        FROM past_session WHERE node = :node AND session = :session
        """,
        {"node": node, "session": session},
    ).fetchone()
    if row is None:
        return None
    instants = ("began_at", "said_hello_at", "retired_at")
    return Past(**(dict(row) | {name: parse_instant(row[name]) for name in instants}))


def keep_clone(db: Connection, clone: Clone) -> None:
    """Keep the proof of two machines."""
    db.execute(
        """
        INSERT INTO clone (node, at, body)
        SELECT :node, :at, :body WHERE (
            SELECT COUNT(*) FROM clone WHERE node = :node
        ) < :limit
        """,
        {
            "node": clone.node,
            "at": instant_text(clone.at),
            "body": msgspec.json.encode(clone),
            "limit": CLONES_PER_NODE,
        },
    )


def clones(db: Connection) -> tuple[Clone, ...]:
    """Return every proof of two machines, newest first."""
    rows = db.execute(
        """
        SELECT body, closed_at FROM clone ORDER BY number DESC
        """
    )
    return tuple(
        msgspec.structs.replace(
            msgspec.json.decode(row["body"], type=Clone), closed_at=_instant(row["closed_at"])
        )
        for row in rows
    )


def keep_fork(
    db: Connection, node: NodeId, sequence: Sequence, problem: Problem, body: bytes, at: datetime
) -> None:
    """Keep both reports of a fork as evidence; the one in the ledger is copied beside the other."""
    db.execute(
        """
        INSERT INTO fork (digest, node, sequence, at, envelope, stored_digest, stored_envelope)
        SELECT :digest, :node, :sequence, :at, :envelope, digest, body
        FROM ledger WHERE sequence IS NOT NULL AND node = :node AND digest = :stored AND (
            SELECT COUNT(*) FROM fork WHERE node = :node
        ) < :limit
        ON CONFLICT (digest) DO UPDATE SET at = excluded.at, closed_at = NULL
        """,
        {
            "digest": problem.subject,
            "node": node,
            "sequence": sequence,
            "at": instant_text(at),
            "envelope": body,
            "stored": problem.stored,
            "limit": FORKS_PER_NODE,
        },
    )


def forks(db: Connection) -> tuple[Fork, ...]:
    """Return every fork with both reports, newest first."""
    rows = db.execute(
        """
        SELECT digest, node, sequence, at, envelope, stored_digest, stored_envelope, closed_at
        FROM fork ORDER BY at DESC, digest
        """
    )
    return tuple(
        Fork(
            node=row["node"],
            sequence=row["sequence"],
            at=parse_instant(row["at"]),
            kept=_side(row["stored_digest"], row["stored_envelope"]),
            refused=_side(row["digest"], row["envelope"]),
            closed_at=_instant(row["closed_at"]),
        )
        for row in rows
    )


def open_alarms(db: Connection) -> dict[NodeId, datetime]:
    """Return the nodes with an alarm that nobody has settled yet, with its newest time."""
    rows = db.execute(
        """
        SELECT node, MAX(at) AS at FROM (
            SELECT node, at FROM fork WHERE closed_at IS NULL
            UNION ALL
            SELECT node, at FROM clone WHERE closed_at IS NULL
        ) AS alarm GROUP BY node ORDER BY node
        """
    ).fetchall()
    return {row["node"]: parse_instant(row["at"]) for row in rows}


def close(db: Connection, node: NodeId, at: datetime) -> None:
    """Start anew with a node: its alarms are closed, its past sessions forgotten.

    Every challenge given out so far is void, so that no hello from before can come late.
    """
    _close_forks(db, node, at)
    _close_clones(db, node, at)
    _forget_past(db, node)
    void_challenges(db, node)


def _close_forks(db: Connection, node: NodeId, at: datetime) -> None:
    db.execute(
        """
        UPDATE fork SET closed_at = :at WHERE node = :node AND closed_at IS NULL
        """,
        {"node": node, "at": instant_text(at)},
    )


def _close_clones(db: Connection, node: NodeId, at: datetime) -> None:
    db.execute(
        """
        UPDATE clone SET closed_at = :at WHERE node = :node AND closed_at IS NULL
        """,
        {"node": node, "at": instant_text(at)},
    )


def _forget_past(db: Connection, node: NodeId) -> None:
    db.execute(
        """
        DELETE FROM past_session WHERE node = :node
        """,
        {"node": node},
    )


def void_challenges(db: Connection, node: NodeId) -> None:
    """Count one more hello, so that every challenge given out before is void."""
    db.execute(
        """
        UPDATE session SET hellos = hellos + 1 WHERE node = :node
        """,
        {"node": node},
    )


def _side(digest: Digest, envelope: bytes) -> Side:
    """Return what a person can compare of a report; keys and counts have nothing to show."""
    try:
        report = msgspec.json.decode(decode_envelope(envelope).payload, type=Availability)
    except msgspec.DecodeError:
        return Side(digest=digest, observed_at=None, confirmed_at=None, groups=0, municipalities=0)
    counts = [offer.groups for offer in report.offers]
    return Side(
        digest=digest,
        observed_at=report.observed_at,
        confirmed_at=report.confirmed_at,
        groups=sum(one.open + one.coming + one.full for one in counts),
        municipalities=len(report.municipalities),
    )


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
