"""Makes the next report: loads the facts, plans, audits, signs; one transaction of the caller.

A preview drafts the very bytes that would be signed and keeps nothing.
"""

from datetime import UTC, datetime
from sqlite3 import Connection

import msgspec
from msgspec import Struct

from node.activities import store as activities
from node.anonymiser import audit, listed, store
from node.anonymiser.catchment import UnknownPlaceError
from node.anonymiser.plan import Facts, PublicState, plan
from node.anonymiser.statements import LastWord
from node.groups import store as groups
from node.instructors import store as instructors
from node.network import store as network
from node.organisers import store as organisers
from node.outbox import store as outbox
from node.trainings import store as trainings
from shared import signing
from shared.period import helsinki_day, whole_second
from shared.reference.lookup import Reference
from shared.runtime.fault import Fault
from shared.signing import SigningKey
from shared.text import Text
from shared.wire import codec
from shared.wire.availability import Availability, Gone, NetworkName
from shared.wire.envelope import Envelope
from shared.wire.session import Head
from shared.wire.words import NodeId

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING_GONE = Gone(ended=0, cancelled=0, withdrawn=0)


class PlanError(Fault):
    """The records cannot be told in public as they are; nothing leaves until they can."""


class Draft(Struct, frozen=True, kw_only=True):
    """A report before its signature: the facts, what the plan made of them, the exact bytes."""

    facts: Facts
    state: PublicState
    report: Availability
    payload: bytes


def next_report(
    db: Connection,
    *,
    node: NodeId,
    key: SigningKey,
    head: Head | None,
    now: datetime,
    reference: Reference,
) -> Envelope:
    """Return the report that follows the acknowledged `head`, signed, and note what it lists.

    Raises PlanError or audit.LeakError; then nothing is noted and nothing may leave.
    """
    made = draft(db, node=node, head=head, now=now, reference=reference)
    envelope = signing.sign(made.report, key)
    store.save_listed(
        db,
        digest=signing.envelope_digest(envelope),
        sequence=made.report.sequence,
        groups=made.state.listed,
    )
    if head is not None:
        store.forget_before(db, head)
    return envelope


def next_change(
    db: Connection,
    *,
    node: NodeId,
    key: SigningKey,
    head: Head | None,
    now: datetime,
    reference: Reference,
) -> Envelope | None:
    """Return the next report as `next_report` does, or None if it would say nothing new."""
    before = outbox.newest_report(db) if head else None
    if before is not None:
        made = draft(db, node=node, head=head, now=now, reference=reference)
        if unchanged(signing.decode_envelope(before.envelope).payload, made.payload):
            return None
    return next_report(db, node=node, key=key, head=head, now=now, reference=reference)


def draft(
    db: Connection, *, node: NodeId, head: Head | None, now: datetime, reference: Reference
) -> Draft:
    """Return the report that would be signed now, audited. Raises PlanError or audit.LeakError."""
    facts = facts_of(db, head)
    try:
        state = plan(facts, reference, helsinki_day(now))
    except UnknownPlaceError as error:
        told = Text.of(
            "A record names the municipality {code}, which does not exist. Correct it first.",
            code=error.code,
        )
        raise PlanError(told) from error
    report = _report(state, facts, node=node, head=head, now=now)
    payload = codec.encode(report)
    audit.check(report, payload, facts)
    return Draft(facts=facts, state=state, report=report, payload=payload)


def facts_of(db: Connection, head: Head | None) -> Facts:
    """Load what the plan looks at. Raises PlanError before the network was set up."""
    record = network.record(db)
    if record is None:
        raise PlanError(Text.of("No network was set up here yet: run “init” first."))
    listing = listed.newest(db, head) if head else None
    return Facts(
        name=NetworkName(fi=record.name_fi, sv=record.name_sv),
        coverage=network.coverage(db),
        groups=groups.all_groups(db),
        organisers=organisers.all_organisers(db),
        instructors=instructors.all_instructors(db),
        trainings=trainings.all_trainings(db),
        activities=activities.all_activities(db),
        pause=record.pause,
        confirmed_at=record.confirmed_at,
        listed=listing.groups if listing else (),
        told=listed.told_since(db, listing.sequence) if listing else {},
        last=_last_word(db) if head else None,
    )


def unchanged(previous: bytes, new: bytes) -> bool:
    """Tell whether a new payload says nothing but what the acknowledged one said.

    Then no report is needed: a hello re-affirms the head.
    """
    return _lasting(previous) == _lasting(new)


def _lasting(payload: bytes) -> Availability:
    report = msgspec.json.decode(payload, type=Availability)
    return msgspec.structs.replace(
        report, sequence=1, previous=None, observed_at=_EPOCH, gone=NOTHING_GONE
    )


def _report(
    state: PublicState, facts: Facts, *, node: NodeId, head: Head | None, now: datetime
) -> Availability:
    confirmed = facts.confirmed_at
    return Availability(
        node=node,
        sequence=head.sequence + 1 if head else 1,
        previous=head.digest if head else None,
        observed_at=whole_second(now),
        confirmed_at=whole_second(confirmed) if confirmed else None,
        network=state.network,
        pause=state.pause,
        municipalities=state.municipalities,
        offers=state.offers,
        activities=state.activities,
        gone=state.gone,
    )


def _last_word(db: Connection) -> LastWord | None:
    """Return what the acknowledged report said; None if the outbox no longer holds it."""
    entry = outbox.newest_report(db)
    if entry is None:
        return None
    envelope = signing.decode_envelope(entry.envelope)
    said = msgspec.json.decode(envelope.payload, type=Availability)
    return LastWord(day=helsinki_day(said.observed_at), statements=said.municipalities)
