"""The state of one municipality, from everything that is said about it; best first.

Pure. *None* is said by every network that answers, each by a person's act; nothing else makes it.
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from hub.availability.freshness import END_OF_TIME
from hub.availability.hearing import Said
from hub.availability.voice import Heard, Saying
from shared.period import helsinki_day
from shared.wire.opendata import Restriction
from shared.wire.words import Language, Reason, State

BEST_FIRST: tuple[State, ...] = ("open", "limited", "coming", "full")
_WORST_FIRST: tuple[Reason, ...] = (
    "suspended",
    "checking",
    "silent",
    "unconfirmed",
    "not_known",
    "never_seen",
    "uncovered",
)


class Judged(Struct, frozen=True, kw_only=True):
    """A state with what made it: since when and why it is unknown, until when it is believed."""

    state: State
    reason: Reason | None = None
    since: date | None = None
    restrictions: tuple[Restriction, ...] = ()
    confirmed_at: datetime | None = None
    believed_until: datetime | None = None


def judge(said: Said, majority: Language) -> Judged:
    """Return the state of a municipality whose majority speaks that language."""
    if said.local:
        makers = _makers(said.local, majority)
        best = next(state for state in BEST_FIRST if makers[state])
        return _offered(best, makers[best], majority)
    if said.answers and all(s.says == "none" and s.belief.reason is None for s in said.answers):
        return Judged(
            state="none",
            confirmed_at=min(s.belief.confirmed_at for s in said.answers if s.belief.confirmed_at),
            believed_until=min(s.belief.ends for s in said.answers if s.belief.ends),
        )
    reason, since = _why(said)
    return Judged(state="unknown", reason=reason, since=since)


def _makers(offers: list[Heard], majority: Language) -> dict[State, list[Heard]]:
    """Return the offers by the states that their groups make; an offer that counts makes one."""
    makers: dict[State, list[Heard]] = {state: [] for state in BEST_FIRST}
    for heard in offers:
        groups = heard.offer.groups
        if groups.open:
            makers["limited" if heard.limits[majority] else "open"].append(heard)
        if heard.coming:
            makers["coming"].append(heard)
        if groups.full:
            makers["full"].append(heard)
    return makers


def _offered(state: State, makers: list[Heard], majority: Language) -> Judged:
    limits = {r for heard in makers for r in heard.limits[majority]} if state == "limited" else ()
    return Judged(
        state=state,
        restrictions=tuple(sorted(limits)),
        confirmed_at=max(h.belief.confirmed_at for h in makers if h.belief.confirmed_at),
        believed_until=max(until(heard, state) for heard in makers),
    )


def until(heard: Heard, state: State) -> datetime:
    """Return until when an offer makes a state: *coming* ends with its month, too."""
    ends = heard.belief.ends or END_OF_TIME
    return min(ends, heard.coming_ends or END_OF_TIME) if state == "coming" else ends


def _why(said: Said) -> tuple[Reason, date | None]:
    """Return why a municipality is unknown, and the day something about it was last known.

    It was known as long as any offer counted, or every network that answers said *none*.
    """
    never: list[Reason] = []
    ended = [(helsinki_day(h.ends), h.reason) for h in said.lapsed if h.reason and h.ends]
    offering = {heard.network for heard in said.lapsed if heard.ends}
    for saying in said.answers:
        reason = saying.belief.reason or "not_known"
        if saying.says == "not_known" and saying.since:
            ended.append((saying.since, reason))
        elif saying.says != "none" and saying.network not in offering:
            never.append(reason)
    if said.answers and all(saying.says == "none" for saying in said.answers):
        ended.append(min(_lapsed(said.answers)))
    if ended:
        last = max(day for day, _ in ended)
        return _worst(reason for day, reason in ended if day == last), last
    return _worst(never or ["uncovered"]), None


def _lapsed(sayings: list[Saying]) -> Iterable[tuple[date, Reason]]:
    for saying in sayings:
        if saying.belief.reason and saying.belief.since:
            yield saying.belief.since, saying.belief.reason


def _worst(reasons: Iterable[Reason]) -> Reason:
    return min(reasons, key=_WORST_FIRST.index)
