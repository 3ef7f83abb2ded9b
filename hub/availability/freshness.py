"""Whether a network's word is still believed, until when, and why not; all of it when read.

Belief ends by time alone (rule 9); nothing here ever turns into a *none*.
"""

from datetime import UTC, date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from hub.availability import held
from hub.availability.model import Known, Word
from shared.period import day_start, helsinki_day
from shared.wire.availability import BREAK_DAYS_MAX, Break
from shared.wire.session import Policy
from shared.wire.words import Freshness, Reason

_HALF_DAY = timedelta(hours=12)
END_OF_TIME = datetime(9990, 1, 1, tzinfo=UTC)
"""Later instants count as this one, as older than `held.LONG_AGO` count as that one."""


class Belief(Struct, frozen=True, kw_only=True):
    """How far a word is believed. `reason` is null exactly while it is.

    `ends` is when belief ends or ended, null if it never began; `confirmed_at` is when a person
    last stood behind the word, by the hub's clock.
    """

    ends: datetime | None
    confirmed_at: datetime | None
    reason: Reason | None

    @property
    def since(self) -> date | None:
        """Return the Helsinki day belief ended; null while it lasts and if it never began."""
        return helsinki_day(self.ends) if self.reason and self.ends else None


def belief(known: Known, policy: Policy, now: datetime, act: date | None = None) -> Belief:
    """Return how far the newest word in effect is believed.

    `act` is the day of a person's *none*: that statement was confirmed on that day at the earliest.
    """
    word = known.effective
    if word is None:
        reason: Reason = "suspended" if known.suspended_at else "never_seen"
        return Belief(ends=None, confirmed_at=None, reason=reason)
    confirmed = confirmed_at(word, act)
    contact = contact_ends(known, policy)
    by_person = confirmed and confirmation_ends(word, confirmed, policy)
    ends = min((e for e in (contact, by_person, known.suspended_at) if e), default=None)
    ends = ends if by_person else None
    if known.suspended_at:
        reason = "suspended"
    elif by_person and ends and now < ends:
        return Belief(ends=ends, confirmed_at=confirmed, reason=None)
    elif known.held:
        reason = "checking"
    else:
        ended_first = by_person is None or (contact is not None and by_person < contact)
        reason = "unconfirmed" if ended_first else "silent"
    return Belief(ends=ends, confirmed_at=confirmed, reason=reason)


def capped(trust: Belief, until: date | None) -> Belief:
    """Return a belief that ends with the start of a Helsinki day at the latest."""
    if until is None or trust.reason is not None or trust.ends is None:
        return trust
    return replace(trust, ends=min(trust.ends, start_of(until)))


def confirmed_at(word: Word, act: date | None = None) -> datetime | None:
    """Return when a person last stood behind the report or, if later, behind the *none*."""
    instants = (held.confirmed(word), None if act is None else held.shifted(word, start_of(act)))
    return max((instant for instant in instants if instant), default=None)


def contact_ends(known: Known, policy: Policy) -> datetime | None:
    """Return when the last contact with the node no longer suffices."""
    if known.last_contact_at is None:
        return None
    return later(known.last_contact_at, policy.contact_s)


def confirmation_ends(word: Word, confirmed: datetime, policy: Policy) -> datetime:
    """Return when the last confirmation no longer suffices; a break's days after it extend it."""
    ends = later(confirmed, policy.confirmation_s)
    pause = word.report.pause
    if pause and pause.until >= helsinki_day(confirmed) and start_of(pause.starts) < ends:
        return later(ends, _days_left(pause, helsinki_day(confirmed)) * 86_400)
    return ends


def freshness(known: Known, policy: Policy, now: datetime) -> Freshness:
    """Return how long ago the network was last heard of, in the words of rule 9."""
    if known.first_report_at is None or known.last_contact_at is None:
        return "never_seen"
    if now < later(known.last_contact_at, policy.late_s):
        return "fresh"
    return "late" if now < later(known.last_contact_at, policy.silent_s) else "silent"


def hub_day(word: Word, day: date) -> date:
    """Return the day by the hub's clock of a day the node's clock named."""
    return helsinki_day(held.shifted(word, start_of(day) + _HALF_DAY))


def later(instant: datetime, seconds: int) -> datetime:
    """Return the instant so many seconds later; a policy without end ends with the calendar."""
    try:
        return min(instant + timedelta(seconds=seconds), END_OF_TIME)
    except OverflowError:
        return END_OF_TIME


def start_of(day: date) -> datetime:
    """Return the start of a Helsinki day that somebody typed, however far off."""
    return day_start(min(max(day, held.LONG_AGO.date()), END_OF_TIME.date()))


def _days_left(pause: Break, day: date) -> int:
    """Return how many days of a break a day has before it, both ends included."""
    return min((pause.until - max(pause.starts, day)).days + 1, BREAK_DAYS_MAX)
