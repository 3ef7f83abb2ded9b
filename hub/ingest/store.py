"""What ingest keeps beside the ledger, in SQL: sessions, refusals and contacts.

None of it is published from except contacts that a person has seen; contacts can be erased.
"""

from datetime import datetime
from sqlite3 import Connection, Row

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hub.ingest.session import Session
from shared.period import instant_text, parse_instant
from shared.wire.contact import Contact
from shared.wire.problem import Problem
from shared.wire.words import Digest, NodeId

REFUSALS_PER_NODE = 200


class Refusal(Struct, frozen=True, kw_only=True):
    """A refused report, as the operator sees it."""

    node: NodeId
    digest: Digest
    at: datetime
    last_at: datetime
    times: int
    problem: Problem


class KeptContact(Struct, frozen=True, kw_only=True):
    """A contact that came: `standing` is held until a person has seen it."""

    standing: str
    digest: Digest
    received_at: datetime
    contact: Contact


def session(db: Connection, node: NodeId) -> Session | None:
    """Return the current session of a node."""
    row = db.execute(
        """
        SELECT node, session, lease_hash, expires_at, offset_s, hellos, named, began_at,
            said_hello_at, software, audit_head
        FROM session WHERE node = :node
        """,
        {"node": node},
    ).fetchone()
    return None if row is None else _session(row)


def sessions(db: Connection) -> dict[NodeId, Session]:
    """Return the current session of every node that ever said hello."""
    rows = db.execute(
        """
        SELECT node, session, lease_hash, expires_at, offset_s, hellos, named, began_at,
            said_hello_at, software, audit_head
        FROM session ORDER BY node
        """
    )
    return {row["node"]: _session(row) for row in rows}


def begin_session(db: Connection, new: Session) -> None:
    """Make a session the current one; the lease of the one before is void."""
    db.execute(
        """
        INSERT INTO session (node, session, lease_hash, expires_at, offset_s, hellos, named,
            began_at, said_hello_at, software, audit_head)
        VALUES (:node, :session, :lease_hash, :expires_at, :offset_s, :hellos, :named,
            :began_at, :said_hello_at, :software, :audit_head)
        ON CONFLICT (node) DO UPDATE SET session = excluded.session,
            lease_hash = excluded.lease_hash, expires_at = excluded.expires_at,
            offset_s = excluded.offset_s, hellos = excluded.hellos, named = excluded.named,
            began_at = excluded.began_at, said_hello_at = excluded.said_hello_at,
            software = excluded.software, audit_head = excluded.audit_head
        """,
        {
            "node": new.node,
            "session": new.session,
            "lease_hash": new.lease_hash,
            "expires_at": instant_text(new.expires_at),
            "offset_s": new.offset_s,
            "hellos": new.hellos,
            "named": new.named,
            "began_at": instant_text(new.began_at),
            "said_hello_at": instant_text(new.said_hello_at),
            "software": new.software,
            "audit_head": new.audit_head,
        },
    )


def end_leases(db: Connection) -> None:
    """Void every lease; the sessions themselves stay, and the next hello goes on with them."""
    db.execute("UPDATE session SET lease_hash = :nobodys", {"nobodys": "0" * 64})


def answer_to(db: Connection, digest: Digest, node: NodeId) -> Problem | None:
    """Return the answer that these bytes of this node were once refused with."""
    row = db.execute(
        """
        SELECT answer FROM refusal WHERE digest = :digest AND node = :node
        """,
        {"digest": digest, "node": node},
    ).fetchone()
    return None if row is None else msgspec.json.decode(row["answer"], type=Problem)


def remember_refusal(
    db: Connection, node: NodeId, problem: Problem, body: bytes, at: datetime
) -> None:
    """Keep a refused report with its answer, or count that it came once more."""
    db.execute(
        """
        INSERT INTO refusal (digest, node, code, at, last_at, answer, envelope)
        VALUES (:digest, :node, :code, :at, :at, :answer, :envelope)
        ON CONFLICT (digest) DO UPDATE SET last_at = excluded.last_at, times = times + 1
        """,
        {
            "digest": problem.subject,
            "node": node,
            "code": problem.code,
            "at": instant_text(at),
            "answer": msgspec.json.encode(problem),
            "envelope": body,
        },
    )


def forget_old_refusals(db: Connection, node: NodeId) -> None:
    """Keep only a node's newest refusals."""
    db.execute(
        """
        DELETE FROM refusal WHERE node = :node AND digest NOT IN (
            SELECT digest FROM refusal WHERE node = :node
            ORDER BY last_at DESC, digest LIMIT :limit
        )
        """,
        {"node": node, "limit": REFUSALS_PER_NODE},
    )


def refusals(db: Connection, limit: int = 100) -> tuple[Refusal, ...]:
    """Return the newest refusals, newest first."""
    rows = db.execute(
        """
        SELECT node, digest, at, last_at, times, answer FROM refusal
        ORDER BY last_at DESC, digest LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(_refusal(row) for row in rows)


def refusals_of(db: Connection, node: NodeId, limit: int) -> tuple[Refusal, ...]:
    """Return a node's newest refusals, newest first."""
    rows = db.execute(
        """
        SELECT node, digest, at, last_at, times, answer FROM refusal
        WHERE node = :node ORDER BY last_at DESC, digest LIMIT :limit
        """,
        {"node": node, "limit": limit},
    )
    return tuple(_refusal(row) for row in rows)


def contact(db: Connection, node: NodeId, standing: str) -> KeptContact | None:
    """Return a node's contact that is `seen` or `held`."""
    row = db.execute(
        """
        SELECT standing, digest, received_at, body FROM contact
        WHERE node = :node AND standing = :standing
        """,
        {"node": node, "standing": standing},
    ).fetchone()
    return None if row is None else _contact(row)


def contacts(db: Connection, standing: str) -> dict[NodeId, KeptContact]:
    """Return all contacts that are `seen` (these are published) or `held`."""
    rows = db.execute(
        """
        SELECT node, standing, digest, received_at, body FROM contact
        WHERE standing = :standing ORDER BY node
        """,
        {"standing": standing},
    )
    return {row["node"]: _contact(row) for row in rows}


def keep_contact(db: Connection, kept: KeptContact) -> None:
    """Keep a contact as the newest `seen` or `held` one of its node."""
    db.execute(
        """
        INSERT INTO contact (node, standing, revision, digest, received_at, body)
        VALUES (:node, :standing, :revision, :digest, :received_at, :body)
        ON CONFLICT (node, standing) DO UPDATE SET revision = excluded.revision,
            digest = excluded.digest, received_at = excluded.received_at, body = excluded.body
        """,
        {
            "node": kept.contact.node,
            "standing": kept.standing,
            "revision": kept.contact.revision,
            "digest": kept.digest,
            "received_at": instant_text(kept.received_at),
            "body": msgspec.json.encode(kept.contact),
        },
    )


def approve_contact(db: Connection, node: NodeId) -> None:
    """Let the held contact take the place of the one seen before."""
    held = contact(db, node, "held")
    if held is not None:
        keep_contact(db, replace(held, standing="seen"))
        erase_contact(db, node, "held")


def erase_contact(db: Connection, node: NodeId, standing: str) -> bool:
    """Erase a node's `seen` or `held` contact; True if there was one."""
    done = db.execute(
        """
        DELETE FROM contact WHERE node = :node AND standing = :standing
        """,
        {"node": node, "standing": standing},
    )
    return done.rowcount == 1


def _session(row: Row) -> Session:
    names = ("expires_at", "began_at", "said_hello_at")
    instants = {name: parse_instant(row[name]) for name in names}
    return Session(**(dict(row) | instants))


def _refusal(row: Row) -> Refusal:
    return Refusal(
        node=row["node"],
        digest=row["digest"],
        at=parse_instant(row["at"]),
        last_at=parse_instant(row["last_at"]),
        times=row["times"],
        problem=msgspec.json.decode(row["answer"], type=Problem),
    )


def _contact(row: Row) -> KeptContact:
    return KeptContact(
        standing=row["standing"],
        digest=row["digest"],
        received_at=parse_instant(row["received_at"]),
        contact=msgspec.json.decode(row["body"], type=Contact),
    )
