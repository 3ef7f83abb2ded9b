"""Make the node known to the hub: the invitation's token, signed with the node's own key.

A node that was enrolled before and is invited again (its key was taken back, or may be stolen)
draws a new key for it. Whatever is cut short is finished by trying again with the same line.
"""

import hashlib
from sqlite3 import Connection
from typing import Protocol

from msgspec import UNSET, Struct

from node.history.model import Doer
from node.keys import begin, rotate, trust
from node.keys import store as keys
from node.keys.files import KeyFiles
from node.network import store
from node.outbox import store as outbox
from node.push import store as push
from shared.delivery import Answered, Unreachable, read_answer
from shared.runtime.database import Database
from shared.signing import SigningKey, envelope_digest, fingerprint, sign
from shared.wire.codec import Message
from shared.wire.enrolment import Enrolled, Enrolment, Invitation
from shared.wire.envelope import Envelope
from shared.wire.problem import Problem
from shared.wire.session import Head
from shared.wire.words import Digest, PublicKey


class Door(Protocol):
    """A line to the hub of the invitation."""

    async def get(self, path: str) -> Answered | Unreachable:
        """Fetch an envelope."""

    async def post(self, path: str, envelope: Envelope) -> Answered | Unreachable:
        """Post an envelope and return whatever came back."""


class Known(Struct, frozen=True, kw_only=True):
    """The hub has the key; a person now reads out the fingerprint.

    `head` is the last report the hub has of this network: what a node with an empty database will
    fetch back.
    """

    fingerprint: str
    active: bool
    head: Head | None = None


async def enrol(
    database: Database,
    door: Door,
    invitation: Invitation,
    files: KeyFiles,
    software: str,
    *,
    doer: Doer,
) -> Known | Problem | Unreachable:
    """Send the enrolment and, once the hub's signed word is there, pin its address and root key.

    A second try with the same line gets the same answer, so that a lost one does no harm.
    """
    root = invitation.hub_key
    await trust.fetch(door, database, root, doer.at)
    key = await database.write(lambda db: chosen(db, files, invitation, doer))
    answer = await _asked(database, door, invitation, key, software)
    if isinstance(answer, Problem) and answer.code == "token_used":
        # The hub may know this key from before: it was taken back, or this machine was restored to
        # a time before it enrolled. Such a key never enrols again; the invitation is still good.
        another = await database.write(lambda db: drawn_anew(db, files, invitation, key, doer))
        if another is not None:
            key = another
            answer = await _asked(database, door, invitation, key, software)
            if isinstance(answer, Problem) and answer.code == "token_used":
                await database.write(keys.drop_next)
    match answer:
        case Enrolled(node=node, public_key=public, state=state):
            if (node, public) != (invitation.node, key.public):
                return Unreachable("not_about_this")
            await database.write(lambda db: joined(db, files, invitation, public, doer))
            await database.read(files.tidy)
            return Known(
                fingerprint=fingerprint(public, root),
                active=state == "active",
                head=None if answer.head is UNSET else answer.head,
            )
        case Problem() | Unreachable():
            return answer
        case _:
            return Unreachable("not_expected")


async def _asked(
    database: Database, door: Door, invitation: Invitation, key: SigningKey, software: str
) -> Message | Unreachable:
    """Send the enrolment with this key, and return the hub's word on it."""
    asked = Enrolment(
        node=invitation.node, token=invitation.token, public_key=key.public, software=software
    )
    envelope = sign(asked, key)
    answered = await door.post("/v1/enrol", envelope)
    believed = await database.read(lambda db: trust.hub_keys(db, invitation.hub_key))
    return read_answer(answered, believed, sent=envelope_digest(envelope))


def chosen(db: Connection, files: KeyFiles, invitation: Invitation, doer: Doer) -> SigningKey:
    """Return the key to enrol with: the node's own, or a new one if the hub knew it already."""
    record, current, drawn = store.record(db), keys.key(db, "current"), keys.key(db, "next")
    told = hashed(invitation)
    first = record is None or record.node is None or push.memory(db).word is None
    if first or (current is not None and current.invitation == told):
        return files.current(db)
    if drawn is not None and drawn.drawn_for == "enrolment":
        found = files.named(drawn.public)
        if found is not None:
            return found
    return _drawn(db, files, doer)


def drawn_anew(
    db: Connection, files: KeyFiles, invitation: Invitation, refused: SigningKey, doer: Doer
) -> SigningKey | None:
    """Return another key to enrol with; None where a new one was refused, or this one enrolled."""
    current, drawn = keys.key(db, "current"), keys.key(db, "next")
    if drawn is not None and drawn.public == refused.public:
        keys.drop_next(db)
        return None
    if current is not None and current.invitation == hashed(invitation):
        return None
    if drawn is not None and drawn.drawn_for == "enrolment" and files.named(drawn.public):
        return files.named(drawn.public)  # Its answer was lost.
    return _drawn(db, files, doer)


def _drawn(db: Connection, files: KeyFiles, doer: Doer) -> SigningKey:
    keys.drop_next(db)  # A rotation of the key that is given up has lost its meaning.
    public = begin.drawn(db, files, "enrolment", doer).public
    return files.named(public) or files.current(db)


def joined(
    db: Connection, files: KeyFiles, invitation: Invitation, public: PublicKey, doer: Doer
) -> None:
    """Pin the hub; let the new key speak, where one was drawn, and sign anew what waited."""
    rotate.write_down(db, files, doer.at)
    drawn = keys.key(db, "next")
    if drawn is not None and drawn.public == public:
        rotate.succeed(db, public, doer.at, None)
        outbox.set_aside_queued(db, doer.at)
        outbox.mark_dirty(db, doer.at)
    keys.enrolled_with(db, public, hashed(invitation))
    store.join(db, node=invitation.node, hub=invitation.hub, hub_key=invitation.hub_key)


def hashed(invitation: Invitation) -> Digest:
    """Return what the node keeps of an invitation: not its token."""
    return hashlib.sha256(invitation.token.encode()).hexdigest()
