"""What leaves, told from the very bytes; what left, and what parents read because of it.

Each function is one job of a reading connection.
"""

from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

from node.anonymiser import words
from node.anonymiser.words import Line
from node.groups.wording import place_of
from node.leaves import letter, refusals
from node.leaves.said import STATE, Shown, shown
from node.outbox import store as outbox
from node.outbox.model import Entry
from node.preview.compose import preview
from node.push import store as push
from node.push.status import problem_of, received_at
from node.push.words import cause_text
from node.witness import store as witness
from node.witness import words as witnessed
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.fault import Fault, StorageError
from shared.signing import decode_envelope
from shared.text import Text
from shared.wire.availability import Availability
from shared.wire.codec import decode

PER_PAGE = 10
REPORT = "availability/1"
_NO_REPORT = {
    "rotation/1": Text.of(
        "The public half of this node's new key, signed by the old and the new one. Nothing else."
    ),
    "statistics/1": Text.of(
        "The figures of a quarter, counts of people rounded. The page “Figures of a quarter” "
        "explains each one."
    ),
}
_UNKNOWN = Text.of("A message of another kind.")


class PlaceWords(Struct, frozen=True, kw_only=True):
    """A municipality, and what parents read of it because of one report."""

    place: str
    words: Text
    one: Shown


class Sent(Struct, frozen=True, kw_only=True):
    """A report that left: the hub's word on it, and what parents read because of it.

    `advice` says what to do with a refused one. `seen` is empty where the hub never took it.
    """

    entry: Entry
    received_at: datetime | None
    problem: Text | None
    advice: Text | None
    seen: tuple[PlaceWords, ...]
    told: tuple[Line, ...]


class Next(Struct, frozen=True, kw_only=True):
    """The report that would be signed at this instant; `trouble` where the records stop it."""

    at: datetime
    leaves: tuple[Line, ...] = ()
    stays: tuple[Line, ...] = ()
    size: int = 0
    changed: bool = False
    queued: int | None = None
    trouble: Text | None = None


class Leaves(Struct, frozen=True, kw_only=True):
    """The whole page; `page` of what left counts from 1, `more` tells of older pages.

    `log` says in one line what this node saw of the hub's public log.
    """

    next: Next
    contact: letter.Letter | None
    sent: tuple[Sent, ...]
    page: int
    more: bool
    site: str | None
    log: Text | None


def leaves(
    db: Connection, *, now: datetime, reference: Reference, language: str, page: int
) -> Leaves:
    """Return what leaves and what left, a page of it."""
    word, first = push.memory(db).word, (page - 1) * PER_PAGE
    found = outbox.entries(db, limit=first + PER_PAGE + 1)[first:]
    tell = partial(_sent, reference=reference, language=language)
    return Leaves(
        next=upcoming(db, now=now, reference=reference, language=language),
        contact=letter.letter(db),
        sent=tuple(map(tell, found[:PER_PAGE])),
        page=page,
        more=len(found) > PER_PAGE,
        site=word.site if word else None,
        log=witnessed.line(witness.every(db), language),
    )


def upcoming(db: Connection, *, now: datetime, reference: Reference, language: str) -> Next:
    """Return the report as it would be signed at `now`, in words read from its bytes."""
    queued = outbox.queued(db)
    number = queued.sequence if queued else None
    try:
        found = preview(db, now=now, reference=reference)
    except StorageError:
        raise
    except Fault as fault:
        return Next(at=now, queued=number, trouble=fault.text)
    report = _report(found.draft.payload)
    return Next(
        at=now,
        leaves=words.leaves(report, reference, language),
        stays=words.stays(found.draft.facts),
        size=len(found.draft.payload),
        changed=found.changed,
        queued=number,
    )


def payload(db: Connection, *, now: datetime, reference: Reference) -> bytes | None:
    """Return exactly the bytes that would be signed at `now`; None where the records stop it."""
    try:
        return preview(db, now=now, reference=reference).draft.payload
    except StorageError:
        raise
    except Fault:
        return None


def sent_payload(db: Connection, *, digest: str) -> bytes | None:
    """Return the bytes of a report that was signed."""
    entry = outbox.find(db, digest)
    return decode_envelope(entry.envelope).payload if entry else None


def seen(report: Availability, reference: Reference, language: str) -> tuple[PlaceWords, ...]:
    """Return what parents read because of a report on its own day, by the places' names."""
    rows = (
        PlaceWords(
            place=place_of(one.municipality, reference, language),
            words=STATE[one.state],
            one=one,
        )
        for one in shown(report, reference, helsinki_day(report.observed_at))
    )
    return tuple(sorted(rows, key=lambda row: row.place))


def _sent(entry: Entry, *, reference: Reference, language: str) -> Sent:
    problem = problem_of(entry)
    sent = Sent(
        entry=entry,
        received_at=received_at(entry),
        problem=cause_text(problem.code) if problem else None,
        advice=refusals.advice(problem.code) if problem else None,
        seen=(),
        told=(Line(_NO_REPORT.get(entry.schema, _UNKNOWN)),),
    )
    if entry.schema != REPORT:
        return sent
    report = _report(decode_envelope(entry.envelope).payload)
    return replace(
        sent,
        seen=seen(report, reference, language) if entry.state == "delivered" else (),
        told=words.leaves(report, reference, language),
    )


def _report(content: bytes) -> Availability:
    report = decode(content, "availability/1")
    if not isinstance(report, Availability):
        raise TypeError("a report's bytes are a report")
    return report
