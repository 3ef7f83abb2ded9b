"""A machine that runs one process at a time: what it runs dies with it, what it stored stays.

A crash is a stop at a drawn await or commit: from then on nothing the process still does has any
effect, because its database, its mirror and its line are dead.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Protocol

from tests.simulation.chance import Chance
from tests.simulation.clock import MachineClock

SLOW, SLOW_S = 0.02, 3.0
"""How often an await takes real time, and at most how long: so that work of several overlaps."""

current: ContextVar["Machine"] = ContextVar("machine")
"""The machine whose process the running task belongs to."""


class Mortal(Protocol):
    """What dies with a process."""

    def kill(self) -> None:
        """Have no effect from now on."""


class KilledError(BaseException):
    """The process dies here; no code of the process catches this."""


class Machine:
    """One computer: a folder, a clock, and at most one living process (`life` counts them)."""

    def __init__(self, name: str, folder: Path, chance: Chance, say: Callable[[str], None]) -> None:
        self.name = name
        self.folder = folder
        self.clock = MachineClock()
        self.chance = chance
        self.draw = chance.of(f"machine {name}")
        self.alive = False
        self.life = 0
        self.doom: int | None = None
        self.disk_full = False
        self.broken_disk: str | None = None
        self.frail = 0.0
        self.deaths: list[Mortal] = []
        self.watchers: list[Callable[[Connection], None]] = []
        self.died = asyncio.Event()
        self.died.set()
        self._say = say
        self._tasks: set[asyncio.Task[Any]] = set()

    def say(self, what: str) -> None:
        """Write a line of the timeline in this machine's name."""
        self._say(f"{self.name}: {what}")

    def spawn(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Run a task of this machine's process; it dies with the process."""
        token = current.set(self)
        try:
            task = asyncio.get_running_loop().create_task(work)
        finally:
            current.reset(token)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def begin(self) -> None:
        """Begin a new process."""
        self.alive, self.doom = True, None
        self.died.clear()
        self.life += 1
        self.broken_disk = None

    def die(self) -> None:
        """End the process at once."""
        if not self.alive:
            return
        self.alive, self.doom = False, None
        self.died.set()
        dying, self.deaths = self.deaths, []
        for mortal in dying:
            mortal.kill()
        for task in list(self._tasks):
            task.cancel()

    def reaches(self, where: str) -> bool:
        """Tell whether the process dies at this point of its work; every await and commit asks."""
        if self.doom is None:
            return False
        self.doom -= 1
        if self.doom > 0:
            return False
        self.doom = None
        if not self.chance.counted(f"{self.kind} killed {where}"):
            return False
        self.say(f"killed {where}")
        return True

    def survives(self, where: str) -> None:
        """Pass this point of a transaction. Raises KilledError if the process dies at it."""
        if self.reaches(where):
            raise KilledError

    @property
    def kind(self) -> str:
        """Return what runs here: the name's first word."""
        return self.name.split(" ")[0]

    async def step(self, where: str) -> None:
        """Give others the turn, as every await does; the process may die here."""
        for _ in range(self.draw.randrange(3)):
            await asyncio.sleep(0)
        if self.draw.random() < SLOW:
            await asyncio.sleep(self.draw.random() * SLOW_S)
        if self.reaches(where):
            self.die()
            await asyncio.sleep(0)  # the cancellation arrives here
