"""The real designs as the auditor judges them: the node's own rounding over small worlds.

Enquiries and participants; `stocks.py` has those of which a part is shown anyway.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import cast

from node.anonymiser import rounding
from node.anonymiser.protection import CELLS
from node.anonymiser.rounding import BASE, Branch, Draw
from tests.disclosure.auditing import Design, Published, World
from tests.disclosure.linear import Statement, cell, total

QUARTER = "2026-Q3"
NEAR = BASE - 1
"""How far from its truth a published value lies at most."""


@cache
def draw(key: bytes, measure: str, quarter: str | None = QUARTER) -> Draw:
    """Return the node's own draw, which is a function of its path alone, remembered."""
    return cache(rounding.draws(key, measure, quarter))


def around(names: tuple[str, ...], value: int, shown: int = 0) -> Statement:
    """Return what a published value says of a sum of cells of which `shown` is public."""
    return total(names, shown + max(0, value - NEAR), shown + value + NEAR)


def numbers(published: Published) -> tuple[int, ...]:
    """Return a published value as the numbers it is made of."""
    return cast("tuple[int, ...]", published)


def small(published: Published) -> bool:
    """Tell whether the worlds of counts to 6 leave five that could have given each value."""
    return all(value <= BASE for value in numbers(published))


# --- enquiries: one area of three cells, and elsewhere -------------------------------------------

LEAVES = (*CELLS, "elsewhere")


@cache
def enquiries_tree(world: World) -> Branch:
    """Return the tree of a grid of one publishing area."""
    *cells, elsewhere = world
    row = tuple(zip(CELLS, cells, strict=True))
    return rounding.tree([("area", row), ("elsewhere", (("elsewhere", elsewhere),))])


def leaves(root: Branch) -> Iterator[Branch]:
    """Yield the leaves of a tree, in its order."""
    if not root.parts:
        yield root
    for part in root.parts:
        yield from leaves(part)


def tree_values(root: Branch, key: bytes, measure: str = "enquiries") -> tuple[int, ...]:
    """Return the published leaves of a tree; every sum of the tree is theirs."""
    values = rounding.release(root, draw(key, measure))
    return tuple(values[leaf.path] for leaf in leaves(root))


def tree_says(root: Branch, values: tuple[int, ...], names: tuple[str, ...]) -> list[Statement]:
    """Return what the published leaves say, of every branch above them too."""
    named = dict(zip([leaf.path for leaf in leaves(root)], zip(names, values, strict=True)))  # noqa: B905 (as many)
    found, waiting = [], [root]
    while waiting:
        branch = waiting.pop()
        below = [named[leaf.path] for leaf in leaves(branch)]
        found.append(around(tuple(name for name, _ in below), sum(value for _, value in below)))
        waiting += branch.parts
    return found


def enquiries(most: int = 6, elsewhere: int = 6) -> Design:
    """Return the enquiries of one area and of elsewhere, in one quarter."""
    any_tree = enquiries_tree((0, 0, 0, 0))
    return Design(
        name="enquiries",
        cells=LEAVES,
        worlds=[*product(range(most + 1), range(most + 1), range(most + 1), range(elsewhere + 1))],
        publish=lambda world, key: tree_values(enquiries_tree(world), key),
        says=lambda value: tuple(tree_says(any_tree, numbers(value), LEAVES)),
        whole=small,
        sums=(CELLS, LEAVES),
    )


# --- a quarter and its revision: the same places, the same key and salt ---------------------------

TWICE = ("here", "elsewhere", "here again", "elsewhere again")


@cache
def pair_tree(here: int, elsewhere: int) -> Branch:
    """Return a tree of two leaves."""
    return Branch("both", here + elsewhere, (Branch("here", here), Branch("elsewhere", elsewhere)))


def revision(most: int = 6) -> Design:
    """Return two versions of a quarter, whatever was corrected between them."""

    def publish(world: World, key: bytes) -> Published:
        first, second = pair_tree(*world[:2]), pair_tree(*world[2:])
        return (*tree_values(first, key), *tree_values(second, key))

    def says(published: Published) -> tuple[Statement, ...]:
        root, values = pair_tree(0, 0), numbers(published)
        first = tree_says(root, values[:2], TWICE[:2])
        return (*first, *tree_says(root, values[2:], TWICE[2:]))

    return Design(
        name="a quarter and its revision",
        cells=TWICE,
        worlds=[*product(range(most + 1), repeat=4)],
        publish=publish,
        says=says,
        whole=small,
        sums=(TWICE[:2], TWICE[2:]),
    )


def correction(most: int = 7) -> Design:
    """Return a quarter and its revision as somebody sees them who had a forgotten enquiry added.

    They know that it is one more, and where; everything else stayed.
    """

    def publish(world: World, key: bytes) -> Published:
        here, elsewhere, where = world
        after = (here + 1, elsewhere) if where == 0 else (here, elsewhere + 1)
        return (
            *tree_values(pair_tree(here, elsewhere), key),
            *tree_values(pair_tree(*after), key),
        )

    def says(published: Published) -> tuple[Statement, ...]:
        root, values = pair_tree(0, 0), numbers(published)
        return tuple(tree_says(root, values[:2], TWICE[:2]))

    return Design(
        name="a revision of one enquiry",
        cells=TWICE[:2],
        worlds=[*product(range(most), range(most), (0, 1))],
        publish=publish,
        says=says,
        public=lambda world: world[2],
        whole=small,
        sums=(TWICE[:2],),
        enough=4,
    )


# --- participants: everybody knows that a group has four to eight --------------------------------


def participants(groups: int) -> Design:
    """Return the participants of so many groups: all of them, and those of every group."""
    names = tuple(f"group {number}" for number in range(groups))
    room = 4 * groups

    def says(published: Published) -> tuple[Statement, ...]:
        (value,) = numbers(published)
        least, most = max(0, value - 4 * groups - NEAR), value - 4 * groups + NEAR
        return (total(names, 4 * groups + least, min(8 * groups, 4 * groups + most)),)

    tied = Statement((("all", 1), *((name, -1) for name in names)), 0, 0)
    known = (tied, cell("all", room, 2 * room), *(cell(name, 4, 8) for name in names))
    return Design(
        name=f"participants of {groups} groups",
        cells=("all", *names),
        worlds=[(sum(sizes), *sizes) for sizes in product(range(4, 9), repeat=groups)],
        publish=lambda world, key: (rounding.participants(world[1:], draw(key, "participants")),),
        says=says,
        known=lambda _public: known,
    )


def forgotten_group(groups: int = 3) -> Design:
    """Return a revision that adds a forgotten group, to somebody who knows that nothing else was.

    Worlds are parents above four a group: of the first version, and of the forgotten group.
    """

    def publish(world: World, key: bytes) -> Published:
        first = [*_spread(world[0], groups)]
        both = (first, [*first, 4 + world[1]])
        return tuple(rounding.participants(sizes, draw(key, "participants")) for sizes in both)

    def says(published: Published) -> tuple[Statement, ...]:
        one, two = (value - 4 * n for value, n in zip(numbers(published), (groups, groups + 1)))  # noqa: B905 (two)
        return (
            total(("before",), max(0, one - NEAR), min(4 * groups, one + NEAR)),
            total(("before", "forgotten"), max(0, two - NEAR), two + NEAR),
        )

    known = (cell("before", 0, 4 * groups), cell("forgotten", 0, 4))
    return Design(
        name=f"a group forgotten beside {groups}",
        cells=("before", "forgotten"),
        worlds=[*product(range(4 * groups + 1), range(5))],
        publish=publish,
        says=says,
        known=lambda _public: known,
        enough=4,
    )


def _spread(beyond: int, groups: int) -> Iterator[int]:
    """Yield sizes of groups that have so many parents above four each."""
    for at in range(groups):
        yield 4 + min(4, max(0, beyond - 4 * at))
