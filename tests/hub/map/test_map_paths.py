from hypothesis import given
from hypothesis import strategies as st

from hub.site.map.paths import path

SQUARE = [(1, 1), (5, 1), (5, 5), (1, 5), (1, 1)]


def test_a_ring_is_a_start_and_relative_steps() -> None:
    assert path([SQUARE]) == "M1 1l4 0 0 4-4 0z"


def test_a_second_ring_starts_from_the_first_ones_start() -> None:
    assert path([SQUARE, [(2, 2), (2, 3), (3, 3)]]) == "M1 1l4 0 0 4-4 0zm1 1l0 1 1 0z"


def test_repeats_and_points_on_a_line_are_left_out() -> None:
    ring = [(1, 1), (3, 1), (3, 1), (5, 1), (5, 5), (5, 5), (1, 5)]

    assert path([ring]) == path([SQUARE])


def test_what_has_no_area_is_left_out() -> None:
    assert path([[(1, 1), (2, 2)], [(1, 1), (1, 1), (1, 1)], [(0, 0), (4, 0), (0, 0)], []]) == ""


@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), max_size=4))
def test_any_rings_make_a_path_or_nothing(rings: list[list[tuple[int, int]]]) -> None:
    made = path(rings)

    assert made == "" or made.startswith("M")
    assert made.count("z") == made.lower().count("m")
