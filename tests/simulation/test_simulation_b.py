"""A hundred seeds of the simulation; the other hundred stand in test_simulation_a.py."""

import pytest

from tests.simulation import story
from tests.simulation.plan import plan


@pytest.mark.parametrize("seed", range(101, 201))
def test_nothing_is_lost_doubled_forged_or_silently_stale(seed: int) -> None:
    outcome = story.run(plan(seed, short=True))

    again = f"python -m tests.simulation --replay {seed} --short --shrink"
    assert outcome.violations == [], "\n".join([*outcome.timeline[-40:], again])
    assert sum(outcome.faults.values()) > 0
