"""The worker publishes after every change and when time alone changes the picture."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import pytest

from hub.availability.snapshot import Snapshot
from hub.availability.worker import AvailabilityWorker
from shared.runtime.database import Database
from tests.hub.availability.build import POLICY, PORVOO, REFERENCE, offer, report
from tests.hub.availability.ledgers import BEGIN, MIGRATIONS, admit, after, midnight, push


class ManualClock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.instant = BEGIN
        self.asked: list[datetime] = []
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.instant

    async def sleep_until(self, instant: datetime) -> None:
        """Return once it was set to the instant or a later one."""
        self.asked.append(instant)
        while self.instant < instant:
            self._moved.clear()
            await self._moved.wait()

    def monotonic(self) -> float:
        """Return always the same: nothing is measured."""
        return 0.0

    def set(self, instant: datetime) -> None:
        """Set the clock and wake who sleeps."""
        self.instant = instant
        self._moved.set()


class Desk:
    """A worker on a database, and what it published."""

    def __init__(self, database: Database) -> None:
        self.clock = ManualClock()
        self.changed = asyncio.Event()
        self.database = database
        self.published: list[Snapshot] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._grown = asyncio.Condition()
        self.worker = AvailabilityWorker(
            database, self.clock, REFERENCE, POLICY, self.publish, self.changed
        )

    async def publish(self, snapshot: Snapshot) -> None:
        """Keep the snapshot, once the gate is open."""
        await self.gate.wait()
        async with self._grown:
            self.published.append(snapshot)
            self._grown.notify_all()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return once what was published fulfils the condition."""
        async with asyncio.timeout(60), self._grown:
            await self._grown.wait_for(condition)

    def states(self) -> list[str]:
        """Return Porvoo's state in everything that was published."""
        return [
            next(r.state for r in s.availability.municipalities if r.municipality == PORVOO)
            for s in self.published
        ]

    async def group(self, days: float) -> None:
        """Let a report with an open group arrive."""
        given = report("east", {PORVOO: "groups"}, (offer(PORVOO),))
        await self.database.write(lambda db: push(db, given, days))
        self.changed.set()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = ManualClock()
    async with await Database.open(tmp_path / "hub.sqlite", MIGRATIONS, clock=clock) as database:
        await database.write(admit)
        found = Desk(database)
        task = asyncio.create_task(found.worker.run())
        await found.until(lambda: len(found.published) == 1)
        yield found
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_publishes_at_once_when_it_starts_and_after_a_report(desk: Desk) -> None:
    await desk.group(0)
    await desk.until(lambda: len(desk.published) == 2)

    assert desk.states() == ["unknown", "open"]


async def test_it_sleeps_until_time_changes_the_picture(desk: Desk) -> None:
    desk.clock.set(midnight(1))
    await desk.until(lambda: len(desk.published) == 2)

    assert desk.clock.asked[0] == midnight(1)
    assert desk.published[1].availability.made_at == midnight(1)
    assert {run.last for run in desk.published[1].history} == {BEGIN.date()}


async def test_what_comes_while_it_publishes_is_published_together(desk: Desk) -> None:
    desk.gate.clear()
    desk.clock.set(after(0.1))
    for _ in range(5):
        await desk.group(0.1)
        await asyncio.sleep(0)
    desk.gate.set()
    await desk.until(lambda: desk.published[-1].availability.ledger_entries == 8)

    assert len(desk.published) <= 3


async def test_a_silent_network_turns_unknown_without_any_event(desk: Desk) -> None:
    await desk.group(0)
    await desk.until(lambda: len(desk.published) == 2)
    desk.clock.set(after(14))
    await desk.until(lambda: len(desk.published) == 3)

    assert desk.states() == ["unknown", "open", "unknown"]
