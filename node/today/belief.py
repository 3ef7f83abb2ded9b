"""Until when the hub believes what this network says, as far as this node can know. Pure.

The hub reckons by its own clock and may know more: a suspension, a report that is being checked.
"""

from datetime import date, datetime, timedelta

from msgspec import Struct

from shared.period import day_start, helsinki_day
from shared.wire.availability import Availability, Break
from shared.wire.session import Policy


class Belief(Struct, frozen=True, kw_only=True):
    """`until`: when belief ends or ended; null if it never began.

    `by`: what ends first, the machine's contact with the hub or a person's confirmation.
    """

    until: datetime | None
    by: str = "confirmation"


def belief(
    report: Availability, heard_at: datetime | None, policy: Policy, act: date | None = None
) -> Belief:
    """Return how far the acknowledged report is believed; `act` is the day of a *none*."""
    instants = (report.confirmed_at, day_start(act) if act else None)
    confirmed = max((one for one in instants if one is not None), default=None)
    if confirmed is None or heard_at is None:
        return Belief(until=None)
    person = _confirmation_ends(report.pause, confirmed, policy)
    machine = heard_at + timedelta(seconds=policy.contact_s)
    if machine < person:
        return Belief(until=machine, by="contact")
    return Belief(until=person)


def _confirmation_ends(pause: Break | None, confirmed: datetime, policy: Policy) -> datetime:
    """Return when the confirmation no longer suffices; a break's days after it extend it."""
    ends = confirmed + timedelta(seconds=policy.confirmation_s)
    if pause and pause.until >= helsinki_day(confirmed) and day_start(pause.starts) < ends:
        left = pause.until - max(pause.starts, helsinki_day(confirmed))
        return ends + timedelta(days=left.days + 1)
    return ends
