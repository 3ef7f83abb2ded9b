"""Programs of different years: what is asked for, what is sent, and who has to be updated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.negotiation import Choice, choose, wanted

FLOOR = "statistics/2"
OWN = ("availability/1", "statistics/1", "statistics/2", "statistics/3")
NUMBERS = st.sets(st.integers(1, 30), min_size=1)


def named(numbers: set[int], kind: str = "availability") -> tuple[str, ...]:
    """Return the schemas of one kind with these numbers."""
    return tuple(f"{kind}/{number}" for number in sorted(numbers))


@pytest.mark.parametrize(
    ("hub", "choice"),
    [
        (("statistics/3",), Choice(schema="statistics/3")),
        (("statistics/2", "statistics/1"), Choice(schema="statistics/2")),
        (("statistics/2", "statistics/3", "statistics/4"), Choice(schema="statistics/3")),
        (("statistics/7",), Choice(schema="statistics/3", due="node")),
        (("statistics/1", "statistics/7"), Choice(schema="statistics/3", due="node")),
        (("statistics/1",), Choice(schema="statistics/2", due="hub")),
        (("availability/9",), Choice(schema="statistics/3")),
        ((), Choice(schema="statistics/3")),
    ],
)
def test_a_node_sends_the_newest_that_is_wanted_and_never_less_than_its_floor(
    hub: tuple[str, ...], choice: Choice
) -> None:
    assert choose(OWN, hub, floor=FLOOR) == choice


@given(NUMBERS, st.sets(st.integers(1, 30)), st.integers(1, 30))
def test_no_hub_talks_a_node_below_its_floor(own: set[int], hub: set[int], floor: int) -> None:
    own = {number for number in own if number >= floor} | {floor}
    choice = choose(named(own), named(hub), floor=f"availability/{floor}")
    number = int(choice.schema.partition("/")[2])
    assert number >= floor
    assert number in own
    assert (number in hub) == bool(own & hub)


@given(NUMBERS, NUMBERS)
def test_a_hub_asks_for_the_newest_that_both_know(hub: set[int], node: set[int]) -> None:
    asked = wanted(named(hub), named(node))
    assert asked == (f"availability/{max(hub & node or hub)}",)
    sent = choose(named(node), asked, floor=f"availability/{min(node)}")
    if hub & node:
        assert sent == Choice(schema=asked[0])


def test_a_hub_asks_for_every_kind_it_takes() -> None:
    taken = ("availability/1", "availability/2", "rotation/1")
    assert wanted(taken, ("availability/1", "contact/1")) == ("availability/1", "rotation/1")
    assert wanted(taken, ()) == ("availability/2", "rotation/1")


def test_a_program_that_cannot_reach_its_own_floor_is_a_defect() -> None:
    with pytest.raises(ValueError, match="statistics/4"):
        choose(OWN, (), floor="statistics/4")
