"""The auditor: one attacker for every design, who knows all but the key.

A design is what would be published of every world. Three attacks judge it: linear programmes over
what its figures say, the mechanism itself run from every possible world, and guesses from figures
that are published again and again. A design passes when nothing is found.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import pairwise
from typing import Literal

from tests.disclosure.linear import Programme, Statement

World = tuple[int, ...]
"""The true count of every cell, and what else differs from world to world."""

Published = Hashable
Attack = Literal["linear", "worlds", "averaging"]
ENOUGH = 5
QUARTERS = 12
MAY_GAIN = 0.05
"""How much more often than after one quarter an attacker may guess right after twelve."""


def _nothing(_world: World) -> Hashable:
    return ()


def _everything(_published: Published) -> bool:
    return True


@dataclass(frozen=True)
class Design:
    """What is published of which world. `cells` name the first counts of a world, the protected.

    `public` is what everybody knows of a world without it, `known` says that in statements, `says`
    what a published value adds; `whole` tells whether the worlds tried are all that could have
    given a value. `sums` are cells that are protected together. `again` publishes the same world in
    a later quarter, if it is a stock. `fractions` are numbers of the statements that are no counts,
    and their bounds.
    """

    name: str
    cells: tuple[str, ...]
    worlds: Sequence[World]
    publish: Callable[[World, bytes], Published]
    says: Callable[[Published], tuple[Statement, ...]]
    public: Callable[[World], Hashable] = _nothing
    known: Callable[[Hashable], tuple[Statement, ...]] = lambda _public: ()
    whole: Callable[[Published], bool] = _everything
    again: Callable[[World, bytes, int], int] | None = None
    fractions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    sums: tuple[tuple[str, ...], ...] = ()
    enough: int = ENOUGH

    def protected(self) -> Iterator[tuple[str, ...]]:
        """Yield the cells by themselves, then those that are protected together."""
        yield from ((name,) for name in self.cells)
        yield from self.sums


@dataclass(frozen=True)
class Finding:
    """A cell of which too little is unknown once `published` is read: `left` counts remain."""

    attack: Attack
    cell: str
    published: Published
    left: float


@cache
def key(number: int) -> bytes:
    """Return one of many disclosure keys, the same in every run."""
    return sha256(b"a disclosure key for tests %d" % number).digest()


def audit(design: Design, keys: int) -> tuple[Finding, ...]:
    """Return all that the three attacks find, each world tried under so many keys."""
    possible = _possible(design, keys)
    return (*_linear(design, possible), *_worlds(design, possible), *_averaging(design))


def _possible(design: Design, keys: int) -> dict[tuple[Hashable, Published], set[World]]:
    """Return the worlds behind every value that came out, apart by what is public of them."""
    found: dict[tuple[Hashable, Published], set[World]] = defaultdict(set)
    for number in range(keys):
        for world in design.worlds:
            value = design.publish(world, key(number))
            found[design.public(world), value].add(world)
    return {at: worlds for at, worlds in found.items() if design.whole(at[1])}


def _worlds(
    design: Design, possible: dict[tuple[Hashable, Published], set[World]]
) -> Iterator[Finding]:
    prior: dict[Hashable, list[World]] = defaultdict(list)
    for world in design.worlds:
        prior[design.public(world)].append(world)
    for (public, value), worlds in possible.items():
        for names in design.protected():
            at = [design.cells.index(name) for name in names]
            left = {sum(world[i] for i in at) for world in worlds}
            if longest(left) >= design.enough:
                continue
            if left != {sum(world[i] for i in at) for world in prior[public]}:
                yield Finding("worlds", "+".join(names), value, longest(left))


def longest(values: set[int]) -> int:
    """Return how many consecutive numbers there are at most."""
    best = run = 1
    for one, two in pairwise(sorted(values)):
        run = run + 1 if two == one + 1 else 1
        best = max(best, run)
    return best


def _linear(
    design: Design, possible: dict[tuple[Hashable, Published], set[World]]
) -> Iterator[Finding]:
    for public, value in possible:
        known = design.known(public)
        before = Programme(known)
        after = Programme([*known, *design.says(value)], fractions=design.fractions)
        for names in design.protected():
            left = after.interval(names)
            if left.width < design.enough and (not known or left != before.interval(names)):
                yield Finding("linear", "+".join(names), value, left.width)


def _averaging(design: Design) -> Iterator[Finding]:
    if design.again is not None:
        once, often = hit_rates(design.again, design.worlds)
        if often > once + MAY_GAIN:
            yield Finding("averaging", design.cells[0], (once, often), often)


def hit_rates(
    again: Callable[[World, bytes, int], int], worlds: Sequence[World], keys: int = 150
) -> tuple[float, float]:
    """Return how often a count that never changes is guessed after one quarter and after twelve.

    The attacker knows the method: trying it with keys of their own they learn which count gives
    which sum of published values most often, and guess that one of a key they do not know.
    """
    return (
        _hits(lambda world, by: again(world, by, 0), worlds, keys),
        _hits(lambda world, by: sum(again(world, by, at) for at in range(QUARTERS)), worlds, keys),
    )


def _hits(seen: Callable[[World, bytes], int], worlds: Sequence[World], keys: int) -> float:
    learned: dict[int, Counter[int]] = defaultdict(Counter)
    for number in range(keys, 3 * keys):
        for world in worlds:
            learned[seen(world, key(number))][world[0]] += 1
    guess = {value: counts.most_common(1)[0][0] for value, counts in learned.items()}
    hits = sum(
        guess.get(seen(world, key(number))) == world[0]
        for number in range(keys)
        for world in worlds
    )
    return hits / (keys * len(worlds))
