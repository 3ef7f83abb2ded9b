"""The course of one run: admission, a rough time, a calm one, and the verdict."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.availability import project
from hub.availability import store as availability
from hub.ingest import mirror, proof
from node.network import store as network
from node.outbox import store as outbox
from node.push import store as push
from tests.simulation import loop
from tests.simulation.attacker import Attacker
from tests.simulation.chance import Chance, Cut
from tests.simulation.faults import Faults
from tests.simulation.leads import Lead, mark_in
from tests.simulation.patches import Defects, instead
from tests.simulation.plan import Plan
from tests.simulation.readings import published
from tests.simulation.sides import NodeSide, Side
from tests.simulation.world import World

DAY_S = 86_400.0
HOUR_S = 3_600.0
CALM_HOURS = 40
CLONE_HOURS = 10
VIGIL_DAYS = 4
SHM = Path("/dev/shm")  # noqa: S108 (a folder of its own is made there)


@dataclass
class Outcome:
    """What came of a run."""

    seed: int
    violations: list[str] = field(default_factory=list)
    timeline: list[str] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)
    numbers: int = 0
    messages: int = 0
    reports: int = 0
    days: float = 0.0


def run(plan: Plan, cut: Cut | None = None) -> Outcome:
    """Run one seed from the first invitation to the last look."""
    chance = Chance(plan.seed, cut or Cut())
    base = SHM if SHM.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="simulation-", dir=base) as folder:
        return _told(plan, chance, Path(folder))


def _told(plan: Plan, chance: Chance, folder: Path) -> Outcome:
    with instead(chance) as defects:
        story = Story(plan, chance, folder, defects)
        virtual = loop.VirtualLoop(chance.of("loop"))
        virtual.set_exception_handler(story.unhandled)
        return loop.run(story.tell(), virtual)


class Story:
    """One run, told from outside all processes."""

    def __init__(self, plan: Plan, chance: Chance, folder: Path, defects: Defects) -> None:
        self._plan = plan
        self._chance = chance
        self._folder = folder
        self._defects = defects
        self._unhandled: list[str] = []
        self._calm = False

    def unhandled(self, _loop: object, context: dict[str, object]) -> None:
        """Remember an exception that nobody took."""
        error = context.get("exception")
        if not isinstance(error, asyncio.CancelledError):
            self._unhandled.append(f"{context.get('message')}: {error!r}")

    async def tell(self) -> Outcome:
        """Let it all happen."""
        world = self._world = World(self._plan, self._chance, self._folder)
        await world.hub.create()
        faults = Faults(world)
        leads = [world.join(number) for number in range(self._plan.networks)]
        keepers = [asyncio.ensure_future(self._keep_up(side)) for side in self._sides()]
        keepers.append(asyncio.ensure_future(self._keep_copies()))
        faults.start()
        people = [asyncio.ensure_future(self._lead(lead)) for lead in leads]
        people += [asyncio.ensure_future(self._operate()), asyncio.ensure_future(self._parent())]
        if "attacks" in self._plan.families:
            attacker = Attacker(self._chance, world.wire, world.oracle, world.right)
            world.wire.forge = attacker.answer
            people.append(asyncio.ensure_future(attacker.live(self._plan.pace_s / 3)))
        await self._course(faults, leads)
        for task in (*keepers, *people):
            task.cancel()
        ended = await asyncio.gather(*keepers, *people, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                world.oracle.found(f"the simulation itself failed: {error!r}")
                raise error
        await self._judge(leads)
        return self._outcome()

    async def _course(self, faults: Faults, leads: list[Lead]) -> None:
        """A rough time, then a calm one; it ends at once when something is found."""
        oracle, world = self._world.oracle, self._world
        work: asyncio.Future[None] = asyncio.ensure_future(asyncio.sleep(self._plan.days * DAY_S))
        await self._first(work, oracle.broken)
        await faults.stop()
        self._calm = True
        world.say("from here on, nothing goes wrong any more")
        work = asyncio.ensure_future(self._calm_down(leads))
        await self._first(work, oracle.broken)

    async def _first(self, work: "asyncio.Future[None]", broken: asyncio.Event) -> None:
        watch = asyncio.ensure_future(broken.wait())
        both: set[asyncio.Future[Any]] = {work, watch}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        watch.cancel()
        if work.done():
            work.result()
        work.cancel()

    async def _calm_down(self, leads: list[Lead]) -> None:
        await self._catch_clones()
        await self._settle(leads)
        if self._plan.vigil:
            await asyncio.sleep(VIGIL_DAYS * DAY_S)
            self._chance.counts["nobody does anything for days"] += 1

    def _sides(self) -> list[Side]:
        world = self._world
        return [world.hub, *(lead.side for lead in world.leads.values())]

    async def _keep_copies(self) -> None:
        """Start the copies of machines again, too."""
        while True:
            await asyncio.sleep(120)
            for copy in list(self._world.clones.values()):
                if not copy.machine.alive:
                    await copy.start()

    async def _keep_up(self, side: Side) -> None:
        """Start a process again whenever it has ended, as systemd does."""
        draw = self._chance.of(f"keeper {side.machine.name}")
        while True:
            await side.machine.died.wait()
            pause = (5, 5, 5, 60, 900) if not self._calm else (5,)
            await asyncio.sleep(draw.choice(pause) + draw.random())
            await side.start()
            if side.up and side is self._world.hub:
                side.machine.say("starts")

    async def _lead(self, lead: Lead) -> None:
        await self._world.office.admit(lead)
        draw = self._chance.of(f"life of {lead.node}")
        while not self._calm:
            await lead.act()
            await asyncio.sleep(draw.expovariate(1 / self._plan.acts_s))

    async def _operate(self) -> None:
        draw = self._chance.of("life of the office")
        while True:
            await asyncio.sleep(draw.choice((3, 8, 20)) * HOUR_S if not self._calm else HOUR_S)
            world = self._world
            await world.office.look(list(world.leads.values()), list(world.clones))

    async def _parent(self) -> None:
        draw = self._chance.of("life of a parent")
        while True:
            await asyncio.sleep(draw.random() * 6 * HOUR_S)
            self._world.oracle.read()

    async def _catch_clones(self) -> None:
        """Two machines with one key are found out by the hello after the next, at the latest."""
        world = self._world
        for node in list(world.clones):
            for _ in range(CLONE_HOURS):
                await asyncio.sleep(HOUR_S)
                if node not in world.clones or self._caught(node):
                    break
            if node in world.clones and not self._caught(node):
                copy = self._standing(node, world.clones[node])
                found = f"{self._standing(node, world.leads[node].side)}; {copy}"
                world.oracle.found(f"a clone of {node} was not caught: {found}")
            world.end_clone(node)

    def _caught(self, node: str) -> bool:
        """Tell whether a copied network was found out, or one of the two is locked out anyway."""
        world = self._world
        active = world.hub.up and world.office.standing(node) == "active"
        return world.oracle.networks[node].alarmed or not active or self._locked_out(node)

    def _locked_out(self, node: str) -> bool:
        """Tell whether one of two machines has a key that speaks no more, or never enrolled."""
        for side in (self._world.clones[node], self._world.leads[node].side):
            if not side.up:
                continue
            memory, record = side.database.look(push.memory), side.database.look(network.record)
            if record is None or record.hub is None or memory.trouble == "unknown_key":
                return True
        return False

    async def _settle(self, leads: list[Lead]) -> None:
        """Give everybody time; the leads do one more act and say that everything is right."""
        await asyncio.sleep(2 * HOUR_S)
        for lead in leads:
            for what in ("confirm", "add", "confirm"):
                await lead.act(what)
                await asyncio.sleep(HOUR_S / 2)
        for _ in range(CALM_HOURS):
            await asyncio.sleep(HOUR_S)
            if all(self._told(lead) for lead in leads):
                return

    def _told(self, lead: Lead) -> bool:
        world = self._world
        snapshot = world.oracle.snapshot
        if snapshot is None or not lead.side.up or not world.hub.up:
            return False
        shown = published(snapshot, lead.node, world.right())
        return shown is not None and shown.mark == lead.side.database.look(mark_in)

    async def _judge(self, leads: list[Lead]) -> None:
        world = self._world
        oracle = world.oracle
        for what in (*self._defects.found, *self._unhandled):
            oracle.found(f"defect: {what}")
        if oracle.violations:
            return
        for lead in leads:
            if not self._told(lead):
                oracle.found(f"never told: {self._standing(lead.node, lead.side)}")
        if world.hub.up:
            self._prove()
        else:
            oracle.found(f"the hub does not start: {world.hub.trouble}")

    def _standing(self, node: str, side: NodeSide) -> str:
        if not side.up:
            return f"{node} does not start: {side.trouble}"
        memory, queued = side.database.look(push.memory), side.database.look(outbox.queued)
        mark = side.database.look(mark_in)
        hub = self._world.office.standing(node) if self._world.hub.up else "?"
        return (
            f"{node} act {mark}; {side.worker.sender.phase}, stopped {memory.stopped}, "
            f"trouble {memory.trouble}, next {memory.next_attempt_at}, "
            f"attempts {memory.attempts}, queued "
            f"{queued.sequence if queued else None}, at the hub {hub}"
        )

    def _prove(self) -> None:
        """Prove the ledger with the hub's own proof, and fold it anew."""
        world, desk = self._world, self._world.hub.desk
        lines = list(mirror.lines(world.hub.data / mirror.FILE_NAME))
        done = world.hub.database.look(lambda db: proof.prove(db, iter(lines)))
        for finding in done.findings:
            world.oracle.found(f"the ledger does not fit: {finding}")
        kept = world.hub.database.look(availability.load)
        made = world.hub.database.look(
            lambda db: project.folded(db, desk.reference, desk.policy, desk.now())
        )
        same = kept is not None and kept.chronicle.mark == made.mark
        if kept is not None and same and kept.chronicle.projection != made.projection:
            world.oracle.found("what is kept of the networks is not what the ledger comes to")

    def _outcome(self) -> Outcome:
        world = self._world
        world.close()
        return Outcome(
            seed=self._plan.seed,
            violations=world.oracle.violations,
            timeline=world.timeline,
            faults={kind: count for kind, count in sorted(self._chance.counts.items()) if count},
            numbers=self._chance.numbers,
            messages=world.wire.messages,
            reports=world.oracle.reports,
            days=self._plan.days,
        )
