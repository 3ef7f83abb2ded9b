"""A hundred kills of real processes: nothing acknowledged is lost, doubled or damaged."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.federation.kills import campaign

KILLS = int(os.environ.get("KILLS", "100"))


@pytest.mark.process
@pytest.mark.timeout(1500)  # two idle cores need some three minutes
def test_nothing_acknowledged_is_lost_by_kills(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    seed = int(os.environ.get("KILLS_SEED", random.SystemRandom().randrange(10**6)))
    told = [f"seed {seed}"]

    try:
        tally = campaign(tmp_path, KILLS, seed, told.append)
    finally:
        for line in told:
            record_property("kills", line)

    assert sum(tally.kills.values()) == KILLS
    assert len(tally.acknowledged) > KILLS // 2
    assert tally.moments["kills with a report unacknowledged"] >= KILLS // 4
    assert tally.moments["kills of a hub that was publishing"] >= KILLS // 10
