"""A hundred kills of real processes: nothing acknowledged is lost, doubled or damaged (Shows 5)."""

import os
import random
import sys
from pathlib import Path

import pytest

from tests.federation.kills import campaign

KILLS = int(os.environ.get("KILLS", "100"))


@pytest.mark.process
def test_nothing_acknowledged_is_lost_by_kills(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("KILLS_SEED", random.SystemRandom().randrange(10**6)))

    def tell(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n    {line}")

    tell(f"seed {seed}")
    tally = campaign(tmp_path, KILLS, seed, tell)

    assert sum(tally.kills.values()) == KILLS
    assert len(tally.acknowledged) > KILLS // 2
    assert tally.moments["kills with a report unacknowledged"] >= KILLS // 4
    assert tally.moments["kills of a hub that was publishing"] >= KILLS // 10
