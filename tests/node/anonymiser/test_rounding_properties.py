"""SCR5 keeps its promises: additive, multiples of 5, errors below 5, repeatable, unbiased."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.anonymiser import rounding
from node.anonymiser.rounding import BASE, Branch
from tests.disclosure.integrating import branches, mean

KEYS = st.binary(min_size=32, max_size=32)
COUNTS = st.integers(0, 60)
CELLS = ("met", "waiting", "not_met")
GRIDS = st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=12)
KNOWN = {
    "000/met": 0,
    "000/waiting": 5,
    "000/not_met": 0,
    "001/met": 5,
    "001/waiting": 0,
    "001/not_met": 5,
    "elsewhere": 5,
}


def grid(rows: list[tuple[int, int, int]], elsewhere: int) -> Branch:
    """Return the tree of enquiries over these rows."""
    cells = [(f"{at:03}", tuple(zip(CELLS, row, strict=True))) for at, row in enumerate(rows)]
    return rounding.tree([*cells, ("elsewhere", (("elsewhere", elsewhere),))])


@given(GRIDS, COUNTS, KEYS)
def test_every_value_is_a_multiple_of_five_near_the_truth_and_totals_are_sums(
    rows: list[tuple[int, int, int]], elsewhere: int, key: bytes
) -> None:
    root = grid(rows, elsewhere)

    values = rounding.release(root, rounding.draws(key, "enquiries", "2026-Q3"))

    for branch in branches(root):
        value = values[branch.path]
        assert value % BASE == 0
        assert value >= 0
        assert abs(value - branch.count) < BASE
        assert branch.count % BASE != 0 or value == branch.count
        if branch.parts:
            assert value == sum(values[part.path] for part in branch.parts)


@given(GRIDS, COUNTS, KEYS)
def test_the_same_input_gives_the_same_output_for_ever(
    rows: list[tuple[int, int, int]], elsewhere: int, key: bytes
) -> None:
    first = rounding.release(grid(rows, elsewhere), rounding.draws(key, "enquiries", "2026-Q3"))
    second = rounding.release(grid(rows, elsewhere), rounding.draws(key, "enquiries", "2026-Q3"))

    assert first == second


def test_a_known_release_never_changes() -> None:
    """The draw is part of the contract: another spelling would be a second, independent draw."""
    root = grid([(1, 4, 0), (2, 3, 7)], 3)

    values = rounding.release(root, rounding.draws(bytes(range(32)), "enquiries", "2026-Q3"))

    leaves = {branch.path: values[branch.path] for branch in branches(root) if not branch.parts}
    assert leaves == KNOWN


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=3), st.integers(0, 9))
def test_the_mean_over_all_draws_is_the_truth(
    rows: list[tuple[int, int, int]], elsewhere: int
) -> None:
    root = grid(rows, elsewhere)

    means = mean(root)

    for branch in branches(root):
        assert abs(means[branch.path] - branch.count) < Fraction(1, 2**200)


@given(st.lists(st.integers(0, 12), min_size=3, max_size=40), KEYS)
def test_participants_stay_between_four_and_eight_a_group(sizes: list[int], key: bytes) -> None:
    shown = rounding.participants(sizes, rounding.draws(key, "participants", "2026-Q3"))
    beyond = sum(min(max(size, 4), 8) - 4 for size in sizes)

    assert (shown - 4 * len(sizes)) % BASE == 0
    assert 4 * len(sizes) <= shown <= 8 * len(sizes)
    assert abs(shown - 4 * len(sizes) - beyond) < BASE


@given(st.integers(0, 200), KEYS)
def test_a_stock_that_stays_is_published_the_same_in_every_quarter(count: int, key: bytes) -> None:
    shown = {rounding.above(0, count, rounding.draws(key, "instructors", None)) for _ in range(4)}

    assert len(shown) == 1


@given(st.lists(st.integers(0, 40), min_size=2, max_size=20, unique=True), KEYS)
def test_a_stock_that_grows_is_never_published_as_less(counts: list[int], key: bytes) -> None:
    draw = rounding.draws(key, "instructors", None)
    shown = [rounding.above(0, count, draw) for count in sorted(counts)]

    assert all(a <= b for a, b in pairwise(shown))


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        rounding.draws(key, "enquiries", "2026-Q3")


@given(KEYS)
def test_less_than_the_public_sees_counts_as_what_it_sees(key: bytes) -> None:
    assert rounding.above(1, 0, rounding.draws(key, "instructors", None)) == 1
