"""The auditor rejects what only looks like protection: one that passes all proves nothing."""

import pytest

from tests.disclosure import broken
from tests.disclosure.auditing import Attack, Design, audit

KEYS = 60
BY: dict[str, set[Attack]] = {
    "nearest rounding beside raw totals": {"linear", "worlds"},
    '"<5" beside a prior of 4-8': {"linear", "worlds"},
    "exact free places": {"linear", "worlds"},
    "fresh draws for a stock": {"averaging"},
    "two hierarchies protected separately from raw": {"linear", "worlds"},
    "hiding that depends on the data": {"linear", "worlds"},
    "a sparse payload": {"linear", "worlds"},
    "two measures tied by an inequality and rounded apart": {"linear", "worlds"},
    "optimal controlled rounding": {"worlds"},
    "a changed key": {"averaging"},
    "people trained beside the trainings held": {"linear", "worlds"},
}


@pytest.mark.parametrize("design", broken.every(), ids=lambda design: design.name)
def test_a_broken_design_is_rejected_by_the_attack_that_breaks_it(design: Design) -> None:
    found = audit(design, KEYS)

    assert {one.attack for one in found} == BY[design.name]


def test_every_broken_design_is_tried() -> None:
    assert {design.name for design in broken.every()} == set(BY)


def test_equations_alone_would_pass_optimal_rounding_but_three_values_remain() -> None:
    found = audit(broken.optimal(), KEYS)

    assert {one.attack for one in found} == {"worlds"}
    assert min(one.left for one in found) == 3
