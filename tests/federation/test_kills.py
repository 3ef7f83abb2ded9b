"""A hundred kills of real processes: nothing acknowledged is lost, doubled or damaged."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.federation.kills import campaign

KILLS = int(os.environ.get("KILLS", "100"))


@pytest.mark.process
@pytest.mark.timeout(3600)  # two idle cores need some three minutes, two busy ones twenty
def test_fault_11_fault_12_nothing_acknowledged_is_lost_by_kills(
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
    assert len(tally.acknowledged) > KILLS // 10  # some two a kill; a slow machine has fewer
    # The rates are printed: how many of each kind chance hits, the machine's other work decides.
    every = ("kills with a report unacknowledged", "kills of a hub that was publishing")
    assert [kind for kind in every if not tally.moments[kind]] == []
