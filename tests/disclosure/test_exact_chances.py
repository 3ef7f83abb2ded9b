"""SCR5 over all keys at once: the mean is the truth, and every near rounding can come out."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node.anonymiser import rounding
from node.anonymiser.rounding import BASE, Branch
from tests.disclosure.designs import leaves
from tests.disclosure.integrating import NOUGHT, branches, mean, ways, weighed

SHAPES = [
    pytest.param((2,), id="two cells"),
    pytest.param((3,), id="three cells"),
    pytest.param((1, 1, 1), id="three rows of one cell"),
    pytest.param((2, 1), id="a row of two cells and one of one"),
]


def grid(shape: tuple[int, ...], counts: tuple[int, ...]) -> Branch:
    """Return the tree over rows of so many cells."""
    waiting = list(counts)
    rows = [
        (f"{at}", tuple((f"{number}", waiting.pop(0)) for number in range(cells)))
        for at, cells in enumerate(shape)
    ]
    return rounding.tree(rows)


def near(root: Branch) -> set[tuple[int, ...]]:
    """Return every way to round that adds up and is less than 5 away, found by trying all."""
    below = [leaf.count // BASE * BASE for leaf in leaves(root)]
    at = {leaf.path: number for number, leaf in enumerate(leaves(root))}
    return {
        way
        for ups in product((0, BASE), repeat=len(below))
        for way in [tuple(map(sum, zip(below, ups, strict=True)))]
        if all(
            abs(sum(way[at[leaf.path]] for leaf in leaves(branch)) - branch.count) < BASE
            for branch in branches(root)
        )
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_whatever_is_near_and_adds_up_can_come_out_and_nothing_else(shape: tuple[int, ...]) -> None:
    """So the reader who knows the method learns no more than one who only adds and subtracts."""
    cells = sum(shape)
    for counts in product(range(5 if cells == 3 else 10), repeat=cells):
        root = grid(shape, counts)
        assert set(ways(root)) == near(root), counts


@pytest.mark.parametrize("shape", SHAPES)
def test_chances_add_up_and_means_are_the_truth(shape: tuple[int, ...]) -> None:
    for counts in product(range(5), repeat=sum(shape)):
        found = ways(grid(shape, counts))

        assert abs(sum(found.values(), Fraction(0)) - 1) < NOUGHT
        for at, count in enumerate(counts):
            average = sum((way[at] * chance for way, chance in found.items()), Fraction(0))
            assert abs(average - count) < NOUGHT


@settings(max_examples=30)
@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=4, max_size=9), st.integers(0, 9))
def test_the_mean_of_large_grids_is_the_truth(
    rows: list[tuple[int, int, int]], elsewhere: int
) -> None:
    cells = [(f"{at:03}", tuple(zip("abc", row, strict=True))) for at, row in enumerate(rows)]
    root = rounding.tree([*cells, ("elsewhere", (("elsewhere", elsewhere),))])

    means = mean(root)

    assert all(abs(means[branch.path] - branch.count) < NOUGHT for branch in branches(root))


@pytest.mark.parametrize("shown", [0, 1])
def test_the_mean_above_what_is_shown_is_the_truth(shown: int) -> None:
    for count in range(shown, 40):

        def published(u: int, count: int = count) -> int:
            return rounding.above(shown, count, lambda _path: u)

        average = sum((share * value for share, value in weighed(published)), Fraction(0))
        assert abs(average - count) < NOUGHT


@pytest.mark.parametrize("groups", range(3, 12))
def test_only_the_last_parents_that_fit_into_the_groups_are_rounded_with_bias(groups: int) -> None:
    """A cap at eight a group must bend the mean somewhere: nowhere but in the last cut block."""
    room = 4 * groups
    for beyond in range(room + 1):
        sizes = [4 + min(4, max(0, beyond - 4 * at)) for at in range(groups)]

        def published(u: int, sizes: list[int] = sizes) -> int:
            return rounding.participants(sizes, lambda _path: u)

        average = sum((share * value for share, value in weighed(published)), Fraction(0))
        is_true = abs(average - sum(sizes)) < NOUGHT
        assert is_true == (beyond <= room - room % BASE)


@given(st.integers(0, 10_000), st.binary(min_size=32, max_size=32))
def test_a_lone_number_is_near_and_a_multiple_stays(count: int, key: bytes) -> None:
    value = rounding.above(0, count, rounding.draws(key, "instructors", None))

    assert value % BASE == 0
    assert abs(value - count) < BASE
    assert count % BASE or value == count
