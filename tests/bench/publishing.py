"""From a report that changes one municipality to the published site, with the whole country there.

The real receiver, worker, publisher and static site in one process, as `serve` runs them; over when
the site itself answers with the changed page.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from hub.availability.snapshot import Snapshot
from hub.availability.worker import AvailabilityWorker
from hub.counter import Desk
from hub.opendata import render as opendata
from hub.parts import Parts
from hub.parts import parts as parts_of
from hub.settings import Settings
from hub.site import addresses
from hub.site.publish import Publisher
from hub.web.static import StaticSite
from shared.runtime.clock import SystemClock
from tests.bench import stand
from tests.bench.country import Network, networks
from tests.bench.parts import PARTS, Spent, watched
from tests.bench.rounds import Finding

EDITS = 11
GOAL_MS = 300.0


class NotPublishedError(Exception):
    """The site does not show what was reported."""


@dataclass
class Watch:
    """A publishing hub that tells when the site has switched."""

    hub: Parts
    switched: asyncio.Event = field(default_factory=asyncio.Event)
    working: asyncio.Task[None] | None = None

    async def publish(self, snapshot: Snapshot) -> None:
        """Publish as the hub does, and tell."""
        await self.hub.publish(snapshot)
        self.switched.set()

    def start(self) -> None:
        """Start the hub's worker around this `publish`."""
        desk, changed = self.hub.desk, self.hub.changed
        worker = AvailabilityWorker(
            desk.database, desk.clock, desk.reference, desk.policy, self.publish, changed
        )
        self.working = asyncio.create_task(worker.run())

    async def until_switched(self) -> None:
        """Wait for the switch. Raises what the worker raises."""
        waiting = asyncio.create_task(self.switched.wait())
        every = {waiting} if self.working is None else {waiting, self.working}
        done, _ = await asyncio.wait(every, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def stop(self) -> None:
        """Stop the worker."""
        if self.working:
            self.working.cancel()
            await asyncio.gather(self.working, return_exceptions=True)


async def fill(folder: Path) -> list[Network]:
    """Make the whole country's hub, with a year of reports in its ledger."""
    async with stand.desk_in(folder, SystemClock()) as desk:
        every = list(networks(desk.reference))
        await stand.live_a_year(desk, every)
    return every


async def measure(folder: Path, every: list[Network]) -> list[Finding]:
    """Measure the first publish from nothing, then single edits of one municipality."""
    async with stand.desk_in(folder, SystemClock()) as desk:
        watch = Watch(_parts(desk, Settings(data=folder)))
        begun = time.perf_counter()
        watch.start()
        try:
            await watch.until_switched()
            first = (time.perf_counter() - begun) * 1e3
            found = await _edits(desk, watch, every)
        finally:
            await watch.stop()
    return [
        *found,
        Finding(
            "publish from nothing, a year of ledger folded",
            [first],
            "ms",
            beside=f"{len(every)} networks",
        ),
    ]


async def _edits(desk: Desk, watch: Watch, every: list[Network]) -> list[Finding]:
    clock = SystemClock()
    receiving = stand.receiver(desk, clock, watch.hub.changed.set)
    whole: list[float] = []
    received: list[float] = []
    parts: list[Spent] = []
    for turn in range(EDITS):
        network = every[turn % 3]
        page = _page(desk, network)
        await watch.hub.publisher.settled()
        before = await fetch(watch.hub.site, page)
        report = network.signed(clock.now(), open_groups=turn // 3 % 2 == 0)
        watch.switched.clear()
        with watched() as spent:
            begun = time.perf_counter()
            await stand.take(receiving, report)
            received.append((time.perf_counter() - begun) * 1e3)
            await watch.until_switched()
            changed = await fetch(watch.hub.site, page) != before
            whole.append((time.perf_counter() - begun) * 1e3)
            await watch.hub.publisher.settled()
        parts.append(spent)
        if not changed:
            raise NotPublishedError(page)
    return [
        Finding("report to published site", whole, "ms", goal=("≤", GOAL_MS), beside="one edit"),
        Finding("  · receive, until the receipt", received, "ms"),
        *(Finding(f"  · {label}", [p[label] for p in parts], "ms") for label, _, _ in PARTS),
    ]


def _data(snapshot: Snapshot) -> Mapping[str, bytes]:
    """Return the open data; looked up late, so that a stop-watch may stand around it."""
    return opendata.render(snapshot)


def _parts(desk: Desk, settings: Settings) -> Parts:
    """Return the hub's parts, with a publisher that keeps all folders while we measure.

    For a minute ext4 walks around every inode that was freed: here edits follow each other within
    a second and each would pay for the pruning of all before it; in life they are minutes apart.
    """
    parts = parts_of(desk, settings)
    keeping = Publisher(desk.data, settings.site, desk.reference, _data, keep=3 * EDITS)
    return replace(parts, publisher=keeping)


def _page(desk: Desk, network: Network) -> str:
    place = desk.reference.municipality(network.municipalities[0])
    if place is None:
        raise LookupError(network.municipalities[0])
    return addresses.municipality("fi", place)


async def fetch(site: StaticSite, path: str) -> bytes:
    """Return what the site answers at a path."""
    said: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    await site(scope, receive, send)
    return b"%d " % said[0]["status"] + bytes(said[1]["body"])
