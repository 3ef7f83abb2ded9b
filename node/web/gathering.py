"""What the pages show, read from the database in one view of it; each function is one job."""

from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct

from node.anonymiser import words
from node.anonymiser.words import Line
from node.groups import edit, store, wording
from node.groups.caution import Caution
from node.network import store as network
from node.network.asking import NO_NETWORK
from node.outbox import store as outbox
from node.outbox.model import Entry
from node.preview.compose import preview
from node.push import store as push
from node.push.model import Phase, Status
from node.push.status import gather, problem_of, received_at
from node.push.words import cause_text, status_lines
from node.web.today import Records, Todo, todos
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.fault import Fault, StorageError
from shared.text import Text
from shared.wire.availability import Availability
from shared.wire.codec import decode
from shared.wire.session import Policy


class Today(Struct, frozen=True, kw_only=True):
    """The first page."""

    todos: tuple[Todo, ...]
    status: Status
    lines: tuple[Text, ...]


class GroupRow(Struct, frozen=True, kw_only=True):
    """A group in the list."""

    id: str
    state: Text
    place: str
    start: Text
    withdrawn: bool
    cautions: tuple[Caution, ...]


class Sent(Struct, frozen=True, kw_only=True):
    """A report that left, with what the hub said of it."""

    entry: Entry
    received_at: datetime | None
    problem: Text | None


class Leaves(Struct, frozen=True, kw_only=True):
    """What leaves and what stays; `trouble` where the records cannot be told."""

    leaves: tuple[Line, ...]
    stays: tuple[Line, ...]
    size: int
    changed: bool
    trouble: Text | None
    sent: tuple[Sent, ...]
    site: str | None


def today(db: Connection, *, phase: Phase, now: datetime, language: str) -> Today:
    """Return the first page. Raises Fault before a network was set up."""
    record, word = network.record(db), push.memory(db).word
    if record is None:
        raise Fault(NO_NETWORK)
    status = gather(db, phase=phase)
    records = Records(
        network=record,
        coverage=network.coverage(db),
        groups=store.all_groups(db),
        has_contact=network.contact(db) is not None,
        policy=word.policy if word else Policy(),
    )
    return Today(
        todos=todos(records, now, helsinki_day(now)),
        status=status,
        lines=status_lines(status, language),
    )


def groups(
    db: Connection, *, now: datetime, reference: Reference, language: str
) -> tuple[GroupRow, ...]:
    """Return the list of groups, with what to look at."""
    cautions = partial(edit.cautions, db, reference=reference, now=now)
    return tuple(
        GroupRow(
            id=group.id,
            state=wording.state_of(group, helsinki_day(now)),
            place=wording.place_of(group.meets_in, reference, language),
            start=wording.start_of(group),
            withdrawn=group.withdrawn_on is not None,
            cautions=cautions(group),
        )
        for group in store.all_groups(db)
    )


def leaves(db: Connection, *, now: datetime, reference: Reference, language: str) -> Leaves:
    """Return what leaves, told from the very bytes, and what left already."""
    word = push.memory(db).word
    sent = tuple(_sent(entry) for entry in outbox.entries(db, limit=50))
    site = word.site if word else None
    try:
        found = preview(db, now=now, reference=reference)
    except StorageError:
        raise
    except Fault as fault:
        return Leaves(
            leaves=(),
            stays=(),
            size=0,
            changed=False,
            trouble=fault.text,
            sent=sent,
            site=site,
        )
    report = decode(found.draft.payload, "availability/1")
    if not isinstance(report, Availability):
        raise TypeError("a report's bytes are a report")
    return Leaves(
        leaves=words.leaves(report, reference, language),
        stays=words.stays(found.draft.facts),
        size=len(found.draft.payload),
        changed=found.changed,
        trouble=None,
        sent=sent,
        site=site,
    )


def _sent(entry: Entry) -> Sent:
    problem = problem_of(entry)
    return Sent(
        entry=entry,
        received_at=received_at(entry),
        problem=cause_text(problem.code) if problem else None,
    )
