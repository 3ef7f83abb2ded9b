"""A seed is a whole run: twice the same, byte for byte, whatever else differs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation import shrink, story, without
from tests.simulation.chance import Cut
from tests.simulation.plan import plan

ROOT = Path(__file__).parents[2]
SEED = 7
PRINT = (
    "from tests.simulation import story; from tests.simulation.plan import plan; "
    f"print('\\n'.join(story.run(plan({SEED}, short=True)).timeline))"
)


def test_the_same_seed_gives_the_same_timeline_in_this_process() -> None:
    first, second = (story.run(plan(SEED, short=True)) for _ in range(2))

    assert first.timeline
    assert first == second


@pytest.mark.process
def test_the_same_seed_gives_the_same_timeline_with_another_order_of_sets() -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", PRINT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert told[0]
    assert told[0] == told[1]


def test_another_seed_gives_another_timeline() -> None:
    first, second = (story.run(plan(seed, short=True)) for seed in (SEED, SEED + 1))

    assert first.timeline != second.timeline


def test_a_failing_run_becomes_smaller_and_still_fails() -> None:
    chosen = plan(1, short=True)
    with without.off("receipt_after_commit"):
        failing = story.run(chosen)
        cut, small = shrink.shrunk(failing, lambda cut: story.run(chosen, cut), tries=12)

        assert failing.violations
        assert small.violations
        assert sum(small.faults.values()) < sum(failing.faults.values())
        assert story.run(chosen, cut) == small
    assert story.run(chosen, Cut()).violations == []
