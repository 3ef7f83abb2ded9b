"""Workers that run side by side: one that fails is started again, one signal stops them all.

A fatal StorageError is not survived: everything stops and the service manager starts afresh.
"""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from shared.runtime import log
from shared.runtime.fault import StorageError

T = TypeVar("T")

FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 60.0
GRACE_S = 20.0
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Worker(Struct, frozen=True):
    """A named coroutine function that runs until it is cancelled, or returns when it is done."""

    name: str
    run: Callable[[], Awaitable[None]]


async def run(
    workers: Sequence[Worker], *, stop: asyncio.Event, first_delay_s: float = FIRST_DELAY_S
) -> None:
    """Run the workers until `stop` is set, SIGTERM or SIGINT comes, or all have returned.

    Raises the StorageError of a worker that met a fatal one, after all have ended.
    """
    with _signals(stop):
        tasks = [
            asyncio.create_task(_keep(worker, first_delay_s), name=worker.name)
            for worker in workers
        ]
        ending = asyncio.create_task(stop.wait())
        try:
            await _until_over(tasks, ending)
        finally:
            await _end([*tasks, ending])
    ended = (task for task in tasks if task.done() and not task.cancelled())
    errors = [error for task in ended if (error := task.exception())]  # each is looked at
    if errors:
        raise errors[0]


def start(main: Coroutine[Any, Any, T]) -> T:
    """Run a server's main coroutine on uvloop and return its result."""
    # The node runs on Python's own loop: two megabytes less, for one reader at a time.
    import uvloop  # noqa: PLC0415

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


async def _until_over(tasks: list[asyncio.Task[None]], ending: asyncio.Task[Any]) -> None:
    """Return when told to end, when all have returned, or when one has failed for good."""
    running: set[asyncio.Task[Any]] = set(tasks)
    while running and not ending.done():
        done, _ = await asyncio.wait({*running, ending}, return_when=asyncio.FIRST_COMPLETED)
        running -= done
        if any(task is not ending and task.exception() for task in done):
            return


async def _end(tasks: list[asyncio.Task[Any]]) -> None:
    """Cancel the tasks and give them time to put things away."""
    for task in tasks:
        task.cancel()
    _, late = await asyncio.wait(tasks, timeout=GRACE_S)
    for task in late:
        log.logger().error("worker.stuck", worker=task.get_name())


async def _keep(worker: Worker, first_delay_s: float) -> None:
    """Run the worker; after a failure wait, twice as long each time, and run it again."""
    delay_s = first_delay_s
    loop = asyncio.get_running_loop()
    while True:
        started = loop.time()
        try:
            await worker.run()
        except Exception as error:
            log.logger().error("worker.failed", worker=worker.name, **log.describe(error))
            if isinstance(error, StorageError) and error.fatal:
                raise
        else:
            log.logger().info("worker.ended", worker=worker.name)
            return
        if loop.time() - started > LONGEST_DELAY_S:  # It had recovered in between.
            delay_s = first_delay_s
        await asyncio.sleep(delay_s)
        delay_s = min(2 * delay_s, LONGEST_DELAY_S)


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """Let the first SIGTERM or SIGINT set `stop`; a second one ends the process at once."""
    loop = asyncio.get_running_loop()
    taken: list[signal.Signals] = []

    def heed() -> None:
        stop.set()
        while taken:
            loop.remove_signal_handler(taken.pop())

    for number in SIGNALS:
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, heed)  # only the main thread may
            taken.append(number)
    try:
        yield
    finally:
        while taken:
            loop.remove_signal_handler(taken.pop())
