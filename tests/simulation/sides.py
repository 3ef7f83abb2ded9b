"""The hub and the nodes of a run: the project's own composition, without sockets and pages."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from msgspec.structs import replace

from hub import app as hub_app
from hub.availability.snapshot import Snapshot
from hub.availability.worker import AvailabilityWorker
from hub.counter import Desk as HubDesk
from hub.settings import Limits
from hub.settings import Settings as HubSettings
from node import app as node_app
from node.desk import Desk as NodeDesk
from node.push.worker import PushWorker
from node.settings import Settings as NodeSettings
from shared.runtime import log
from shared.runtime.fault import Fault
from tests.simulation import http
from tests.simulation.http import Reply, Sent
from tests.simulation.inline import InlineDatabase
from tests.simulation.machine import Machine
from tests.simulation.wire import LostError

SOFTWARE = "voikukkia-node simulated"
LIMITS = Limits(
    contact_s=3 * 86_400,
    confirmation_s=9 * 86_400,
    ask_from_s=5 * 86_400,
    late_s=43_200,
    silent_s=2 * 86_400,
    word_every_s=4 * 3_600,
    hello_every_s=3 * 3_600,
)
"""Everything four times as fast as by default, so that weeks fit into days."""

Published = Callable[[Snapshot], None]
Opened = Callable[[Connection], None]


class Side:
    """A process that is started, stopped, and killed; whatever ends it by itself starts it anew."""

    desk: Any

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.trouble: str | None = None
        self.found: Callable[[str], None] = machine.say
        self._up = asyncio.Event()
        self._stopping = asyncio.Event()
        self._ended: list[asyncio.Task[Any]] = []

    @property
    def up(self) -> bool:
        """Tell whether the process lives, is ready, and is not putting its things away."""
        return self.machine.alive and self._up.is_set() and self.database.usable

    @property
    def database(self) -> InlineDatabase:
        """Return the database of the running process."""
        found: Any = self.desk.database
        assert isinstance(found, InlineDatabase)
        return found

    @property
    def data(self) -> Path:
        """Return the data directory."""
        return self.machine.folder

    async def start(self) -> bool:
        """Start the process; False if it died or refused before it was ready."""
        if self.machine.alive:
            return self.up
        self.machine.begin()
        self._up, self._stopping = asyncio.Event(), asyncio.Event()
        life = self.machine.spawn(self._live())
        ready = asyncio.ensure_future(self._up.wait())
        await asyncio.wait({life, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        number = self.machine.life
        if life.done():
            self._over(life, number)
        else:
            life.add_done_callback(lambda ended: self._over(ended, number))
        return self.up

    async def stop(self) -> None:
        """Ask the process to end, and wait for it."""
        self._stopping.set()
        await self.machine.died.wait()

    def _over(self, life: "asyncio.Task[Any]", number: int) -> None:
        """Note that the process has ended, by itself or by death."""
        if number != self.machine.life:
            return  # A later process lives already.
        error = None if life.cancelled() else life.exception()
        if error is not None:
            places = log.describe(error).get("where")
            self.trouble = f"{type(error).__name__}: {error} at {places}"
            if not isinstance(error, Fault):
                self.found(f"defect: {self.machine.name} ended with {self.trouble}")
            self.machine.say(f"ended with {self.trouble}")
        self.machine.die()

    async def _supervised(self, *work: Any) -> None:
        """Run until told to stop or until a worker fails, as `supervise` does."""
        tasks = [self.machine.spawn(one) for one in (*work, self._stopping.wait())]
        for task in tasks:  # a death may come before anybody looks at how one of them ended
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        self._up.set()
        done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        errors = [error for task in done if (error := task.exception())]
        if errors:
            raise errors[0]

    async def _live(self) -> None:
        raise NotImplementedError


class HubSide(Side):
    """The hub: its API, its mirror, and the worker whose snapshots parents read."""

    desk: HubDesk
    api: Any

    def __init__(self, machine: Machine, published: Published, opened: Opened) -> None:
        super().__init__(machine)
        self._published = published
        self._opened = opened
        self.settings = replace(HubSettings(), data=machine.folder, limits=LIMITS)

    async def create(self) -> None:
        """Make the hub, as `init` does."""
        self.machine.begin()
        await self.machine.spawn(hub_app.create(self.settings, self.machine.clock))
        self.machine.die()

    async def answer(self, asked: Sent) -> Reply:
        """Answer a request, if the process lives that long. Raises LostError."""
        if not self.up:
            raise LostError
        machine = self.machine
        task = machine.spawn(http.answer(self.api, asked))
        if machine.chance.strikes("hub's handler cancelled by its client", machine.frail):
            asyncio.get_running_loop().call_later(machine.draw.random() * 0.5, task.cancel)
        await asyncio.wait({task})
        if task.cancelled() or task.exception() is not None:
            raise LostError
        reply: Reply = task.result()
        return reply

    async def _live(self) -> None:
        async with hub_app.open_desk(self.settings, self.machine.clock) as desk:
            changed = asyncio.Event()
            self.desk = desk
            self.database.look(self._opened)
            draw = self.machine.chance.of("secrets").randbytes
            self.api = await hub_app.application(desk, self.settings, changed.set, draw)
            self.changed = changed
            worker = AvailabilityWorker(
                desk.database, desk.clock, desk.reference, desk.policy, self._publish, changed
            )
            await self._supervised(worker.run(), desk.mirror.watch())

    async def _publish(self, snapshot: Snapshot) -> None:
        await self.machine.step("while it publishes")
        self._published(snapshot)
        await self.machine.step("after it published")


class NodeSide(Side):
    """One node: its database, the sender, and the loop around it."""

    desk: NodeDesk
    worker: PushWorker

    def __init__(self, machine: Machine, node: str) -> None:
        super().__init__(machine)
        self.node = node
        self.settings = NodeSettings(data=machine.folder)

    async def tell(self) -> None:
        """Wake the sender after a change."""
        self.worker.wake()

    async def _live(self) -> None:
        clock = self.machine.clock
        async with node_app.open_desk(self.settings, clock, new=True, wake_up=self.tell) as desk:
            self.desk = desk
            sender = node_app.sender(self.settings, desk, SOFTWARE)
            self.worker = PushWorker(sender, clock)
            await self._supervised(self.worker.run())
