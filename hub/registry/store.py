"""Networks, invitations, the operators' log and the hub's own facts, in SQL.

`apply` is the only way an act of the ledger changes a network's row.
"""

from datetime import datetime
from sqlite3 import Connection, Row

import msgspec

from hub.ingest.alarms import store as alarms
from hub.registry import acts
from hub.registry.handover import store as mandates
from hub.registry.keys import store as keys
from hub.registry.model import Invited, Network
from shared import signing
from shared.period import instant_text, parse_instant
from shared.wire.availability import NetworkName
from shared.wire.words import Digest, NodeId, PublicKey


def apply(db: Connection, act: acts.Act, at: datetime) -> None:
    """Change the registry as an act of the ledger says."""
    mandates.apply(db, act, at)
    match act:
        case acts.Admitted():
            _admit(db, act, at)
        case acts.Keyed():
            _key(db, act)
            keys.save(
                db, act.node, keys.ring(db, act.node).keyed(act.public_key, act.first_sequence)
            )
        case acts.Granted():
            _grant(db, act)
        case acts.Suspended():
            _suspend(db, act, at)
        case acts.Resumed():
            _resume(db, act)
            alarms.close(db, act.node, at)
        case acts.Revoked():
            keys.save(db, act.node, keys.ring(db, act.node).revoked(act.key_id, at))
        case acts.Released() | acts.Word() | acts.Owns():
            return
        case acts.HandedOver() | acts.Ended() | acts.CalledOff():  # the mandate's alone
            return


def _admit(db: Connection, act: acts.Admitted, at: datetime) -> None:
    db.execute(
        """
        INSERT INTO network (node, name_fi, name_sv, standing, municipalities, reach, admitted_at)
        VALUES (:node, :fi, :sv, 'invited', '[]', '[]', :at)
        ON CONFLICT (node) DO UPDATE SET name_fi = excluded.name_fi, name_sv = excluded.name_sv
        """,
        {"node": act.node, "fi": act.name.fi, "sv": act.name.sv, "at": instant_text(at)},
    )


def _key(db: Connection, act: acts.Keyed) -> None:
    db.execute(
        """
        UPDATE network SET
            standing = CASE standing WHEN 'suspended' THEN standing ELSE 'active' END,
            public_key = :public_key, key_id = :key_id, first_sequence = :first_sequence,
            waiting_key = NULL
        WHERE node = :node
        """,
        {
            "node": act.node,
            "public_key": act.public_key,
            "key_id": signing.key_id(act.public_key),
            "first_sequence": act.first_sequence,
        },
    )


def _grant(db: Connection, act: acts.Granted) -> None:
    db.execute(
        """
        UPDATE network SET municipalities = :municipalities, reach = :reach WHERE node = :node
        """,
        {
            "node": act.node,
            "municipalities": msgspec.json.encode(act.municipalities).decode(),
            "reach": msgspec.json.encode(act.reach).decode(),
        },
    )


def _suspend(db: Connection, act: acts.Suspended, at: datetime) -> None:
    db.execute(
        """
        UPDATE network SET standing = 'suspended', suspended_at = :at, suspended_why = :why
        WHERE node = :node AND standing = 'active'
        """,
        {"node": act.node, "at": instant_text(at), "why": act.why},
    )


def _resume(db: Connection, act: acts.Resumed) -> None:
    db.execute(
        """
        UPDATE network SET standing = 'active', suspended_at = NULL, suspended_why = NULL
        WHERE node = :node AND standing = 'suspended'
        """,
        {"node": act.node},
    )


def network(db: Connection, node: NodeId) -> Network | None:
    """Return one network."""
    row = db.execute(
        """
        SELECT node, name_fi, name_sv, standing, public_key, key_id, first_sequence,
            municipalities, reach, admitted_at, suspended_at, suspended_why, waiting_key
        FROM network WHERE node = :node
        """,
        {"node": node},
    ).fetchone()
    return None if row is None else _network(row)


def networks(db: Connection) -> tuple[Network, ...]:
    """Return every network, by name."""
    rows = db.execute(
        """
        SELECT node, name_fi, name_sv, standing, public_key, key_id, first_sequence,
            municipalities, reach, admitted_at, suspended_at, suspended_why, waiting_key
        FROM network ORDER BY node
        """
    )
    return tuple(_network(row) for row in rows)


def enrol(db: Connection, node: NodeId, public_key: PublicKey) -> None:
    """Keep the key an invited network enrolled with; nothing counts before it is confirmed."""
    db.execute(
        """
        UPDATE network SET standing = 'pending', public_key = :public_key, key_id = :key_id
        WHERE node = :node AND standing = 'invited'
        """,
        {"node": node, "public_key": public_key, "key_id": signing.key_id(public_key)},
    )


def forget_key(db: Connection, node: NodeId) -> None:
    """Drop a key that nobody has confirmed, so that the network can be invited again."""
    db.execute(
        """
        UPDATE network SET standing = 'invited', public_key = NULL, key_id = NULL
        WHERE node = :node AND standing = 'pending'
        """,
        {"node": node},
    )


def invite(db: Connection, invited: Invited) -> None:
    """Keep an invitation; it replaces an earlier one of the same network."""
    db.execute(
        """
        INSERT INTO invitation (node, token_hash, created_at, expires_at)
        VALUES (:node, :token_hash, :created_at, :expires_at)
        ON CONFLICT (node) DO UPDATE SET token_hash = excluded.token_hash,
            created_at = excluded.created_at, expires_at = excluded.expires_at,
            used_at = NULL, used_key = NULL
        """,
        {
            "node": invited.node,
            "token_hash": invited.token_hash,
            "created_at": instant_text(invited.created_at),
            "expires_at": instant_text(invited.expires_at),
        },
    )


def drop_invitation(db: Connection, node: NodeId) -> None:
    """Forget a network's invitation: its line is not known any more."""
    db.execute("DELETE FROM invitation WHERE node = :node", {"node": node})


def invitation(db: Connection, node: NodeId) -> Invited | None:
    """Return the newest invitation of a network."""
    row = db.execute(
        """
        SELECT node, token_hash, created_at, expires_at, used_at, used_key
        FROM invitation WHERE node = :node
        """,
        {"node": node},
    ).fetchone()
    if row is None:
        return None
    return Invited(
        node=row["node"],
        token_hash=row["token_hash"],
        created_at=parse_instant(row["created_at"]),
        expires_at=parse_instant(row["expires_at"]),
        used_at=None if row["used_at"] is None else parse_instant(row["used_at"]),
        used_key=row["used_key"],
    )


def use_invitation(
    db: Connection, node: NodeId, token_hash: Digest, key: PublicKey, at: datetime
) -> bool:
    """Compare-and-swap: True for the one request that used this invitation."""
    done = db.execute(
        """
        UPDATE invitation SET used_at = :at, used_key = :key
        WHERE node = :node AND token_hash = :token_hash AND used_at IS NULL
        """,
        {"node": node, "token_hash": token_hash, "key": key, "at": instant_text(at)},
    )
    return done.rowcount == 1


def write_down(db: Connection, act: str, node: NodeId, detail: str, at: datetime) -> None:
    """Add a line to the operators' log."""
    db.execute(
        """
        INSERT INTO operator_log (at, act, node, detail) VALUES (:at, :act, :node, :detail)
        """,
        {"at": instant_text(at), "act": act, "node": node, "detail": detail},
    )


def fact(db: Connection, name: str) -> str | None:
    """Return one of the hub's own facts, such as its generation."""
    row = db.execute(
        """
        SELECT value FROM meta WHERE name = :name
        """,
        {"name": name},
    ).fetchone()
    return None if row is None else str(row["value"])


def keep_fact(db: Connection, name: str, value: str) -> None:
    """Keep a fact of the hub, replacing the one of that name."""
    db.execute(
        """
        INSERT INTO meta (name, value) VALUES (:name, :value)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """,
        {"name": name, "value": value},
    )


def settle_fact(db: Connection, name: str, value: str) -> str:
    """Keep a fact unless there is one of that name, and return the one that stands."""
    there = fact(db, name)
    if there is None:
        keep_fact(db, name, value)
    return there or value


def _network(row: Row) -> Network:
    suspended = row["suspended_at"]
    return Network(
        node=row["node"],
        name=NetworkName(fi=row["name_fi"], sv=row["name_sv"]),
        standing=row["standing"],
        public_key=row["public_key"],
        key_id=row["key_id"],
        first_sequence=row["first_sequence"],
        municipalities=tuple(msgspec.json.decode(row["municipalities"])),
        reach=tuple(msgspec.json.decode(row["reach"])),
        admitted_at=parse_instant(row["admitted_at"]),
        suspended_at=None if suspended is None else parse_instant(suspended),
        suspended_why=row["suspended_why"],
        waiting_key=row["waiting_key"],
    )
