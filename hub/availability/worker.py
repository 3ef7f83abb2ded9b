"""Keep what is published true: project and publish after every change, and when time changes it.

It waits for the event that ingest sets, or for the next instant computed; it never polls. What
comes in while it publishes is published together, at once after it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from hub.availability import project
from hub.availability.snapshot import Snapshot
from shared.reference.lookup import Reference
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.session import Policy

LONGEST_WAIT_S = 21_600.0

Publish = Callable[[Snapshot], Awaitable[object]]


class AvailabilityWorker:
    """The one loop that calls `project`; give `run` to the supervisor."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        reference: Reference,
        policy: Policy,
        publish: Publish,
        changed: asyncio.Event,
    ) -> None:
        self._database = database
        self._clock = clock
        self._reference = reference
        self._policy = policy
        self._publish = publish
        self._changed = changed
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Publish, wait for a change or for time, and again, until cancelled."""
        while True:
            self._changed.clear()  # before the look: what comes later sets it again
            due = await self.refresh()
            await self._wait(due)

    async def refresh(self) -> datetime:
        """Project and publish once; return when time alone makes it necessary again.

        One at a time: an older snapshot is never published after a newer one.
        """
        async with self._turn:
            now = self._clock.now()
            entries = await self._database.write(
                lambda db: project.catch_up(db, self._reference, self._policy, now)
            )
            snapshot, due = await self._database.read(
                lambda db: project.look(db, self._reference, self._policy, now)
            )
            await self._publish(snapshot)
        log.logger().info("availability.projected", entries=entries, made_at=now, at=due)
        return due

    async def _wait(self, due: datetime) -> None:
        """Return when something changed, or at the instant.

        After a while in any case: a clock that is put back by years must not stop the map.
        """
        waits = (
            asyncio.create_task(self._changed.wait()),
            asyncio.create_task(self._clock.sleep_until(due)),
        )
        try:
            done, _ = await asyncio.wait(
                waits, timeout=LONGEST_WAIT_S, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
        finally:
            for task in waits:
                task.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
