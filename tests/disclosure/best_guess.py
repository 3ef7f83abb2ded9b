"""The best guess there can be of a stock: Bayes' rule over every history that fits what was seen.

The attacker knows the method, how stocks begin and change, and what was shown anyway: all but the
key. A sticky draw is one unknown number for all quarters, of which only the fifth matters in which
it lies; a fresh one is another number every time, of which only chances are known.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

from node.anonymiser.rounding import BASE
from tests.disclosure.auditing import QUARTERS
from tests.disclosure.averaging import History, fresh, histories, sticky
from tests.disclosure.countries import CHANGES, STILL, Kind

Chances = dict[int, float]
DRAWS = tuple((fifth + 0.5) / BASE for fifth in range(BASE))
MANY = 120


def best_rates(
    kind: Kind, *, still: bool, networks: int, is_sticky: bool = True
) -> tuple[float, float]:
    """Return how often the newest stock is guessed from the newest quarter, and from all twelve.

    `still`: of networks whose stock never changes, which the attacker knows; else of all. Counted
    by the chance of every guess, which is steadier than counting hits and comes to the same.
    """
    tried = histories(kind, sticky if is_sticky else fresh, networks, seed=3, still=still)
    ways = ((1.0, False),) if still else ((STILL, False), (1 - STILL, True))
    draws: Sequence[float | None] = DRAWS if is_sticky else (None,)
    begin = _poisson(kind.instructors)
    newest = _newest(begin, ways)
    once = often = 0.0
    for one in tried:
        last = History(one.newest, one.shown[-1:], one.published[-1:])
        once += best(newest, last, ((1.0, False),), draws)[1]
        often += best(begin, one, ways, draws)[1]
    return once / networks, often / networks


def best(
    begin: Chances,
    seen: History,
    ways: Sequence[tuple[float, bool]],
    draws: Sequence[float | None],
) -> tuple[int, float]:
    """Return the likeliest newest stock by every draw and way a stock goes, and its chance."""
    found: Chances = defaultdict(float)
    for draw in draws:
        for weight, moves in ways:
            for count, chance in _following(begin, seen, draw, moves=moves).items():
                found[max(count, seen.shown[-1])] += weight * chance
    guess = max(found, key=lambda count: found[count])
    return guess, found[guess] / sum(found.values())


def _following(begin: Chances, seen: History, draw: float | None, *, moves: bool) -> Chances:
    """Return the chances of the newest stock along all histories that fit."""
    now = begin
    for at, (shown, value) in enumerate(zip(seen.shown, seen.published, strict=True)):
        if at and moves:
            now = _changed(now)
        now = {
            count: chance * likely
            for count, chance in now.items()
            if (likely := _likely(max(count - shown, 0), value - shown, draw))
        }
    return now


def _likely(count: int, value: int, draw: float | None) -> float:
    """Return the chance that a count is published as this value."""
    if draw is not None:
        return float(BASE * math.floor(count / BASE + draw) == value)
    return max(0.0, 1 - abs(count - value) / BASE)


def _changed(now: Chances) -> Chances:
    found: Chances = defaultdict(float)
    for count, chance in now.items():
        for change in CHANGES:
            found[max(0, count + change)] += chance / len(CHANGES)
    return found


def _newest(begin: Chances, ways: Sequence[tuple[float, bool]]) -> Chances:
    """Return what is known of the newest stock before anything is published."""
    found: Chances = defaultdict(float)
    for weight, moves in ways:
        now = begin
        for _ in range(QUARTERS - 1 if moves else 0):
            now = _changed(now)
        for count, chance in now.items():
            found[count] += weight * chance
    return found


def _poisson(mean: float) -> Chances:
    chance, found = math.exp(-mean), {}
    for count in range(MANY):
        found[count] = chance
        chance *= mean / (count + 1)
    return found
