"""The whole site from nothing, in every language, in a process of its own: time and memory.

`python -m tests.bench.building FOLDER` builds the site of the hub in FOLDER, in another folder, and
prints what it took as one line of JSON; the country is the bench's, with a network everywhere.
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from hub.availability import project
from hub.availability.snapshot import Snapshot
from hub.settings import Settings
from hub.site.facts import LANGUAGES
from hub.site.publish import Publisher
from hub.web.static import StaticSite
from shared.reference import lookup
from shared.runtime.clock import SystemClock
from tests.bench import stand
from tests.bench.rounds import Finding

GOAL_S, GOAL_MB = 20.0, 300.0
LATER_DAYS = 2
ROUNDS = 3


def measure(country: Path) -> list[Finding]:
    """Build the site of a hub several times, each in a new process."""
    command = (sys.executable, "-m", "tests.bench.building", str(country))
    told = [
        json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        for _ in range(ROUNDS)
    ]
    beside = f"{told[0]['pages']:,} pages in {len(LANGUAGES)} languages"
    seconds = [each["seconds"] for each in told]
    peak = [each["peak_mb"] for each in told]
    return [
        Finding("the whole site from nothing", seconds, "s", goal=("≤", GOAL_S), beside=beside),
        Finding("  · peak memory, served, on the third day", peak, "MB", goal=("≤", GOAL_MB)),
    ]


async def build(country: Path) -> dict[str, float]:
    """Build and show the site, and anew on the next days.

    Return the first day's seconds and number of pages, and the peak memory of all.
    """
    snapshot = await _snapshot(country)
    with tempfile.TemporaryDirectory(prefix="voikukkia-build-", dir=country.parent) as name:
        publisher = Publisher(Path(name), Settings().site, lookup.load())
        begun = time.perf_counter()
        done = await publisher.publish(snapshot)
        seconds = time.perf_counter() - begun
        site = StaticSite()
        await site.show(done.folder)
        for days in range(1, LATER_DAYS + 1):  # every page again, for it tells its day
            await publisher.settled()
            await site.show((await publisher.publish(_later(snapshot, days))).folder)
        await publisher.settled()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mb": peak, "pages": done.rendered}


def _later(snapshot: Snapshot, days: int) -> Snapshot:
    made_at = snapshot.availability.made_at + timedelta(days=days)
    return replace(snapshot, availability=replace(snapshot.availability, made_at=made_at))


async def _snapshot(country: Path) -> Snapshot:
    async with stand.desk_in(country, SystemClock()) as desk:
        now, reference, policy = desk.now(), desk.reference, desk.policy
        await desk.database.write(lambda db: project.catch_up(db, reference, policy, now))
        snapshot, _ = await desk.read(lambda db: project.look(db, reference, policy, now))
    return snapshot


if __name__ == "__main__":
    print(json.dumps(asyncio.run(build(Path(sys.argv[1])))))  # noqa: T201 (a command line)
