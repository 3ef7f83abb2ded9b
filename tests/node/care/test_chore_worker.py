import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from node.care import rules, store
from node.care.model import Chore, ChoreRun
from node.care.worker import ChoreWorker
from shared.runtime.database import Database
from shared.runtime.fault import Fault, StorageError
from shared.text import Text
from tests.node.conftest import ROOT

DAY = timedelta(days=1)


class Waits:
    """A clock whose sleeps are noted, and end when the test says so."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
        self.asked: list[datetime] = []
        self._changed = asyncio.Condition()

    def now(self) -> datetime:
        """Return the told instant."""
        return self.instant

    def monotonic(self) -> float:
        """Return the told instant in seconds."""
        return self.instant.timestamp()

    async def sleep_until(self, instant: datetime) -> None:
        """Sleep until the test has moved the clock there."""
        self.asked.append(instant)
        async with self._changed:
            await self._changed.wait_for(lambda: self.instant >= instant)

    async def go(self, ahead: timedelta) -> None:
        """Move the clock."""
        async with self._changed:
            self.instant += ahead
            self._changed.notify_all()


class Work:
    """Counts how often it was done, and fails when told to."""

    def __init__(self) -> None:
        self.done = 0
        self.error: Exception | None = None

    async def __call__(self) -> None:
        """Do it once."""
        self.done += 1
        if self.error is not None:
            raise self.error


async def eventually(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 (a test looks from outside)
            await asyncio.sleep(0.01)


def _slept(clock: Waits, times: int) -> bool:
    """Tell whether the worker has gone to sleep so often."""
    return len(clock.asked) >= times


async def ended(task: asyncio.Task[None]) -> None:
    """End a worker."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.fixture
async def opened(tmp_path: Path) -> Database:
    path, migrations = tmp_path / "node.db", ROOT / "node" / "migrations"
    return await Database.open(path, migrations, clock=Waits())


async def run_of(database: Database, name: str) -> ChoreRun:
    """Return what is stored of a chore."""
    runs = await database.read(store.runs)
    return next(run for run in runs if run.name == name)


async def test_chores_run_after_the_start_and_at_their_distance(opened: Database) -> None:
    clock, work = Waits(), Work()
    worker = ChoreWorker([Chore("erase", DAY, work)], opened, clock)
    async with opened:
        running = asyncio.create_task(worker.run())
        await eventually(lambda: clock.asked)
        assert work.done == 0
        await clock.go(rules.FIRST_AFTER)
        await eventually(lambda: work.done == 1)
        for hour in range(48):
            await eventually(partial(_slept, clock, hour + 2))
            assert work.done == 1 + hour // 24
            await clock.go(timedelta(hours=1))
        await eventually(lambda: work.done == 3)
        await eventually(partial(_slept, clock, 50))
        run = await run_of(opened, "erase")
        assert (run.failures, run.trouble) == (0, None)
        assert run.last_ok_at is not None
        await ended(running)


async def test_a_failing_chore_is_told_retried_and_stops_no_other(
    opened: Database, logs: io.StringIO
) -> None:
    clock, bad, good = Waits(), Work(), Work()
    bad.error = Fault(Text.of("The disk of {name} is full.", name="Zqohjaaja"))
    worker = ChoreWorker([Chore("bad", DAY, bad), Chore("good", DAY, good)], opened, clock)
    async with opened:
        running = asyncio.create_task(worker.run())
        await eventually(lambda: clock.asked)
        await clock.go(rules.FIRST_AFTER + rules.SPREAD)
        await eventually(lambda: len(clock.asked) == 2)
        assert (bad.done, good.done) == (1, 1)
        run = await run_of(opened, "bad")
        assert (run.failures, str(run.trouble)) == (1, "The disk of Zqohjaaja is full.")
        bad.error = None
        await clock.go(rules.FIRST_RETRY)
        await eventually(lambda: len(clock.asked) == 3)
        assert (await run_of(opened, "bad")).failures == 0
        assert bad.done == 2
        assert "chore.failed" in logs.getvalue()
        assert "Zqohjaaja" not in logs.getvalue()
        await ended(running)


async def test_a_defect_says_nothing_of_itself(opened: Database) -> None:
    clock, work = Waits(), Work()
    work.error = KeyError("Zqohjaaja")
    worker = ChoreWorker([Chore("erase", DAY, work)], opened, clock)
    async with opened:
        running = asyncio.create_task(worker.run())
        async with asyncio.timeout(60):
            await worker.press("erase")
        run = await run_of(opened, "erase")
        assert "KeyError" in str(run.trouble)
        assert "Zqohjaaja" not in str(run.trouble)
        await ended(running)


async def test_a_press_runs_it_at_once_and_waits_for_its_end(opened: Database) -> None:
    clock, work = Waits(), Work()
    worker = ChoreWorker([Chore("erase", DAY, work)], opened, clock)
    async with opened:
        running = asyncio.create_task(worker.run())
        await eventually(lambda: clock.asked)
        async with asyncio.timeout(60):
            await worker.press("erase")
        assert work.done == 1
        assert not worker.is_busy("erase")
        with pytest.raises(KeyError):
            await worker.press("unknown")
        await ended(running)


async def test_what_is_asked_for_runs_soon_and_nobody_waits(opened: Database) -> None:
    clock, work = Waits(), Work()
    worker = ChoreWorker([Chore("erase", DAY, work)], opened, clock)
    async with opened:
        running = asyncio.create_task(worker.run())
        await eventually(lambda: clock.asked)
        worker.ask("erase")
        worker.ask("unknown")
        assert worker.is_busy("erase")
        assert not worker.is_busy("unknown")
        await eventually(lambda: work.done == 1)
        await ended(running)


async def test_while_it_runs_it_is_busy_and_a_stop_counts_as_not_done(opened: Database) -> None:
    clock, begun = Waits(), asyncio.Event()

    async def long() -> None:
        begun.set()
        await asyncio.Event().wait()

    worker = ChoreWorker([Chore("erase", DAY, long)], opened, clock)
    async with opened:
        running = asyncio.create_task(worker.run())
        pressed = asyncio.create_task(worker.press("erase"))
        await begun.wait()
        assert worker.is_busy("erase")
        await ended(running)
        async with asyncio.timeout(60):
            await pressed
        run = await run_of(opened, "erase")
        assert (run.failures, run.last_ok_at) == (1, None)


async def test_a_chore_that_never_ends_is_given_up(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.care.worker.LONGEST_RUN", timedelta(seconds=0.05))
    clock = Waits()
    worker = ChoreWorker([Chore("erase", DAY, asyncio.Event().wait)], opened, clock)  # type: ignore[arg-type]
    async with opened:
        running = asyncio.create_task(worker.run())
        async with asyncio.timeout(60):
            await worker.press("erase")
        assert "took too long" in str((await run_of(opened, "erase")).trouble)
        await ended(running)


async def test_a_time_out_of_the_chore_s_own_is_not_told_as_the_worker_s(opened: Database) -> None:
    clock, work = Waits(), Work()
    work.error = TimeoutError()
    worker = ChoreWorker([Chore("erase", DAY, work)], opened, clock)
    async with opened:
        running = asyncio.create_task(worker.run())
        async with asyncio.timeout(60):
            await worker.press("erase")
        trouble = str((await run_of(opened, "erase")).trouble)
        assert "took too long" not in trouble
        assert "TimeoutError" in trouble
        await ended(running)


async def test_a_fatal_fault_of_the_database_ends_the_worker(opened: Database) -> None:
    clock, work = Waits(), Work()
    work.error = StorageError(Text.of("Writing stopped."), fatal=True)
    worker = ChoreWorker([Chore("erase", DAY, work)], opened, clock)
    async with opened:
        running = asyncio.create_task(worker.run())
        await worker.press("erase")
        with pytest.raises(StorageError):
            await running


async def test_chores_of_an_older_version_are_forgotten(opened: Database) -> None:
    clock = Waits()
    async with opened:
        await opened.write(lambda db: store.began(db, "gone", clock.now(), Text.of("x")))
        running = asyncio.create_task(ChoreWorker([], opened, clock).run())
        await eventually(lambda: clock.asked)
        assert await opened.read(store.runs) == ()
        await ended(running)


async def test_it_never_sleeps_shorter_than_a_second_or_longer_than_an_hour(
    opened: Database,
) -> None:
    clock, work = Waits(), Work()
    worker = ChoreWorker([Chore("erase", timedelta(seconds=1), work)], opened, clock)
    async with opened:
        running = asyncio.create_task(worker.run())
        await eventually(lambda: clock.asked)
        await clock.go(timedelta(minutes=1))
        await eventually(lambda: work.done == 1)
        await eventually(lambda: len(clock.asked) == 2)
        assert clock.asked[1] - clock.now() == timedelta(seconds=1)
        assert work.done == 1
        await ended(running)
