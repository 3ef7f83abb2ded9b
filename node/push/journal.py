"""What the sender writes down: every function here is the job of one transaction.

The report is built, signed and queued in the transaction that clears the dirty flag (rule 1).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from sqlite3 import Connection

from msgspec import structs

from node.network import store as network
from node.network.contact import message
from node.outbox import store as outbox
from node.outbox.model import KEEP_DAYS, ContactEntry, Entry
from node.push import store
from node.push.model import HubWord, Memory, Parcel
from shared import delivery
from shared.signing import SigningKey, encode_envelope, envelope_digest, sign
from shared.wire.availability import Availability
from shared.wire.codec import decode, payload_type
from shared.wire.envelope import Envelope
from shared.wire.session import Head
from shared.wire.words import NodeId

NextReport = Callable[[Connection, SigningKey, Head | None, datetime], Envelope | None]
REPORT = "availability/1"


class MisfitError(RuntimeError):
    """The report does not follow the head: a defect, and nothing of it was stored."""


def unsigned(db: Connection) -> bool:
    """Tell whether something waits to be signed: changed facts, or a changed contact."""
    if outbox.queued(db) is None and outbox.dirty_since(db) is not None:
        return True
    contact, newest = network.contact(db), outbox.contact_message(db)
    return contact is not None and (newest is None or newest.revision != contact.revision)


def sign_next(
    db: Connection, *, key: SigningKey, node: NodeId, now: datetime, next_report: NextReport
) -> None:
    """Sign and queue the next report, if none is queued and facts changed, and a changed contact.

    The caller has the hub's word, from this process's life, that the head is its head too.
    """
    if outbox.queued(db) is None and outbox.dirty_since(db) is not None:
        head = outbox.head(db)
        envelope = next_report(db, key, head, now)
        outbox.clear_dirty(db)
        _trouble(db, None)
        if envelope is not None:
            outbox.queue(db, _entry(envelope, head, now))
    contact, newest = network.contact(db), outbox.contact_message(db)
    if contact is not None and (newest is None or newest.revision != contact.revision):
        envelope = sign(message(contact, node), key)
        outbox.set_contact_message(
            db,
            ContactEntry(
                revision=contact.revision,
                digest=envelope_digest(envelope),
                envelope=encode_envelope(envelope),
                created_at=now,
            ),
        )


def untold(db: Connection) -> None:
    """Note that the records cannot be told in public as they are; they stay dirty."""
    _trouble(db, "cannot_be_told")


def parcels(db: Connection) -> tuple[Parcel, ...]:
    """Return what is signed and waits for the hub's word: a report first, then the contact."""
    entry, contact = outbox.queued(db), outbox.contact_message(db)
    found: list[tuple[int | None, Entry | ContactEntry]] = []
    if entry is not None:
        found.append((entry.sequence, entry))
    if contact is not None and contact.state == "queued":
        found.append((None, contact))
    return tuple(
        Parcel(
            sequence=sequence,
            digest=one.digest,
            envelope=one.envelope,
            attempts=one.attempts,
            next_attempt_at=one.next_attempt_at,
        )
        for sequence, one in found
    )


def recheck(db: Connection, *, now: datetime) -> None:
    """Have the plan looked at again, as time alone may have changed it; drop what is too old."""
    outbox.mark_dirty(db, now)
    outbox.prune(db, now - timedelta(days=KEEP_DAYS))


def compare(db: Connection, *, hub_head: Head | None) -> delivery.Reconciliation:
    """Compare the own head with the one the hub named."""
    queued = outbox.queued(db)
    there = outbox.find_delivered(db, hub_head.sequence) if hub_head else None
    return delivery.reconcile(
        outbox.head(db),
        hub_head,
        Head(sequence=queued.sequence, digest=queued.digest) if queued else None,
        own_there=there.digest if there else None,
    )


def welcomed(
    db: Connection, *, word: HubWord, stopped: str | None, contact_held: bool = False
) -> None:
    """Remember what the hub said; the number of failures starts anew."""
    store.remember(db, Memory(word=word, stopped=stopped, trouble=stopped))
    contact = outbox.contact_message(db)
    if contact is not None and contact.state == "delivered" and contact.held != contact_held:
        outbox.set_contact_message(db, structs.replace(contact, held=contact_held))


def missed(
    db: Connection, *, attempts: int, until: datetime | None, cause: str, stopped: str | None
) -> None:
    """Remember that a hello failed, why, and when the next one is due."""
    memory = structs.replace(
        store.memory(db), attempts=attempts, next_attempt_at=until, trouble=cause, stopped=stopped
    )
    store.remember(db, memory)


def stopped(db: Connection, *, reason: str) -> None:
    """Remember why nothing is sent until a person has looked."""
    store.remember(db, structs.replace(store.memory(db), stopped=reason, trouble=reason))


def postponed(
    db: Connection, *, parcel: Parcel, attempts: int, until: datetime, cause: str
) -> None:
    """Note a failed attempt, and when the next one is due."""
    if parcel.sequence is not None:
        outbox.postpone(db, attempts=attempts, until=until)
    elif contact := _same(db, parcel):
        later = structs.replace(contact, attempts=attempts, next_attempt_at=until)
        outbox.set_contact_message(db, later)
    _trouble(db, cause)


def delivered(db: Connection, *, parcel: Parcel, receipt: bytes, held: bool, at: datetime) -> None:
    """Note the hub's signed receipt."""
    if parcel.sequence is not None:
        outbox.settle_delivered(db, parcel.digest, receipt, at)
    elif contact := _same(db, parcel):
        outbox.set_contact_message(db, structs.replace(contact, state="delivered", held=held))
    _trouble(db, None)


def refused(db: Connection, *, parcel: Parcel, problem: bytes, at: datetime) -> None:
    """Note the hub's signed final refusal; the next report takes the number."""
    if parcel.sequence is not None:
        outbox.settle_refused(db, parcel.digest, problem, at)
    elif contact := _same(db, parcel):
        outbox.set_contact_message(db, structs.replace(contact, state="refused", problem=problem))
    _trouble(db, None)


def _same(db: Connection, parcel: Parcel) -> ContactEntry | None:
    """Return the contact message, unless a newer one took its place meanwhile."""
    newest = outbox.contact_message(db)
    return newest if newest is not None and newest.digest == parcel.digest else None


def _trouble(db: Connection, cause: str | None) -> None:
    store.remember(db, structs.replace(store.memory(db), trouble=cause))


def _entry(envelope: Envelope, head: Head | None, now: datetime) -> Entry:
    report = decode(envelope.payload, REPORT)
    sequence, previous = (head.sequence + 1, head.digest) if head else (1, None)
    if (
        envelope.payload_type != payload_type(REPORT)
        or not isinstance(report, Availability)
        or (report.sequence, report.previous) != (sequence, previous)
    ):
        raise MisfitError("the next report does not follow the head")
    return Entry(
        sequence=sequence,
        digest=envelope_digest(envelope),
        envelope=encode_envelope(envelope),
        created_at=now,
    )
