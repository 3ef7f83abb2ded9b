"""When a chore is due, as a pure function of its last run and of when the worker started."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from node.care.model import Chore, ChoreRun

FIRST_AFTER = timedelta(seconds=20)
"""What was missed while the machine was off waits until the start is over."""
SPREAD = timedelta(seconds=10)
SHORTEST = timedelta(seconds=1)
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=4)


class Due(Struct, frozen=True, kw_only=True):
    """A chore and the instant it is to run at."""

    chore: Chore
    at: datetime


def due(chore: Chore, run: ChoreRun, place: int, *, started: datetime, now: datetime) -> Due:
    """Return when the chore is to run; `place` spreads those that were missed."""
    earliest = started + FIRST_AFTER + place * SPREAD
    began = run.last_started_at
    if began is None or began > now:  # never, or by a clock that was set back since
        return Due(chore=chore, at=earliest)
    pause = retry_after(run.failures, chore.every) if run.failures else chore.every
    pause = max(pause, SHORTEST)
    since = max(began, run.last_ended_at or began) if run.failures else began
    at = min(since, now) + pause
    return Due(chore=chore, at=max(at, earliest))


def retry_after(failures: int, every: timedelta) -> timedelta:
    """Return how long a chore rests after so many failures in a row: twice as long each time."""
    grown = FIRST_RETRY * (1 << min(max(failures - 1, 0), 10))
    return min(grown, LONGEST_RETRY, every)


def plan(
    chores: Sequence[Chore], runs: Sequence[ChoreRun], *, started: datetime, now: datetime
) -> tuple[Due, ...]:
    """Return what is to run and when, the earliest first."""
    known = {run.name: run for run in runs}
    found = (
        due(chore, known.get(chore.name, ChoreRun(name=chore.name)), n, started=started, now=now)
        for n, chore in enumerate(chores)
    )
    return tuple(sorted(found, key=lambda one: one.at))
