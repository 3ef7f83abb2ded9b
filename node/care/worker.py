"""The loop around the chores: one at a time, at computed instants; it never polls.

A chore that fails is logged without its data, tried again later and shown on the care page. One
that was missed while the machine was off runs soon after the start.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from node.care import rules, store
from node.care.model import Chore, ChoreRun
from node.care.rules import Due
from node.care.trouble import trouble_of
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.fault import Fault, StorageError
from shared.text import Text

LONGEST_REST = timedelta(hours=1)
SHORTEST_REST = timedelta(seconds=1)
LONGEST_RUN = timedelta(hours=3)
"""A disk far away that never answers must not keep the other chores waiting for ever."""
INTERRUPTED = Text.of("It has begun and not ended yet, or the node was stopped meanwhile.")


class ChoreWorker:
    """Runs the chores inside `serve`."""

    def __init__(self, chores: Sequence[Chore], database: Database, clock: Clock) -> None:
        self.chores = tuple(chores)
        self.at_work: str | None = None
        self._database = database
        self._clock = clock
        self._started = clock.now()
        self._woken = asyncio.Event()
        self._pressed: dict[str, list[asyncio.Future[None]]] = {}

    def is_busy(self, name: str) -> bool:
        """Tell whether a chore is at work, or was pressed and waits."""
        return self.at_work == name or name in self._pressed

    def next_runs(self, runs: Sequence[ChoreRun]) -> tuple[Due, ...]:
        """Return when each chore will run next, the earliest first."""
        now = self._clock.now()
        return rules.plan(self.chores, runs, started=self._started, now=now)

    async def press(self, name: str) -> None:
        """Have a chore run as soon as the one at work has ended; return when it has.

        Its result, good or bad, is in the database. Raises KeyError for an unknown name.
        """
        if name not in {chore.name for chore in self.chores}:
            raise KeyError(name)
        pressed = asyncio.get_running_loop().create_future()
        self._pressed.setdefault(name, []).append(pressed)
        self._woken.set()
        await pressed

    def ask(self, name: str) -> None:
        """Have a chore run as soon as the one at work has ended; nobody waits for it."""
        if name in {chore.name for chore in self.chores}:
            self._pressed.setdefault(name, [])
            self._woken.set()

    async def run(self) -> None:
        """Do what is due and rest, until cancelled."""
        self._started = self._clock.now()
        names = [chore.name for chore in self.chores]
        try:
            await self._database.write(lambda db: store.forget_others(db, names))
            while True:
                self._woken.clear()
                await self._sleep(await self._work())
        finally:
            for waiting in self._pressed.values():
                _answer(waiting)

    async def _work(self) -> datetime:
        """Run everything that is due and return when the next chore will be."""
        while True:
            now = self._clock.now()
            if (pressed := next(iter(self._pressed), None)) is not None:
                await self._press(pressed)
                continue
            runs = await self._database.read(store.runs)
            waiting = rules.plan(self.chores, runs, started=self._started, now=now)
            if not waiting:
                return now + LONGEST_REST
            if waiting[0].at > now:
                return waiting[0].at
            await self._run(waiting[0].chore)

    async def _press(self, name: str) -> None:
        waiting = self._pressed.pop(name)
        try:
            await self._run(next(chore for chore in self.chores if chore.name == name))
        finally:
            _answer(waiting)

    async def _run(self, chore: Chore) -> None:
        """Run one chore and remember what came of it. Raises a fatal StorageError alone."""
        began = self._clock.now()
        await self._database.write(lambda db: store.began(db, chore.name, began, INTERRUPTED))
        self.at_work = chore.name
        try:
            async with _no_longer_than(LONGEST_RUN):
                await chore.run()
        except Exception as error:  # a failing chore ends no other
            log.logger().error("chore.failed", worker=chore.name, **log.describe(error))
            if isinstance(error, StorageError) and error.fatal:
                raise
            trouble, ended = trouble_of(error), self._clock.now()
            await self._database.write(lambda db: store.failed(db, chore.name, ended, trouble))
        else:
            ended = self._clock.now()
            await self._database.write(lambda db: store.ended_well(db, chore.name, ended))
        finally:
            self.at_work = None

    async def _sleep(self, until: datetime) -> None:
        """Sleep until the instant or a press, an hour at most."""
        now = self._clock.now()
        until = max(min(until, now + LONGEST_REST), now + SHORTEST_REST)
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


@asynccontextmanager
async def _no_longer_than(limit: timedelta) -> AsyncIterator[None]:
    """Give up what takes too long. Raises Fault; a time-out of the chore's own stays what it is."""
    try:
        async with asyncio.timeout(limit.total_seconds()) as ours:
            yield
    except TimeoutError as error:
        if not ours.expired():
            raise
        raise Fault(Text.of("It took too long and was given up.")) from error


def _answer(pressed: list[asyncio.Future[None]]) -> None:
    for one in pressed:
        if not one.done():
            one.set_result(None)
