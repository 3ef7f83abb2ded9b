"""The node's own ranges of a tree are those of linear programming, and five values wide."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from node.anonymiser import bounds, rounding
from node.anonymiser.rounding import BASE, Branch
from tests.disclosure.attacking import ENOUGH_IF_UNCHANGED
from tests.disclosure.auditing import ENOUGH
from tests.disclosure.designs import NEAR, around, leaves
from tests.disclosure.integrating import branches
from tests.disclosure.linear import Interval, Programme, Statement, total

MULTIPLES = st.integers(0, 5).map(lambda n: n * BASE)
ROWS = st.lists(st.tuples(MULTIPLES, MULTIPLES, MULTIPLES), min_size=1, max_size=4)


def published(rows: list[tuple[int, int, int]], elsewhere: int) -> Branch:
    """Return a published grid as its tree."""
    cells = [(f"{at:03}", tuple(zip("abc", row, strict=True))) for at, row in enumerate(rows)]
    return rounding.tree([*cells, ("elsewhere", (("elsewhere", elsewhere),))])


def spoken(root: Branch) -> list[tuple[tuple[str, ...], int]]:
    """Return the leaves under every branch, with its published value."""
    return [(tuple(leaf.path for leaf in leaves(one)), one.count) for one in branches(root)]


@settings(max_examples=40)
@given(ROWS, MULTIPLES)
def test_ranges_are_those_of_linear_programming_and_five_wide(
    rows: list[tuple[int, int, int]], elsewhere: int
) -> None:
    root = published(rows, elsewhere)
    programme = Programme([around(*said) for said in spoken(root)], relaxed=True)

    found = bounds.feasible(root)

    for branch in branches(root):
        left = programme.interval([leaf.path for leaf in leaves(branch)])
        assert left == Interval(found[branch.path].least, found[branch.path].most)
        assert left.width >= ENOUGH


@settings(max_examples=8)
@given(MULTIPLES, MULTIPLES, MULTIPLES, MULTIPLES)
def test_real_numbers_are_enough_where_sums_lie_inside_each_other(
    met: int, waiting: int, not_met: int, elsewhere: int
) -> None:
    root = published([(met, waiting, not_met)], elsewhere)
    said = [around(*one) for one in spoken(root)]
    whole, relaxed = Programme(said), Programme(said, relaxed=True)

    assert [whole.interval(names) for names, _ in spoken(root)] == [
        relaxed.interval(names) for names, _ in spoken(root)
    ]


def test_two_versions_leave_four_values_to_somebody_sure_that_nothing_changed() -> None:
    """A revision has the same key, so it differs only if something did; all small tables."""
    names = ("a", "b", "c")
    for first, second in product(product((0, 5, 10), repeat=3), repeat=2):
        said = [*versions(names, first), *versions(names, second)]
        programme = Programme(said, relaxed=True)
        for asked in (*((name,) for name in names), names[:2], names):
            left = programme.interval(asked)
            assert left.width == 0 or left.width >= ENOUGH_IF_UNCHANGED, (first, second)


def versions(names: tuple[str, ...], values: tuple[int, ...]) -> list[Statement]:
    """Return what one version says of a row of three cells: as a tree, ((a, b), c)."""
    pairs = zip(names, values, strict=True)
    sums: list[tuple[tuple[str, ...], int]] = [((name,), value) for name, value in pairs]
    sums += [(names[:2], sum(values[:2])), (names, sum(values))]
    return [total(some, max(0, value - NEAR), value + NEAR) for some, value in sums]
