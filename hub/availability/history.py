"""The state of every municipality at the end of every past Helsinki day, as runs of days.

Pure. A day is closed once and every municipality of its division stands in it exactly once.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from hub.availability.hearing import Hearing
from hub.availability.judge import judge
from hub.availability.snapshot import HistoryRun
from shared.wire.words import MunicipalityCode, Reason, State

Shown = tuple[State, Reason | None]
ONE_DAY = timedelta(days=1)


class Standing(Struct, frozen=True):
    """A run that still goes on: since its first day every closed day had this state."""

    first: date
    state: State
    reason: Reason | None


class History(Struct, frozen=True, kw_only=True):
    """Closed days: the runs that go on, and those that are over, oldest end first.

    `closed` is the last closed day, null before the ledger's first entry.
    """

    closed: date | None = None
    standing: dict[MunicipalityCode, Standing] = {}
    over: tuple[HistoryRun, ...] = ()


def states(hearing: Hearing) -> dict[MunicipalityCode, Shown]:
    """Return state and reason of every municipality; the numbers are not computed."""
    found = {}
    for place in hearing.division.municipalities:
        judged = judge(hearing.said[place.code], place.majority_language)
        found[place.code] = (judged.state, judged.reason)
    return found


def close_day(history: History, day: date, shown: Mapping[MunicipalityCode, Shown]) -> History:
    """Return the history with one more closed day, whose states were these at its end."""
    before = day - ONE_DAY
    standing = dict(history.standing)
    over = []
    for code in sorted({*standing, *shown}):
        run, now = standing.get(code), shown.get(code)
        if run is not None and (run.state, run.reason) != now:
            over.append(ended(code, run, before))
            del standing[code]
        if now is not None and code not in standing:
            standing[code] = Standing(day, *now)
    return History(closed=day, standing=standing, over=(*history.over, *over))


def runs(history: History) -> tuple[HistoryRun, ...]:
    """Return all runs up to the last closed day, by municipality and first day."""
    if history.closed is None:
        return ()
    going = [ended(code, run, history.closed) for code, run in history.standing.items()]
    return tuple(sorted((*history.over, *going), key=lambda run: (run.municipality, run.first)))


def ended(code: MunicipalityCode, run: Standing, last: date) -> HistoryRun:
    """Return a run as it stands when `last` is its last day."""
    return HistoryRun(
        municipality=code, first=run.first, last=last, state=run.state, reason=run.reason
    )
