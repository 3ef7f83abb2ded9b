"""The great faults: machines put back from older copies, copies that run, keys that change.

Nothing here looks into the code under test: a backup is the committed database with its key files,
a restore puts it in the place of what was there, a clone is a copy that is started.
"""

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path

from hub.registry import keyfile as hub_keyfile
from hub.trust import ceremony
from node.history.model import Doer
from node.keys import begin
from node.keys.files import KeyFiles
from node.outbox import store as outbox
from shared.runtime.fault import Fault
from tests.simulation.leads import Lead, mark_in
from tests.simulation.machine import Machine
from tests.simulation.sides import NodeSide, Side
from tests.simulation.world import World

DATABASES = {"node": "node.db", "hub": "hub.db"}
KEPT = 6
CLONE_HOURS = (0.3, 2.0, 8.0, 20.0)


@dataclass(frozen=True)
class Backup:
    """The files of a data directory at one moment; `mark` is the newest act in them.

    `queued` is the report that was signed and had no receipt: its number and digest.
    """

    files: dict[str, bytes]
    lineage: int = 0
    mark: int = 0
    queued: tuple[int, str] | None = None


class Upheaval:
    """Takes backups and does the great harm; `Faults` says when."""

    def __init__(self, world: World, draw: random.Random) -> None:
        self._world = world
        self._draw = draw
        self._backups: dict[str, list[Backup]] = {}

    async def back_up(self) -> None:
        """Take a backup of a machine that runs."""
        world = self._world
        side = self._draw.choice([world.hub, *(lead.side for lead in world.leads.values())])
        if not side.up or not all(lead.admitted for lead in world.leads.values()):
            return
        if isinstance(side, NodeSide):
            lead = world.leads[side.node]
            mark = side.database.look(mark_in)
            waits = side.database.look(outbox.queued)
            queued = None if waits is None else (waits.sequence, waits.digest)
            taken = Backup(files=_files(side), lineage=lead.lineage, mark=mark, queued=queued)
        else:
            taken = Backup(files=_files(side))
        kept = self._backups.setdefault(side.machine.name, [])
        kept.append(taken)
        del kept[: -KEPT - 1]
        side.machine.say("is backed up")

    async def restore(self) -> None:
        """Put a node, the hub, or both back to an older state; the mirror stays as it is."""
        world = self._world
        lead = self._draw.choice(list(world.leads.values()))
        what = self._draw.choice(("node", "hub", "both"))
        if what in {"node", "both"}:
            self._restore_node(lead)
        if what in {"hub", "both"}:
            self._restore(world.hub.machine)
            world.oracle.hub_restored()

    def _restore_node(self, lead: Lead) -> None:
        taken = self._restore(lead.side.machine)
        if taken is None:
            return
        lead.lineage += 1
        network = self._world.oracle.networks[lead.node]
        network.lineages[lead.lineage] = taken.mark
        if taken.queued is not None:
            network.revived.add(taken.queued)
        lead.side.machine.say(f"goes on from act {taken.mark}")

    def _restore(self, machine: Machine) -> Backup | None:
        kept = self._backups.get(machine.name)
        if not kept or not self._world.chance.counted(f"{machine.kind} restored from a backup"):
            return None
        taken = self._draw.choice(kept)
        machine.die()
        machine.say("is restored from a backup")
        for name in (DATABASES[machine.kind], *_KEYS[machine.kind]):
            (machine.folder / name).unlink(missing_ok=True)
        (machine.folder / f"{DATABASES[machine.kind]}-journal").unlink(missing_ok=True)
        for name, body in taken.files.items():
            _write(machine.folder / name, body)
        return taken

    async def clone(self) -> None:
        """Start a copy of a node beside it; after a while somebody stops the copy."""
        world = self._world
        lead = self._draw.choice(list(world.leads.values()))
        if lead.node in world.clones or not (lead.side.up and lead.admitted):
            return
        if not world.chance.counted("node cloned"):
            return
        number = world.chance.counts["node cloned"]
        copy = world.node(lead.node, f"node {lead.node} clone {number}")
        for name, body in _files(lead.side).items():
            _write(copy.data / name, body)
        network = world.oracle.networks[lead.node]
        network.cloned, network.alarmed = True, False
        world.clones[lead.node] = copy
        copy.machine.say("is a copy of the other and starts")
        hours = self._draw.choice(CLONE_HOURS)
        asyncio.get_running_loop().call_later(hours * 3_600, world.end_clone, lead.node)

    async def rotate_node(self) -> None:
        """A lead has the node draw a new key."""
        lead = self._draw.choice(list(self._world.leads.values()))
        side = lead.side
        if side.up and self._world.chance.counted("node's key rotated"):
            side.machine.say("draws a new key")
            await _of(side, self._rotation(side))

    async def _rotation(self, side: NodeSide) -> None:
        files, doer = KeyFiles(side.data), Doer(at=side.desk.now())
        await side.desk.commit(lambda db: begin.begin(db, files, doer))

    async def rotate_hub(self) -> None:
        """The operator has the hub draw a new key, by the root key."""
        hub = self._world.hub
        if hub.up and self._world.chance.counted("hub's key rotated"):
            hub.machine.say("draws a new key")
            await _of(hub, self._hub_rotation())

    async def _hub_rotation(self) -> None:
        hub = self._world.hub
        desk = hub.desk
        root = hub_keyfile.load(hub.data / hub_keyfile.ROOT_NAME)
        await ceremony.rotate(hub.data, desk.database, root, desk.now())
        await desk.keys.refresh()

    async def revoke(self) -> None:
        """The operator takes a node's key back; the network is invited again."""
        lead = self._draw.choice(list(self._world.leads.values()))
        if self._world.chance.counted("node's key revoked"):
            await self._world.office.revoke(lead.node)


_KEYS = {"node": ("node.key", "node.key.next", "node.key.before"), "hub": ()}


def _files(side: Side) -> dict[str, bytes]:
    """Return the committed database and the key files of a running process."""
    kind = side.machine.kind
    found = {DATABASES[kind]: side.database.look(lambda db: db.serialize())}
    for name in _KEYS[kind]:
        if (side.data / name).exists():
            found[name] = (side.data / name).read_bytes()
    return found


def _write(path: Path, body: bytes) -> None:
    path.write_bytes(body)
    path.chmod(0o600)


async def _of(side: Side, work: object) -> None:
    """Have a person's act done by a process, which may die of it."""
    task = side.machine.spawn(work)  # type: ignore[arg-type]
    await asyncio.wait({task})
    if not task.cancelled() and (error := task.exception()) and not isinstance(error, Fault):
        raise error
