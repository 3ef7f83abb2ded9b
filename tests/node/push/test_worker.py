import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from node.push import bell
from node.push.sender import Rest
from node.push.worker import PushWorker
from shared.runtime import wake
from tests.node.push.conftest import Stand


class PatientClock:
    """A clock whose sleeps last until the test ends them; it notes what it was asked for."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant
        self.asked: list[datetime] = []

    def now(self) -> datetime:
        """Return the instant."""
        return self.instant

    async def sleep_until(self, instant: datetime) -> None:
        """Sleep for good."""
        self.asked.append(instant)
        await asyncio.Event().wait()

    def monotonic(self) -> float:
        """Return seconds."""
        return self.instant.timestamp()


async def eventually(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 (a test looks from outside)
            await asyncio.sleep(0.01)


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.fixture
def patient(stand: Stand) -> PatientClock:
    return PatientClock(stand.clock.now())


async def test_a_commit_wakes_the_sleeping_worker(stand: Stand, patient: PatientClock) -> None:
    worker = PushWorker(stand.sender(), patient)
    running = asyncio.create_task(worker.run())
    await eventually(lambda: patient.asked)

    await stand.none("297")
    worker.wake()
    await eventually(lambda: len(stand.hub.reports_kept) == 2)

    await ended(running)


async def test_a_press_returns_after_the_try_it_asked_for(
    stand: Stand, patient: PatientClock
) -> None:
    stand.hub.reachable = False
    worker = PushWorker(stand.sender(), patient)
    running = asyncio.create_task(worker.run())
    await eventually(lambda: patient.asked)
    stand.hub.reachable = True

    async with asyncio.timeout(60):
        await worker.press()

    assert len(stand.hub.reports_kept) == 1
    await ended(running)


async def test_a_worker_that_is_cancelled_while_it_is_woken_ends(
    stand: Stand, patient: PatientClock
) -> None:
    worker = PushWorker(stand.sender(), patient)
    running = asyncio.create_task(worker.run())
    await eventually(lambda: patient.asked)

    worker.wake()
    pressing = asyncio.create_task(worker.press())
    await asyncio.sleep(0)
    await ended(running)

    async with asyncio.timeout(60):
        await pressing


async def test_the_worker_never_sleeps_less_than_a_second_nor_more_than_an_hour(
    stand: Stand, patient: PatientClock
) -> None:
    worker = PushWorker(stand.sender(), patient)
    now = patient.instant

    for until in (now, now - timedelta(days=9), now + timedelta(days=9), None):
        task = asyncio.create_task(worker._sleep(Rest(until)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        worker.wake()
        await task
        worker._woken.clear()

    shortest, longest = timedelta(seconds=1), timedelta(hours=1)
    assert len(patient.asked) == 4
    assert all(shortest <= asked - now <= longest for asked in patient.asked)


async def test_the_socket_answers_with_the_status_after_a_push(
    stand: Stand, patient: PatientClock, tmp_path: Path
) -> None:
    worker = PushWorker(stand.sender(), patient)
    answer = bell.answerer(worker, stand.database)
    tasks = [
        asyncio.create_task(worker.run()),
        asyncio.create_task(wake.serve(tmp_path / wake.FILE_NAME, answer)),
    ]
    await eventually((tmp_path / wake.FILE_NAME).exists)
    await stand.none("297")

    pushed = await bell.ring(tmp_path, "push")
    asked = await bell.ring(tmp_path, "status")
    await bell.wake_up(tmp_path)

    assert pushed is not None
    assert (pushed.phase, pushed.queued, pushed.dirty_since) == ("confirmed", None, None)
    assert asked == pushed
    for task in tasks:
        await ended(task)


async def test_nobody_answers_where_nobody_serves(tmp_path: Path) -> None:
    assert await bell.ring(tmp_path, "status") is None
    await bell.wake_up(tmp_path)


async def test_the_status_is_plain_json(stand: Stand) -> None:
    worker = PushWorker(stand.sender(), stand.clock)

    answered = json.loads(await bell.answerer(worker, stand.database)(b"status"))

    assert answered["phase"] == "away"
    assert answered["network"] == "Esimerkki"
