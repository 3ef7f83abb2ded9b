"""Where the node stands with the hub, gathered from what is stored; `running` adds the phase."""

from collections.abc import Collection
from datetime import datetime
from sqlite3 import Connection

import msgspec

from node.network import store as network
from node.outbox import store as outbox
from node.outbox.model import Entry
from node.push import store
from node.push.conversation import FLOORS, SCHEMAS
from node.push.model import Last, Phase, Status
from shared.negotiation import Due, choose
from shared.signing import decode_envelope
from shared.wire.codec import decode_answer
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.words import SchemaName


def gather(db: Connection, *, phase: Phase | None = None) -> Status:
    """Return the status; `phase` is the running sender's, None where none runs."""
    record, memory = network.record(db), store.memory(db)
    queued, newest = outbox.queued(db), outbox.newest_delivered(db)
    newest_of_all = next(iter(outbox.entries(db, limit=1)), None)
    contact, word = outbox.contact_message(db), memory.word
    waits = queued.next_attempt_at if queued else None
    enrolled = record is not None and record.node is not None
    return Status(
        phase=phase or _stored_phase(enrolled=enrolled, stopped=memory.stopped is not None),
        running=phase is not None,
        network=record.name_fi if record else "",
        node=record.node if record else None,
        hub=record.hub if record else None,
        head=outbox.head(db),
        queued=queued.sequence if queued else None,
        dirty_since=outbox.dirty_since(db),
        next_attempt_at=memory.next_attempt_at or waits,
        attempts=queued.attempts if queued else memory.attempts,
        trouble=memory.trouble,
        stopped=memory.stopped,
        last=_last(newest_of_all),
        last_receipt_at=received_at(newest),
        contact=contact.state if contact else None,
        contact_held=contact.held if contact else False,
        confirmed_at=record.confirmed_at if record else None,
        last_contact_at=word.heard_at if word else None,
        next_contact_at=word.greet_at() if word else None,
        clock_offset_s=int(word.offset().total_seconds()) if word else None,
        site=word.site if word else None,
        notices=word.notices if word else (),
        settling=memory.settling,
        adopted=memory.adopted,
        adopted_at=memory.adopted_at,
        renewed_at=memory.renewed_at,
        update_due=update_due(word.schemas) if word else None,
    )


def update_due(wanted: Collection[SchemaName]) -> Due | None:
    """Return whose program is too old for the other's schemas, after what a hub asked for."""
    chosen = (choose(SCHEMAS, wanted, floor=floor) for floor in FLOORS)
    return next((choice.due for choice in chosen if choice.due), None)


def received_at(entry: Entry | None) -> datetime | None:
    """Return when the hub received a report, as its receipt says."""
    if entry is None or entry.receipt is None:
        return None
    receipt = decode_answer(decode_envelope(entry.receipt).payload, "receipt/1")
    return receipt.received_at if isinstance(receipt, Receipt) else None


def problem_of(entry: Entry) -> Problem | None:
    """Return the hub's refusal of a report."""
    if entry.problem is None:
        return None
    return msgspec.json.decode(decode_envelope(entry.problem).payload, type=Problem)


def _last(entry: Entry | None) -> Last | None:
    if entry is None:
        return None
    problem = problem_of(entry)
    return Last(
        sequence=entry.sequence,
        digest=entry.digest,
        state=entry.state,
        at=entry.settled_at or entry.created_at,
        problem=problem.code if problem else None,
    )


def _stored_phase(*, enrolled: bool, stopped: bool) -> Phase:
    if not enrolled:
        return "not_enrolled"
    return "stopped" if stopped else "away"
