"""An asyncio event loop without threads, sockets or real time; the seed decides every order.

Whatever is ready runs in a drawn order; when nothing is, time jumps to the next timer. asyncio's
own loop asks a selector how long to sleep: ours moves the time instead of sleeping.
"""

import asyncio
import itertools
import random
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class StuckError(RuntimeError):
    """Nothing is ready and no timer is set: whoever waits would wait for ever."""


class _Task(asyncio.Task[Any]):
    """A task whose place in a set does not hang on its address in memory."""

    def __init__(self, number: int, work: Coroutine[Any, Any, Any], **given: Any) -> None:
        self._number = number
        super().__init__(work, **given)

    def __hash__(self) -> int:
        return self._number


class _Future(asyncio.Future[Any]):
    """A future of the same kind."""

    def __init__(self, number: int, **given: Any) -> None:
        self._number = number
        super().__init__(**given)

    def __hash__(self) -> int:
        return self._number


class _NoSelector:
    """What stands where a real loop has its sockets."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        """Draw the order of what is ready, or let the time pass."""
        self._loop.turn(timeout)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """The loop of one run. `time()` starts at 0 and is in seconds, as asyncio wants it."""

    def __init__(self, draw: random.Random) -> None:
        super().__init__()
        self._now = 0.0
        self._draw = draw
        self._selector = _NoSelector(self)
        self._numbers = itertools.count(1)
        self.steps = 0

    def time(self) -> float:
        """Return the virtual seconds since the start."""
        return self._now

    def turn(self, timeout: float | None) -> None:
        """Shuffle what is ready; if nothing is, let `timeout` seconds pass."""
        ready: deque[asyncio.Handle] = self._ready  # type: ignore[attr-defined]
        self.steps += 1
        if len(ready) > 1:
            handles = list(ready)
            self._draw.shuffle(handles)
            ready.clear()
            ready.extend(handles)
        elif timeout is None:
            raise StuckError("every task waits, and nothing will ever happen")
        elif timeout > 0:
            self._now += timeout

    def create_task(self, work: Any, **given: Any) -> asyncio.Task[Any]:  # type: ignore[override]
        """Return a new task, numbered."""
        return _Task(next(self._numbers), work, loop=self, **given)

    def create_future(self) -> asyncio.Future[Any]:
        """Return a new future, numbered."""
        return _Future(next(self._numbers), loop=self)

    def run_in_executor(  # type: ignore[override]
        self, _executor: object, job: Callable[..., T], *given: Any
    ) -> asyncio.Future[T]:
        """Run what would go to a thread at once: threads have no place here."""
        future: asyncio.Future[T] = self.create_future()
        try:
            result = job(*given)
        except Exception as error:  # noqa: BLE001 (it goes to whoever awaits)
            future.set_exception(error)
        else:
            future.set_result(result)
        return future

    def _process_events(self, _events: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody sleeps who would have to be woken."""


def run(main: Coroutine[Any, Any, T], loop: VirtualLoop) -> T:
    """Run to the end of `main`, then end every task that is left."""
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        asyncio.set_event_loop(None)
        loop.close()
