"""Rows of key life: this node's own keys, and the hub's trust document. SQL stands here."""

from datetime import datetime
from sqlite3 import Connection, Row

from node.keys.model import Held, OwnKey, Standing
from shared.period import instant_text, parse_instant
from shared.signing import decode_envelope
from shared.trust import opened
from shared.wire.words import Digest, PublicKey, Sequence


def keys(db: Connection) -> tuple[OwnKey, ...]:
    """Return every key this node ever had, the newest first."""
    rows = db.execute(
        """
        SELECT public, standing, drawn_for, drawn_at, began_at, ended_at, first_sequence, invitation
        FROM own_key ORDER BY number DESC LIMIT 200
        """
    )
    return tuple(_key(row) for row in rows)


def key(db: Connection, standing: Standing) -> OwnKey | None:
    """Return the key of this standing; of `past` ones the newest."""
    row = db.execute(
        """
        SELECT public, standing, drawn_for, drawn_at, began_at, ended_at, first_sequence, invitation
        FROM own_key WHERE standing = :standing ORDER BY number DESC LIMIT 1
        """,
        {"standing": standing},
    ).fetchone()
    return None if row is None else _key(row)


def add(db: Connection, new: OwnKey) -> None:
    """Write a key down; there is one of each standing, past ones apart."""
    db.execute(
        """
        INSERT INTO own_key (public, standing, drawn_for, drawn_at, began_at, ended_at,
            first_sequence, invitation)
        VALUES (:public, :standing, :drawn_for, :drawn_at, :began_at, :ended_at,
            :first_sequence, :invitation)
        """,
        {
            "public": new.public,
            "standing": new.standing,
            "drawn_for": new.drawn_for,
            "drawn_at": instant_text(new.drawn_at),
            "began_at": new.began_at and instant_text(new.began_at),
            "ended_at": new.ended_at and instant_text(new.ended_at),
            "first_sequence": new.first_sequence,
            "invitation": new.invitation,
        },
    )


def enrolled_with(db: Connection, public: PublicKey, invitation: Digest) -> None:
    """Note which invitation a key was enrolled with."""
    db.execute(
        "UPDATE own_key SET invitation = :invitation WHERE public = :public",
        {"public": public, "invitation": invitation},
    )


def retire(db: Connection) -> None:
    """Let the key before become a past one: another takes its place."""
    db.execute("UPDATE own_key SET standing = 'past' WHERE standing = 'before'")


def end(db: Connection, at: datetime) -> None:
    """Let the current key become the one before."""
    db.execute(
        "UPDATE own_key SET standing = 'before', ended_at = :at WHERE standing = 'current'",
        {"at": instant_text(at)},
    )


def begin(db: Connection, public: PublicKey, at: datetime, first: Sequence | None) -> None:
    """Let a key speak for the node from now on; the caller has ended the one before."""
    db.execute(
        """
        UPDATE own_key SET standing = 'current', began_at = :at, ended_at = NULL,
            first_sequence = :first
        WHERE public = :public
        """,
        {"public": public, "at": instant_text(at), "first": first},
    )


def drop_next(db: Connection) -> None:
    """Forget the key that was drawn and never came into force."""
    db.execute("DELETE FROM own_key WHERE standing = 'next'")


def held(db: Connection, root: PublicKey) -> Held | None:
    """Return the trust document of the hub with this root key."""
    row = db.execute(
        "SELECT body, heard_at FROM hub_trust WHERE root = :root", {"root": root}
    ).fetchone()
    trust = None if row is None else opened(decode_envelope(row["body"]), root)
    if row is None or trust is None:
        return None
    return Held(trust=trust, body=row["body"], heard_at=parse_instant(row["heard_at"]))


def hold(db: Connection, root: PublicKey, new: Held) -> None:
    """Keep a document; the table refuses a version that is not above the one it has."""
    db.execute(
        """
        INSERT INTO hub_trust (root, version, body, heard_at)
        VALUES (:root, :version, :body, :heard_at)
        ON CONFLICT (root) DO UPDATE SET version = excluded.version, body = excluded.body,
            heard_at = excluded.heard_at
        """,
        {
            "root": root,
            "version": new.trust.version,
            "body": new.body,
            "heard_at": instant_text(new.heard_at),
        },
    )


def _key(row: Row) -> OwnKey:
    return OwnKey(
        public=row["public"],
        standing=row["standing"],
        drawn_for=row["drawn_for"],
        drawn_at=parse_instant(row["drawn_at"]),
        began_at=_instant(row["began_at"]),
        ended_at=_instant(row["ended_at"]),
        first_sequence=row["first_sequence"],
        invitation=row["invitation"],
    )


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
