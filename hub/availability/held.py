"""A report may lose groups only by what its network says became of them (fault 38).

What it does not explain is held: the previous report stays in effect, its belief is not extended,
until a person at the desk, or at the network a day later, has looked.
"""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from hub.availability.model import Held, Known, Word
from hub.ingest.model import Reported
from shared.wire.availability import Availability, Gone

CONFIRMED_AFTER = timedelta(hours=24)
"""How long after a held report a person's confirmation must come to release it."""

COUNT_MAX = 500
"""The most that one `Count` on the wire holds; a larger loss waits for the desk."""

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
"""Older instants count as this one: a calendar must not overflow because a clock is wrong."""

_NOTHING = Gone(ended=0, cancelled=0, withdrawn=0)


def apply(known: Known, event: Reported) -> Known:
    """Take a report into what is known of its network: it takes effect, or it is held.

    A report that is not newer than the newest one changes nothing: order is the sequence.
    """
    if event.report.sequence <= _newest(known):
        return known
    word = Word(
        report=event.report,
        digest=event.digest,
        received_at=event.at,
        offset_s=event.offset_s,
    )
    gone = _sum(known.held.gone if known.held else _NOTHING, event.report.gone)
    if _loss(known.effective, word) <= _count(gone) or _looked_at(known.held, word):
        return _in_effect(known, word)
    since = known.held.since if known.held else event.at
    return replace(known, held=Held(word=word, since=since, gone=gone))


def release(known: Known, sequence: int) -> Known:
    """Let the held report with this number take effect; any other number changes nothing."""
    if known.held is None or known.held.word.report.sequence != sequence:
        return known
    return _in_effect(known, known.held.word)


def confirmed(word: Word) -> datetime | None:
    """Return when a person last confirmed the report, by the hub's clock; never after it came."""
    if word.report.confirmed_at is None:
        return None
    return shifted(word, word.report.confirmed_at)


def shifted(word: Word, instant: datetime) -> datetime:
    """Return an instant of the node's clock by the hub's clock; never after the report came."""
    try:
        there = max(instant, LONG_AGO) + timedelta(seconds=word.offset_s)
    except OverflowError:  # A clock at an end of time is no reason to stop the map.
        there = word.received_at if word.offset_s > 0 else LONG_AGO
    return max(LONG_AGO, min(there, word.received_at))


def _in_effect(known: Known, word: Word) -> Known:
    before = known.last_contact_at or word.received_at
    return replace(
        known,
        effective=word,
        held=None,
        first_report_at=known.first_report_at or word.received_at,
        last_contact_at=max(before, word.received_at),
    )


def _newest(known: Known) -> int:
    words = (known.effective, known.held.word if known.held else None)
    return max((word.report.sequence for word in words if word), default=0)


def _looked_at(held: Held | None, word: Word) -> bool:
    """Tell whether a person confirmed the report at least a day after the first held one came."""
    when = confirmed(word)
    return held is not None and when is not None and when >= held.since + CONFIRMED_AFTER


def _loss(before: Word | None, after: Word) -> int:
    return 0 if before is None else _groups(before.report) - _groups(after.report)


def _groups(report: Availability) -> int:
    return sum(o.groups.open + o.groups.coming + o.groups.full for o in report.offers)


def _count(gone: Gone) -> int:
    return gone.ended + gone.cancelled + gone.withdrawn


def _sum(a: Gone, b: Gone) -> Gone:
    """Add two explanations, up to the wire's limit of one report."""
    return Gone(
        ended=min(a.ended + b.ended, COUNT_MAX),
        cancelled=min(a.cancelled + b.cancelled, COUNT_MAX),
        withdrawn=min(a.withdrawn + b.withdrawn, COUNT_MAX),
    )
