"""Clocks of single machines: virtual time, and how wrong each of them is."""

import asyncio
from datetime import UTC, datetime, timedelta

from shared.period import whole_second

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
"""A Monday: what time alone changes leaves a node on Mondays."""

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class MachineClock:
    """One machine's clock; `jump` puts it wrong, or right again."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._wrong = timedelta(0)
        self._sleepers: set[asyncio.Future[None]] = set()

    def now(self) -> datetime:
        """Return what this clock shows, in UTC and whole seconds."""
        return whole_second(self._precisely())

    def right(self) -> datetime:
        """Return what a right clock would show."""
        return self._start + timedelta(seconds=asyncio.get_running_loop().time())

    @property
    def is_right(self) -> bool:
        """Tell whether this clock shows the right time."""
        return not self._wrong

    def jump(self, wrong: timedelta) -> None:
        """Put the clock wrong by so much against the right time; sleepers look at it anew."""
        self._wrong = max(wrong, EARLIEST - self.right())
        for sleeper in list(self._sleepers):
            if not sleeper.done():
                sleeper.set_result(None)

    async def sleep_until(self, instant: datetime) -> None:
        """Return once `now()` has reached the instant."""
        loop = asyncio.get_running_loop()
        while (left_s := (instant - self._precisely()).total_seconds()) > 0:
            sleeper: asyncio.Future[None] = loop.create_future()
            self._sleepers.add(sleeper)
            timer = loop.call_later(left_s, _end, sleeper)
            try:
                await sleeper
            finally:
                timer.cancel()
                self._sleepers.discard(sleeper)

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return asyncio.get_running_loop().time()

    def _precisely(self) -> datetime:
        return self.right() + self._wrong


def _end(sleeper: "asyncio.Future[None]") -> None:
    if not sleeper.done():
        sleeper.set_result(None)
