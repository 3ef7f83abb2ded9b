"""Every key a network ever had, in SQL; the ring itself is computed by `shared.keyring`."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection, Row

from msgspec import Struct

from hub.registry.handover import store as mandates
from hub.registry.model import Network, Speaking
from shared import signing
from shared.keyring import KeyRecord, Keyring
from shared.period import helsinki_day, instant_text, parse_instant
from shared.wire.words import KeyId, NodeId, PublicKey, Sequence


class Owned(Struct, frozen=True, kw_only=True):
    """A key and the network it belongs to: current, past, or waiting to be confirmed."""

    node: NodeId
    public: PublicKey


Owners = dict[KeyId, Owned]


def ring(db: Connection, node: NodeId) -> Keyring:
    """Return all keys of a network that a person ever confirmed, or that followed such a one."""
    rows = db.execute(
        """
        SELECT key_id, public, first_sequence, last_sequence, revoked_at FROM node_key
        WHERE node = :node ORDER BY first_sequence, rowid
        """,
        {"node": node},
    )
    return Keyring(tuple(_record(row) for row in rows))


def speaking(db: Connection, network: Network, now: datetime) -> Speaking:
    """Return which keys may speak for a network at `now`, and whether it may speak at all."""
    waits = network.public_key if network.standing == "pending" else network.waiting_key
    return Speaking(
        ring=ring(db, network.node),
        waiting=None if waits is None else signing.key_id(waits),
        standing=network.standing,
        why=network.suspended_why,
        ended=mandates.ended(db, network.node, helsinki_day(now)),
    )


def save(db: Connection, node: NodeId, after: Keyring) -> None:
    """Keep what a ring became; ended keys first, as only one may be open."""
    for record in sorted(after.records, key=lambda one: one.last_sequence is None):
        _save(db, node, record)


def turn(db: Connection, node: NodeId, public: PublicKey, sequence: Sequence) -> None:
    """Have another key speak after the rotation with this number."""
    save(db, node, ring(db, node).rotated(public, sequence))
    _speak(db, node, public, sequence + 1)


def wait(db: Connection, node: NodeId, public: PublicKey | None) -> None:
    """Keep the key that waits to be confirmed beside the one in force, or forget it."""
    db.execute(
        """
        UPDATE network SET waiting_key = :public WHERE node = :node
        """,
        {"node": node, "public": public},
    )


def everybodys(db: Connection) -> tuple[Owners, frozenset[NodeId]]:
    """Return every key that may have signed something, whether or not it still counts.

    Beside it the names of all networks, those that never had a key too.
    """
    rows = db.execute(
        """
        SELECT node, public FROM node_key
        UNION SELECT node, public_key FROM network
        UNION SELECT node, waiting_key FROM network
        ORDER BY node, public
        """
    )
    return _owners(rows)


def of_node(db: Connection, node: NodeId) -> tuple[Owners, frozenset[NodeId]]:
    """Return the same of one network, if there is one."""
    rows = db.execute(
        """
        SELECT node, public FROM node_key WHERE node = :node
        UNION SELECT node, public_key FROM network WHERE node = :node
        UNION SELECT node, waiting_key FROM network WHERE node = :node
        ORDER BY node, public
        """,
        {"node": node},
    )
    return _owners(rows)


def owner(db: Connection, public: PublicKey) -> NodeId | None:
    """Return the network that has, had or waits for this key."""
    row = db.execute(
        """
        SELECT node FROM node_key WHERE public = :public
        UNION SELECT node FROM network WHERE public_key = :public OR waiting_key = :public
        ORDER BY node LIMIT 1
        """,
        {"public": public},
    ).fetchone()
    return None if row is None else str(row["node"])


def _owners(rows: Iterable[Row]) -> tuple[Owners, frozenset[NodeId]]:
    owners: Owners = {}
    nodes = set()
    for row in rows:
        nodes.add(row["node"])
        if row["public"] is not None:
            owned = Owned(node=row["node"], public=row["public"])
            owners[signing.key_id(owned.public)] = owned
    return owners, frozenset(nodes)


def _speak(db: Connection, node: NodeId, public: PublicKey, first: Sequence) -> None:
    db.execute(
        """
        UPDATE network SET public_key = :public, key_id = :key_id, first_sequence = :first
        WHERE node = :node
        """,
        {"node": node, "public": public, "key_id": signing.key_id(public), "first": first},
    )


def _save(db: Connection, node: NodeId, record: KeyRecord) -> None:
    db.execute(
        """
        INSERT INTO node_key (key_id, node, public, algorithm, first_sequence, last_sequence,
            revoked_at)
        VALUES (:key_id, :node, :public, :algorithm, :first, :last, :revoked_at)
        ON CONFLICT (key_id) DO UPDATE SET
            last_sequence = excluded.last_sequence, revoked_at = excluded.revoked_at
        """,
        {
            "key_id": record.key_id,
            "node": node,
            "public": record.public,
            "algorithm": record.algorithm,
            "first": record.first_sequence,
            "last": record.last_sequence,
            "revoked_at": record.revoked_at and instant_text(record.revoked_at),
        },
    )


def _record(row: Row) -> KeyRecord:
    revoked = row["revoked_at"]
    return KeyRecord(
        key_id=row["key_id"],
        public=row["public"],
        first_sequence=row["first_sequence"],
        last_sequence=row["last_sequence"],
        revoked_at=None if revoked is None else parse_instant(revoked),
    )
