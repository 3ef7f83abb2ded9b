"""Ten thousand nodes come back at once (fault 29): the hub is never asked too much, all get in.

Ten thousand in virtual time around the real turns and the real backoff; a thousand of them with
real signatures against the real use cases. The whole ten thousand with both: `make soak`.
"""

from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.load.returning import (
    EventClock,
    ModelHub,
    after_a_power_cut,
    after_an_outage,
    real,
    run,
    turns,
)

NODES = 10_000
PEAK = 100
MINUTES = 20

Begun = Callable[[int, int], Iterator[tuple[float, int]]]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("begun", [after_an_outage, after_a_power_cut])
async def test_fault_29_ten_thousand_nodes_come_back_at_once(begun: Begun, seed: int) -> None:
    clock = EventClock()
    course = await run(ModelHub(turns(clock)), clock, begun(NODES, seed), seed)
    assert len(course.current_at) == NODES
    assert course.peak <= PEAK
    assert course.last_minute <= MINUTES


async def test_fault_29_a_thousand_come_back_in_a_minute_to_the_real_hub(tmp_path: Path) -> None:
    clock, count = EventClock(), 1000
    async with AsyncExitStack() as stack:
        hub = await real(stack, tmp_path / "hub", count, clock)
        course = await run(hub, clock, after_a_power_cut(count, 1), 1)
    assert len(course.current_at) == count
    assert course.told_to_wait
    assert course.peak <= PEAK
    assert course.last_minute <= MINUTES
