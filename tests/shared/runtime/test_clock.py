import asyncio
from datetime import UTC, datetime, timedelta

from shared.runtime.clock import ShiftedClock, SystemClock

INSTANT = datetime(2026, 11, 21, 20, 0, 0, 900_000, tzinfo=UTC)


def test_now_is_utc_and_whole_seconds() -> None:
    now = SystemClock().now()
    assert (now.utcoffset(), now.microsecond) == (timedelta(0), 0)


def test_a_shifted_clock_is_a_year_ahead() -> None:
    year = timedelta(days=365)
    before = SystemClock().now()
    ahead = ShiftedClock(year).now()
    assert before + year <= ahead <= SystemClock().now() + year


async def test_a_sleep_ends_when_now_has_reached_the_instant() -> None:
    clock = SystemClock()
    instant = clock.now() + timedelta(seconds=1)
    async with asyncio.timeout(60):
        await clock.sleep_until(instant)
    assert clock.now() >= instant


async def test_a_sleep_until_the_past_ends_at_once() -> None:
    clock = SystemClock()
    async with asyncio.timeout(0.5):
        await clock.sleep_until(clock.now() - timedelta(days=1))


async def test_a_sleep_notices_that_the_clock_was_set() -> None:
    class Jumping(ShiftedClock):
        """A clock that is set a day ahead at the second look."""

        looks = 0

        def _precisely(self) -> datetime:
            self.looks += 1
            return INSTANT + timedelta(days=1 if self.looks > 1 else 0)

    clock = Jumping(timedelta(0))
    async with asyncio.timeout(60):
        await clock.sleep_until(INSTANT + timedelta(milliseconds=10))
    assert clock.looks == 2


def test_monotonic_only_grows() -> None:
    clock = SystemClock()
    assert clock.monotonic() <= clock.monotonic()
