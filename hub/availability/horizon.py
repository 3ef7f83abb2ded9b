"""When time alone changes the picture next: the worker sleeps until then, and never polls.

Pure. The answers may come early, never late: a picture computed once too often is the same.
"""

from collections.abc import Iterator
from datetime import date, datetime

from hub.availability.freshness import belief, later, start_of
from hub.availability.model import Known, Projection
from hub.availability.voice import month_end
from hub.registry.handover.mandate import turns
from shared.period import day_end, helsinki_day, month_of
from shared.wire.session import Policy


def next_change(projection: Projection, policy: Policy, now: datetime) -> datetime:
    """Return the first instant after `now` at which anything published changes by itself.

    Belief ends, a network turns late or silent, a month turns, a day ends in Helsinki: on the next
    one another network may answer.
    """
    turns = [t for known in projection.values() for t in _freshness_turns(known, policy)]
    today = day_end(helsinki_day(now))
    return min(t for t in (*turns, today, next_turn(projection, policy, now)) if t > now)


def next_turn(projection: Projection, policy: Policy, now: datetime) -> datetime:
    """Return the first instant after `now` at which a municipality's state may change by itself."""
    every = (turn(known, policy, now) for known in projection.values())
    return min((turn(None, policy, now), *every))


def turn(known: Known | None, policy: Policy, now: datetime) -> datetime:
    """Return the first instant after `now` at which what a network says may change by itself.

    Municipalities merge with the turn of a month, on 1 January; they are handed over on any day.
    """
    every = [month_end(month_of(helsinki_day(now)))]
    if known is not None:
        every += _belief_ends(known, policy, now)
        every += (start_of(day) for day in turns(known.mandate))
    return min(t for t in every if t > now)


def _belief_ends(known: Known, policy: Policy, now: datetime) -> Iterator[datetime]:
    if known.effective is None or known.suspended_at:
        return
    acts: set[date | None] = {
        s.since for s in known.effective.report.municipalities if s.says == "none"
    }
    for act in (None, *acts):
        if ends := belief(known, policy, now, act).ends:
            yield ends


def _freshness_turns(known: Known, policy: Policy) -> Iterator[datetime]:
    if known.last_contact_at:
        yield later(known.last_contact_at, policy.late_s)
        yield later(known.last_contact_at, policy.silent_s)
