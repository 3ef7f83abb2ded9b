import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from shared.runtime import supervise
from shared.runtime.fault import Fault, StorageError
from shared.runtime.supervise import Worker
from shared.text import Text

QUICK = 0.001


async def forever() -> None:
    """Run until cancelled."""
    await asyncio.Event().wait()


def failing(
    times: int, error: Exception, then: asyncio.Event
) -> tuple[list[float], Callable[[], Awaitable[None]]]:
    """Return the instants of the calls, and a worker that fails so often, then sets `then`."""
    calls: list[float] = []

    async def run() -> None:
        calls.append(asyncio.get_running_loop().time())
        if len(calls) <= times:
            raise error
        then.set()
        await forever()

    return calls, run


async def test_a_failing_worker_is_started_again_later_each_time() -> None:
    stop = asyncio.Event()
    calls, run = failing(4, ValueError("x"), stop)
    async with asyncio.timeout(60):
        await supervise.run([Worker("push", run)], stop=stop, first_delay_s=0.01)
    pauses = [b - a for a, b in pairwise(calls)]
    assert all(p >= least for p, least in zip(pauses, (0.01, 0.02, 0.04, 0.08), strict=True))


async def test_the_delay_has_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    sleep = asyncio.sleep

    async def noted(delay_s: float) -> None:
        asked.append(delay_s)
        await sleep(0)

    monkeypatch.setattr("shared.runtime.supervise.asyncio.sleep", noted)
    stop = asyncio.Event()
    calls, run = failing(8, ValueError("x"), stop)
    async with asyncio.timeout(60):
        await supervise.run([Worker("push", run)], stop=stop, first_delay_s=10)
    assert len(calls) == 9
    assert asked == [10, 20, 40, *[60] * 5]


async def test_one_worker_s_fault_does_not_end_the_others() -> None:
    stop, ended = asyncio.Event(), []

    async def steady() -> None:
        try:
            await forever()
        finally:
            ended.append("steady")

    _, run = failing(3, Fault(Text.of("Gone.")), stop)
    await supervise.run(
        [Worker("steady", steady), Worker("push", run)], stop=stop, first_delay_s=QUICK
    )
    assert ended == ["steady"]


async def test_it_ends_when_all_have_returned() -> None:
    done = []

    async def once() -> None:
        done.append(1)

    async with asyncio.timeout(60):
        await supervise.run([Worker("a", once), Worker("b", once)], stop=asyncio.Event())
    assert done == [1, 1]


async def test_a_fatal_storage_error_ends_everything() -> None:
    async def broken() -> None:
        raise StorageError(Text.of("Broken."), fatal=True)

    async with asyncio.timeout(60):
        with pytest.raises(StorageError, match="Broken"):
            await supervise.run(
                [Worker("steady", forever), Worker("ledger", broken)], stop=asyncio.Event()
            )


async def test_workers_may_put_things_away_when_stopped() -> None:
    stop, put_away = asyncio.Event(), []

    async def careful() -> None:
        try:
            await forever()
        finally:
            await asyncio.sleep(0.01)
            put_away.append(1)

    asyncio.get_running_loop().call_soon(stop.set)
    await supervise.run([Worker("careful", careful)], stop=stop)
    assert put_away == [1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything(number: signal.Signals) -> None:
    async def main() -> bool:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), number)
        async with asyncio.timeout(60):
            await supervise.run([Worker("steady", forever)], stop=stop)
        return stop.is_set()

    before = signal.getsignal(number)
    assert supervise.start(main())
    assert signal.getsignal(number) == before


async def test_cancelling_it_ends_the_workers() -> None:
    begun, ended = asyncio.Event(), []

    async def steady() -> None:
        begun.set()
        try:
            await forever()
        finally:
            ended.append(1)

    task = asyncio.create_task(supervise.run([Worker("a", steady)], stop=asyncio.Event()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == [1]
