"""The real designs of what is shown in part anyway: stocks over quarters, and people trained."""

from collections.abc import Callable, Hashable
from itertools import product

from node.anonymiser import rounding
from node.anonymiser.protection import shown_trained
from node.anonymiser.rounding import BASE
from tests.disclosure.auditing import Design, Published, World
from tests.disclosure.designs import around, draw, numbers
from tests.disclosure.linear import Statement, cell

MANY = 1_000
"""More than any count of these worlds."""
EDGE = 0.001
"""How near the programme takes a draw to its open ends."""


def instructors(key: bytes, shown: int, count: int) -> int:
    """Return the published stock of instructors: its draw knows no quarter."""
    return rounding.above(shown, count, draw(key, "instructors", None))


def two_quarters(most: int = 9) -> Design:
    """Return the instructors of two quarters, `shown` in one, both or none of them."""
    counts = range(most + 1)
    worlds = [
        (first, second, a, b)
        for first, second, a, b in product(counts, counts, (0, 1), (0, 1))
        if first >= a and second >= b
    ]

    def says(published: Published) -> tuple[Statement, ...]:
        one, two, a, b = numbers(published)
        return (around(("first",), one - a, a), around(("second",), two - b, b))

    return Design(
        name="instructors of two quarters",
        cells=("first", "second"),
        worlds=worlds,
        publish=lambda world, key: (
            instructors(key, world[2], world[0]),
            instructors(key, world[3], world[1]),
            *world[2:],
        ),
        says=says,
        public=lambda world: world[2:],
        known=_at_least("first", "second"),
        whole=lambda published: max(numbers(published)[:2]) <= BASE + 1,
    )


def _at_least(*names: str) -> Callable[[Hashable], tuple[Statement, ...]]:
    def known(public: Hashable) -> tuple[Statement, ...]:
        shown = zip(names, numbers(public), strict=True)
        return tuple(cell(name, least, MANY) for name, least in shown)

    return known


def unchanged(most: int = 14) -> Design:
    """Return a stock as somebody sees it who is sure, rightly, that it never changed.

    What is shown may come and go with the groups in public. The same draw is a number in the
    programme: the published value is the last multiple of 5 in count + draw.
    """

    def publish(world: World, key: bytes) -> Published:
        count, *shown = world
        return tuple(instructors(key, each, count) - each for each in shown) + tuple(shown)

    def says(published: Published) -> tuple[Statement, ...]:
        values = numbers(published)
        half = len(values) // 2
        return tuple(
            Statement((("stock", 1), ("draw", 1)), value + shown, value + shown + BASE - EDGE)
            for value, shown in zip(values[:half], values[half:], strict=True)
        )

    return Design(
        name="a stock that never changed",
        cells=("stock",),
        worlds=[
            (count, *shown)
            for count, *shown in product(range(most + 1), (0, 1), (0, 1), (0, 1))
            if count >= max(shown)
        ],
        publish=publish,
        says=says,
        public=lambda world: (max(world[1:]),),
        known=_at_least("stock"),
        whole=lambda published: max(numbers(published)) <= 2 * BASE,
        again=lambda world, key, at: instructors(key, world[1 + at % 3], world[0]),
        fractions={"draw": (EDGE, BASE - EDGE)},
        enough=4,
    )


def trained(most: int = 12) -> Design:
    """Return the people trained in a quarter, beside its trainings, which are published."""
    worlds = [(0, 0), *((count, held) for count in range(1, most + 1) for held in (1, 2))]

    def publish(world: World, key: bytes) -> Published:
        count, held = world
        shown = shown_trained(held)
        return rounding.above(shown, count, draw(key, "trained")) - shown, held

    def says(published: Published) -> tuple[Statement, ...]:
        value, held = numbers(published)
        return (around(("trained",), value, shown_trained(held)),)

    return Design(
        name="people trained",
        cells=("trained",),
        worlds=worlds,
        publish=publish,
        says=says,
        public=lambda world: world[1],
        known=lambda held: (cell("trained", 1, MANY) if held != 0 else cell("trained", 0, 0),),
        whole=lambda published: numbers(published)[0] <= BASE,
    )
