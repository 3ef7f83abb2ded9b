"""Designs that look like protection and are none: the auditor has to reject every one.

Each is what a well-meaning programme might publish, with what its reader knows about the method.
"""

from collections.abc import Hashable
from itertools import product

from node.anonymiser import rounding
from node.anonymiser.rounding import BASE
from tests.disclosure.auditing import Design, Published, World
from tests.disclosure.designs import NEAR, around, draw, numbers, small
from tests.disclosure.linear import Statement, cell, total
from tests.disclosure.stocks import MANY, instructors

PAIR = ("here", "elsewhere")
PAIRS = [*product(range(7), repeat=2)]
FEW = -1
"""Stands for a figure that is hidden or printed as "<5"."""


def nearest(count: int) -> int:
    """Return the nearest multiple of 5: every reader knows the 0-2 or the x3-x7 behind it."""
    return (count + BASE // 2) // BASE * BASE


def by_nearest(name: str, value: int) -> Statement:
    """Return what a nearest multiple of 5 says of a cell."""
    return cell(name, max(0, value - BASE // 2), value + BASE // 2)


def beside_raw_totals() -> Design:
    """Cells to the nearest multiple of 5, their total as it is."""
    return Design(
        name="nearest rounding beside raw totals",
        cells=PAIR,
        worlds=PAIRS,
        publish=lambda world, _key: (*map(nearest, world), sum(world)),
        says=lambda value: (
            by_nearest("here", numbers(value)[0]),
            by_nearest("elsewhere", numbers(value)[1]),
            total(PAIR, numbers(value)[2], numbers(value)[2]),
        ),
        whole=lambda value: max(numbers(value)[:2]) <= BASE,
    )


def less_than_five() -> Design:
    """A group's participants, "<5" if they are few: but everybody knows that they are 4 to 8."""
    return Design(
        name='"<5" beside a prior of 4-8',
        cells=("parents",),
        worlds=[(count,) for count in range(4, 9)],
        publish=lambda world, _key: (FEW if world[0] < BASE else world[0],),
        says=lambda value: (
            cell("parents", 0, NEAR) if value == (FEW,) else cell("parents", *numbers(value) * 2),
        ),
        known=lambda _public: (cell("parents", 4, 8),),
    )


def free_places() -> Design:
    """How many places of a group are free: it has eight."""
    return Design(
        name="exact free places",
        cells=("parents",),
        worlds=[(count,) for count in range(4, 9)],
        publish=lambda world, _key: (8 - world[0],),
        says=lambda value: (cell("parents", 8 - numbers(value)[0], 8 - numbers(value)[0]),),
        known=lambda _public: (cell("parents", 4, 8),),
    )


def _stock(name: str, measure: str, quarters_of_a_key: int) -> Design:
    """Return a stock whose draw is another one after so many quarters."""

    def again(world: World, key: bytes, at: int) -> int:
        quarter = f"draw {at // quarters_of_a_key}"
        return rounding.above(0, world[0], draw(key, measure, quarter))

    return Design(
        name=name,
        cells=("stock",),
        worlds=[(count,) for count in range(13)],
        publish=lambda world, key: (again(world, key, 0),),
        says=lambda value: (around(("stock",), *numbers(value)),),
        whole=lambda value: numbers(value)[0] <= BASE,
        again=again,
    )


def fresh_draws() -> Design:
    """A stock rounded afresh every quarter: twelve measurements of one number."""
    return _stock("fresh draws for a stock", "instructors", 1)


def changed_key() -> Design:
    """A disclosure key made anew with every third quarter, as by reinstalling without it."""
    return _stock("a changed key", "changed", 3)


def two_hierarchies() -> Design:
    """The same people by place and by area, each rounded by itself from the raw counts."""

    def publish(world: World, key: bytes) -> Published:
        apart = [rounding.rounded(n, draw(key, "place")(str(at))) for at, n in enumerate(world)]
        return (*apart, rounding.rounded(sum(world), draw(key, "area")("both")))

    def says(published: Published) -> tuple[Statement, ...]:
        here, elsewhere, both = numbers(published)
        return around(("here",), here), around(("elsewhere",), elsewhere), around(PAIR, both)

    return Design(
        name="two hierarchies protected separately from raw",
        cells=PAIR,
        worlds=PAIRS,
        publish=publish,
        says=says,
        whole=small,
        sums=(PAIR,),
    )


def hiding() -> Design:
    """The real rounding, but a cell of one or two people is left out "to be safe"."""

    def says(published: Published) -> tuple[Statement, ...]:
        (value,) = numbers(published)
        return (cell("count", 1, 2) if value == FEW else around(("count",), value),)

    return Design(
        name="hiding that depends on the data",
        cells=("count",),
        worlds=[(count,) for count in range(15)],
        publish=lambda world, key: (
            (FEW,) if world[0] in {1, 2} else (instructors(key, 0, world[0]),)
        ),
        says=says,
        whole=lambda value: numbers(value)[0] <= 2 * BASE,
    )


def sparse() -> Design:
    """The real rounding, but places where nobody asked have no row."""

    def publish(world: World, key: bytes) -> Published:
        return tuple(instructors(key, 0, count) if count else FEW for at, count in enumerate(world))

    def says(published: Published) -> tuple[Statement, ...]:
        pairs = zip(PAIR, numbers(published), strict=True)
        return tuple(
            cell(name, 0, 0) if value == FEW else cell(name, max(1, value - NEAR), value + NEAR)
            for name, value in pairs
        )

    return Design(
        name="a sparse payload",
        cells=PAIR,
        worlds=PAIRS,
        publish=publish,
        says=says,
        whole=small,
    )


def tied() -> Design:
    """Enquiries, and those of them that wait, each rounded by itself."""

    def publish(world: World, key: bytes) -> Published:
        asked, waiting = world
        return (
            rounding.rounded(asked, draw(key, "asked")("")),
            rounding.rounded(waiting, draw(key, "waiting")("")),
        )

    def says(published: Published) -> tuple[Statement, ...]:
        asked, waiting = numbers(published)
        return around(("asked",), asked), around(("waiting",), waiting)

    within = Statement((("asked", 1), ("waiting", -1)), 0, MANY)
    return Design(
        name="two measures tied by an inequality and rounded apart",
        cells=("asked", "waiting"),
        worlds=[
            (asked, waiting) for asked, waiting in product(range(15), range(7)) if waiting <= asked
        ],
        publish=publish,
        says=says,
        known=lambda _public: (within,),
        whole=lambda value: numbers(value)[0] <= 2 * BASE and numbers(value)[1] <= BASE,
    )


def beside_trainings() -> Design:
    """People trained rounded from nought, beside the exact number of trainings held."""

    def known(held: Hashable) -> tuple[Statement, ...]:
        return (cell("trained", 1, MANY) if held != 0 else cell("trained", 0, 0),)

    return Design(
        name="people trained beside the trainings held",
        cells=("trained",),
        worlds=[(0, 0), *((count, held) for count in range(1, 13) for held in (1, 2))],
        publish=lambda world, key: (rounding.rounded(world[0], draw(key, "trained")("")), world[1]),
        says=lambda value: (around(("trained",), numbers(value)[0]),),
        public=lambda world: world[1],
        known=known,
        whole=lambda value: numbers(value)[0] <= BASE,
    )


def optimal() -> Design:
    """Controlled rounding as near to the truth as it can be, without a draw: it looks protected.

    A reader who only adds and subtracts sees errors below 5; one who knows the method sees more.
    """

    def publish(world: World, _key: bytes) -> Published:
        ways = product(*({n // BASE * BASE, -(-n // BASE) * BASE} for n in world))
        whole = {sum(world) // BASE * BASE, -(-sum(world) // BASE) * BASE}
        fits = [way for way in ways if sum(way) in whole]
        return min(fits, key=lambda way: (_far(way, world), way))

    def says(published: Published) -> tuple[Statement, ...]:
        here, elsewhere = numbers(published)
        both = around(PAIR, here + elsewhere)
        return around(("here",), here), around(("elsewhere",), elsewhere), both

    return Design(
        name="optimal controlled rounding",
        cells=PAIR,
        worlds=[*product(range(10), repeat=2)],
        publish=publish,
        says=says,
        whole=small,
        sums=(PAIR,),
    )


def _far(way: tuple[int, ...], world: World) -> int:
    """Return how far from the truth the cells and their total are, squared."""
    apart = sum((one - count) ** 2 for one, count in zip(way, world, strict=True))
    return apart + (sum(way) - sum(world)) ** 2


def every() -> tuple[Design, ...]:
    """Return all of them."""
    return (
        beside_raw_totals(),
        less_than_five(),
        free_places(),
        fresh_draws(),
        two_hierarchies(),
        hiding(),
        sparse(),
        tied(),
        optimal(),
        changed_key(),
        beside_trainings(),
    )
