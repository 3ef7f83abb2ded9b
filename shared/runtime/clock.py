"""The only place that asks what time it is. Everything else is handed a Clock or an instant."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.period import whole_second

LONGEST_SLEEP_S = 60.0


class Clock(Protocol):
    """What knows the time."""

    def now(self) -> datetime:
        """Return the instant, in UTC and whole seconds."""

    async def sleep_until(self, instant: datetime) -> None:
        """Return once `now()` has reached the instant."""

    def monotonic(self) -> float:
        """Return seconds that only grow, for measuring durations."""


class ShiftedClock:
    """The computer's clock, `offset` later: for tests, rehearsals and the demonstration."""

    def __init__(self, offset: timedelta) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """Return the shifted instant, in UTC and whole seconds."""
        return whole_second(self._precisely())

    async def sleep_until(self, instant: datetime) -> None:
        """Return once `now()` has reached the instant.

        Sleeps at most a minute at a time: the computer's clock may be set, or the computer sleep.
        """
        while (  # noqa: ASYNC110 (it waits for an instant, not for an event)
            left_s := (instant - self._precisely()).total_seconds()
        ) > 0:
            await asyncio.sleep(min(left_s, LONGEST_SLEEP_S))

    def monotonic(self) -> float:
        """Return seconds that only grow, for measuring durations."""
        return time.monotonic()

    def _precisely(self) -> datetime:
        return datetime.now(UTC) + self._offset  # noqa: TID251 (this is the place)


class SystemClock(ShiftedClock):
    """The computer's clock."""

    def __init__(self) -> None:
        super().__init__(timedelta(0))
