"""What befalls machines: deaths, restarts, wrong clocks, failing disks, partitions, lost groups.

Each family is a task that draws its moments. How often depends on the plan; every fault passes
the gate of `Chance`, so that it is counted and can be left out.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from tests.simulation.machine import Machine
from tests.simulation.sides import NodeSide, Side
from tests.simulation.upheaval import Upheaval
from tests.simulation.world import World

LATER = (5.0, 60.0, 600.0, 7_200.0)
HOUR_S = 3_600.0
HUB_SHARE = 0.5
YEARS = timedelta(days=3_652)
SINCE_1970 = timedelta(days=-60 * 365)


class Faults:
    """Everything that befalls the machines of one world until `stop`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._draw = world.chance.of("faults")
        self._tasks: list[asyncio.Task[None]] = []
        self._on = True
        self._great = Upheaval(world, self._draw)

    def start(self) -> None:
        """Begin."""
        plan = self._world.plan
        pace = plan.pace_s
        for family, mean_s, strike in (
            ("crashes", pace, self._crash),
            ("crashes", pace * 3, self._restart),
            ("disks", pace * 3, self._disk),
            ("clocks", pace * 6, self._clock),
            ("partitions", pace * 20, self._partition),
            ("vanishing", pace * 12, self._vanish),
            ("suspensions", pace * 16, self._suspend),
            ("restores", pace * 2, self._great.back_up),
            ("restores", pace * 8, self._great.restore),
            ("clones", pace * 15, self._great.clone),
            ("keys", pace * 10, self._great.rotate_node),
            ("keys", pace * 14, self._great.rotate_hub),
            ("keys", pace * 25, self._great.revoke),
        ):
            if family in plan.families:
                self._tasks.append(asyncio.ensure_future(self._again(mean_s, strike)))
        self._world.wire.rough = plan.rough if "wire" in plan.families else 0.0
        frail = plan.rough / 8 if "disks" in plan.families else 0.0
        for machine in self._world.machines():
            machine.frail = frail

    async def stop(self) -> None:
        """End all of it, and put right what a person would put right."""
        self._on = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        world = self._world
        world.chance.calm = True
        world.wire.rough = 0.0
        world.wire.cut.clear()
        for machine in world.machines():
            machine.doom, machine.disk_full, machine.broken_disk, machine.frail = (
                None,
                False,
                None,
                0,
            )
            machine.clock.jump(timedelta(0))

    async def _again(self, mean_s: float, strike: Callable[[], Awaitable[None]]) -> None:
        while self._on:
            await asyncio.sleep(self._draw.expovariate(1 / mean_s))
            await strike()

    def _sides(self) -> list[Side]:
        world = self._world
        nodes: list[Side] = [lead.side for lead in world.leads.values()]
        return [world.hub, *nodes, *world.clones.values()]

    def _any(self) -> Side:
        sides = self._sides()
        return sides[0] if self._draw.random() < HUB_SHARE else self._draw.choice(sides[1:])

    async def _crash(self) -> None:
        """Doom a process to die at one of its next awaits or commits."""
        self._any().machine.doom = self._draw.choice((1, 2, 3, 5, 8, 13, 21, 34))

    async def _restart(self) -> None:
        side = self._any()
        if side.up and self._world.chance.counted(f"{side.machine.kind} restarted in order"):
            side.machine.say("is told to stop")
            await side.stop()

    async def _disk(self) -> None:
        machine = self._any().machine
        kind = self._draw.choice(("full", "lost", "kept"))
        if kind != "full":
            machine.broken_disk = kind
            return
        machine.disk_full = True
        machine.say("its disk is full")
        self._later(self._draw.choice(LATER), lambda: _make_room(machine))

    async def _clock(self) -> None:
        """Put a node's clock wrong, or the hub's by a few hours; later it is put right."""
        side = self._any()
        machine = side.machine
        if isinstance(side, NodeSide):
            wrong = self._draw.choice(
                (SINCE_1970, YEARS, timedelta(days=-2), timedelta(hours=3), timedelta(minutes=-7))
            )
        else:
            wrong = timedelta(seconds=self._draw.choice((-7_200, -300, 40, 3_000)))
        if not self._world.chance.counted(f"{machine.kind}'s clock jumps"):
            return
        machine.say(f"its clock jumps by {wrong}")
        machine.clock.jump(wrong)
        self._later(self._draw.choice((*LATER, 40_000.0)), lambda: self._put_right(machine))

    def _put_right(self, machine: Machine) -> None:
        machine.say("its clock is put right")
        machine.clock.jump(timedelta(0))
        self._world.chance.counts[f"{machine.kind}'s clock jumps back"] += 1

    async def _partition(self) -> None:
        nodes = [lead.side.machine for lead in self._world.leads.values()]
        machine = self._draw.choice(nodes)
        if not self._world.chance.counted("partition"):
            return
        machine.say("is cut off from the hub")
        self._world.wire.cut.add(machine.name)
        days = self._draw.choice((0.01, 0.05, 0.3, 1.5, 4.5))
        self._later(days * 86_400, lambda: self._world.wire.cut.discard(machine.name))

    async def _vanish(self) -> None:
        lead = self._draw.choice(list(self._world.leads.values()))
        if self._world.chance.counted("groups vanish from the records"):
            await lead.act("vanish")

    async def _suspend(self) -> None:
        node = self._draw.choice(list(self._world.leads))
        if self._world.chance.counted("suspended while reports are in flight"):
            await self._world.office.suspend(node)

    def _later(self, delay_s: float, do: Callable[[], object]) -> None:
        asyncio.get_running_loop().call_later(delay_s, do)


def _make_room(machine: Machine) -> None:
    machine.disk_full = False
