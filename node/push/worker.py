"""The loop around the sender: turns while there is work, then rest until the computed instant.

It wakes by an event, set after a local commit, or when the instant has come; it never polls.
"""

import asyncio
from datetime import timedelta

from node.push.sender import Rest, Sender
from shared.runtime.clock import Clock

LONGEST_REST = timedelta(hours=1)
SHORTEST_REST = timedelta(seconds=1)


class PushWorker:
    """Runs a Sender inside `serve`."""

    def __init__(self, sender: Sender, clock: Clock) -> None:
        self.sender = sender
        self._clock = clock
        self._woken = asyncio.Event()
        self._pressed: list[asyncio.Future[None]] = []

    def wake(self) -> None:
        """Say that facts were committed; waits that were promised to the hub are kept."""
        self._woken.set()

    async def press(self) -> None:
        """Have a try at once, as a person asks for it; return when nothing more can be done now."""
        pressed = asyncio.get_running_loop().create_future()
        self._pressed.append(pressed)
        self._woken.set()
        await pressed

    async def run(self) -> None:
        """Work and rest until cancelled."""
        try:
            while True:
                await self._sleep(await self._work())
        finally:
            _answer(self._pressed)
            await self.sender.close()

    async def _work(self) -> Rest:
        self._woken.clear()
        pressed, self._pressed = self._pressed, []
        try:
            return await until_rest(self.sender, urgent=bool(pressed))
        finally:
            _answer(pressed)

    async def _sleep(self, rest: Rest) -> None:
        """Sleep until the rest is over or somebody wakes us, an hour at most."""
        now = self._clock.now()
        latest = now + LONGEST_REST
        until = max(min(rest.until or latest, latest), now + SHORTEST_REST)
        woken = asyncio.create_task(self._woken.wait())
        timer = asyncio.create_task(self._clock.sleep_until(until))
        try:
            await asyncio.wait(
                {woken, timer},
                # By no clock that can be set: one put back by years must not let us sleep so long.
                timeout=LONGEST_REST.total_seconds(),
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:  # Not awaited: whoever cancels us meanwhile must not be swallowed with them.
            woken.cancel()
            timer.cancel()


async def until_rest(sender: Sender, *, urgent: bool = False) -> Rest:
    """Let the sender take turns until nothing more can be done now."""
    while (rest := await sender.turn(urgent=urgent)) is None:
        pass
    return rest


def _answer(pressed: list[asyncio.Future[None]]) -> None:
    """Let everybody who pressed go on; the status tells them what came of it."""
    for one in pressed:
        if not one.done():
            one.set_result(None)
