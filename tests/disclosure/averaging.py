"""The attacker who waits: guesses of a stock from all that was published of it in three years.

They know the method and what stocks are like, and learn from countries of their own making which
stock stands behind which figures; then they guess the stocks of networks whose key they lack.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from node.anonymiser import rounding
from tests.disclosure.auditing import QUARTERS, key
from tests.disclosure.countries import LISTED, Kind, stocks

Seen = tuple[int, ...]
Publish = Callable[[bytes, int, int, int], int]
"""From key, quarter, what is shown anyway and the truth to what is published."""


def sticky(secret: bytes, _quarter: int, shown: int, count: int) -> int:
    """Publish a stock as the node does: its draw knows no quarter."""
    return rounding.above(shown, count, rounding.draws(secret, "instructors", None))


def fresh(secret: bytes, quarter: int, shown: int, count: int) -> int:
    """Publish a stock with another draw in every quarter: the control that has to fail."""
    return rounding.above(shown, count, rounding.draws(secret, "instructors", str(quarter)))


def rates(kind: Kind, publish: Publish, *, still: bool, networks: int) -> tuple[float, float]:
    """Return how often the newest stock is guessed from one quarter, and from all twelve.

    `still`: of the networks whose stock never changed, else of all. Who has seen twelve may still
    guess from the newest alone, if that is better.
    """
    learned = histories(kind, publish, 2 * networks, seed=1, still=still)
    tried = histories(kind, publish, networks, seed=2, still=still)
    once = _hits(learned, tried, _last)
    return once, max(once, _hits(learned, tried, _all))


@dataclass(frozen=True)
class History:
    """The newest stock of a network, and what the public saw of twelve quarters."""

    newest: int
    shown: Seen
    published: Seen


def histories(
    kind: Kind, publish: Publish, networks: int, *, seed: int, still: bool
) -> list[History]:
    """Return so many invented networks; `still`: only those whose stock never changed."""
    drawn = random.Random(f"{kind.seed} {seed}")
    found: list[History] = []
    while len(found) < networks:
        shown = tuple(int(drawn.random() < LISTED) for _ in range(QUARTERS))
        true = stocks(kind, drawn, QUARTERS)
        if still and len(set(true)) > 1:
            continue
        secret = key(seed * 1_000_000 + len(found))
        pairs = enumerate(zip(shown, true, strict=True))
        seen = tuple(publish(secret, at, least, max(count, least)) for at, (least, count) in pairs)
        found.append(History(max(true[-1], shown[-1]), shown, seen))
    return found


def _last(seen: Seen) -> Hashable:
    return seen[-1]


def _all(seen: Seen) -> Hashable:
    return sum(seen), seen[-1]


def _hits(
    learned: Sequence[History],
    tried: Sequence[History],
    told: Callable[[Seen], Hashable],
) -> float:
    """Return how often the stock that was learned for what is told is the right one."""
    counts: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for one in learned:
        counts[told(one.published)][one.newest] += 1
    guess = {value: found.most_common(1)[0][0] for value, found in counts.items()}
    return sum(guess.get(told(one.published)) == one.newest for one in tried) / len(tried)
