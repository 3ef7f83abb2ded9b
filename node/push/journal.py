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
from node.push.adoption import schema_in
from node.push.model import HubWord, Parcel
from shared.signing import SigningKey, encode_envelope, envelope_digest, sign
from shared.wire.codec import decode
from shared.wire.envelope import Envelope
from shared.wire.session import Head, Owed
from shared.wire.words import NodeId

NextReport = Callable[[Connection, SigningKey, Head | None, datetime], Envelope | None]
REPORT = "availability/1"
CHAIN = frozenset({REPORT, "rotation/1", "statistics/1"})
"""What stands in the node's chain; each takes the next number."""


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
        entry = _entry(envelope, head, now) if envelope is not None else None
        if entry is None or entry.schema == REPORT:  # Anything else leaves the facts untold.
            outbox.clear_dirty(db)
        _trouble(db, None)
        if entry is not None:
            outbox.queue(db, entry)
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


def welcomed(
    db: Connection,
    *,
    word: HubWord,
    stopped: str | None = None,
    evidence: bytes | None = None,
    contact_held: bool = False,
    confirmed: bool = False,
    owed: Owed | None = None,
    overdue: tuple[Owed, ...] | None = None,
) -> None:
    """Remember what the hub said; the number of failures starts anew.

    `owed` and `overdue`: the quarters whose statistics the hub takes, for whoever makes them.
    A hub with another generation was restored and lost reports: it is said once. Where both heads
    are `confirmed`, nothing is left of a person's decision to settle.
    """
    before = store.memory(db)
    known = before.word is None or before.word.generation == word.generation
    memory = structs.replace(
        before,
        word=word,
        attempts=0,
        next_attempt_at=None,
        trouble=stopped,
        stopped=stopped,
        evidence=(evidence or before.evidence) if stopped else None,
        settling=before.settling and not confirmed,
        renewed_at=before.renewed_at if known else word.heard_at,
    )
    store.remember(db, memory)
    if owed is not None:
        store.keep_owed(db, owed, word.heard_at, overdue=overdue)
    contact = outbox.contact_message(db)
    if contact is not None and contact.state == "delivered" and contact.held != contact_held:
        outbox.set_contact_message(db, structs.replace(contact, held=contact_held))


def missed(db: Connection, *, attempts: int, until: datetime | None, cause: str) -> None:
    """Remember that the hub gave no welcome or no page, why, and when the next try is due."""
    memory = structs.replace(
        store.memory(db), attempts=attempts, next_attempt_at=until, trouble=cause
    )
    store.remember(db, memory)


def stopped(db: Connection, *, reason: str, evidence: bytes | None = None) -> None:
    """Remember why nothing is sent until a person has looked, and what proved it."""
    memory = structs.replace(
        store.memory(db), stopped=reason, trouble=reason, evidence=evidence, settling=False
    )
    store.remember(db, memory)


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
    sequence, previous = (head.sequence + 1, head.digest) if head else (1, None)
    schema = schema_in(envelope.payload_type)
    message = decode(envelope.payload, schema) if schema in CHAIN else None
    place = (getattr(message, "sequence", None), getattr(message, "previous", None))
    if schema is None or place != (sequence, previous):
        raise MisfitError("the next report does not follow the head")
    return Entry(
        sequence=sequence,
        digest=envelope_digest(envelope),
        envelope=encode_envelope(envelope),
        created_at=now,
        schema=schema,
    )
