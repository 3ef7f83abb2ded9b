"""Rotation in the chain: sign it when its turn has come, and follow what became of it.

Every function is a job of one transaction. The entry goes the way of a report: signed only after
the hub confirmed the head, stored before it travels, the same bytes again until they are answered.
What the node's key is then follows from the outbox: the newest acknowledged rotation names it.
"""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

import msgspec

from node.keys import store
from node.keys.files import KeyFiles
from node.keys.model import OwnKey
from node.network import store as network
from node.outbox import store as outbox
from node.outbox.model import Entry
from shared import possession
from shared.runtime import log
from shared.signing import SigningKey, decode_envelope, sign
from shared.wire.envelope import Envelope
from shared.wire.rotation import Rotation
from shared.wire.session import Head
from shared.wire.words import PublicKey, Sequence

NextReport = Callable[[Connection, SigningKey, Head | None, datetime], Envelope | None]


def before_reports(files: KeyFiles, next_report: NextReport) -> NextReport:
    """Return what builds the next entry of the chain: a rotation that waits, else a report."""

    def build(db: Connection, key: SigningKey, head: Head | None, now: datetime) -> Envelope | None:
        return signed(db, files, key, head, now) or next_report(db, key, head, now)

    return build


def signed(
    db: Connection, files: KeyFiles, old: SigningKey, head: Head | None, now: datetime
) -> Envelope | None:
    """Return the rotation that follows the head, None if none waits or can be made."""
    drawn, record = store.key(db, "next"), network.record(db)
    if drawn is None or drawn.drawn_for != "rotation" or record is None or record.node is None:
        return None
    new = files.named(drawn.public)
    if new is None:  # Its file is gone, and nobody was told of it: a person draws another.
        store.drop_next(db)
        log.logger().error("rotation.ended", reason="key_file_missing")
        return None
    return sign(possession.rotation(record.node, head, old, new, now), old)


def unsettled(db: Connection, files: KeyFiles) -> bool:
    """Tell whether an answer of the hub changed which key speaks, and it is not written down."""
    return _accepted(db, files) is not None or _refused(db) is not None


def settle(db: Connection, files: KeyFiles, now: datetime) -> None:
    """Write down which key speaks, as the hub's answers to rotations say."""
    if _refused(db) is not None:
        store.drop_next(db)
    while (rotation := _accepted(db, files)) is not None:
        write_down(db, files, now)
        drawn = store.key(db, "next")
        if drawn is None or drawn.public != rotation.public_key:
            store.drop_next(db)
            store.add(db, _drawn(rotation, now))
        succeed(db, rotation.public_key, now, rotation.sequence + 1)


def write_down(db: Connection, files: KeyFiles, at: datetime) -> None:
    """Give the key that speaks a row of its own, before another takes its place."""
    if store.key(db, "current") is None:
        public = files.current(db).public
        first = OwnKey(
            public=public, standing="current", drawn_for="start", drawn_at=at, began_at=at
        )
        store.add(db, first)


def succeed(db: Connection, public: PublicKey, at: datetime, first: Sequence | None) -> None:
    """Let a key that was written down speak from now on.

    The contact is no part of the chain: one that still waits is signed again by the new key.
    """
    store.retire(db)
    store.end(db, at)
    store.begin(db, public, at, first)
    outbox.forget_queued_contact(db)


def _accepted(db: Connection, files: KeyFiles) -> Rotation | None:
    """Return the acknowledged rotation that retires the key which still speaks, if it is here.

    A rotation of a key that is not this machine's is history: a lost node adopts such ones.
    """
    rotations = [_rotation(entry) for entry in outbox.rotations(db, "delivered")]
    if not rotations:
        return None
    speaks = files.current(db).key_id
    return next(
        (one for one in rotations if one.retires == speaks and files.named(one.public_key)), None
    )


def _refused(db: Connection) -> Rotation | None:
    """Return the refused rotation to the key that is drawn."""
    drawn = store.key(db, "next")
    if drawn is None:
        return None
    rotations = (_rotation(entry) for entry in outbox.rotations(db, "refused"))
    return next((one for one in rotations if one.public_key == drawn.public), None)


def _rotation(entry: Entry) -> Rotation:
    return msgspec.json.decode(decode_envelope(entry.envelope).payload, type=Rotation)


def _drawn(rotation: Rotation, at: datetime) -> OwnKey:
    return OwnKey(public=rotation.public_key, standing="next", drawn_for="rotation", drawn_at=at)
