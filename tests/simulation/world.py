"""One run: a hub, its networks, the people, the weather between them, and the judge."""

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from shared.period import instant_text
from tests.simulation.chance import Chance
from tests.simulation.clock import MachineClock
from tests.simulation.leads import Lead, mark_in
from tests.simulation.machine import Machine
from tests.simulation.memory import Book
from tests.simulation.office import Office
from tests.simulation.oracle import Network, Oracle
from tests.simulation.plan import Plan
from tests.simulation.sides import LIMITS, HubSide, NodeSide
from tests.simulation.wire import Line, Wire

PLACES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("297", "749"), ("687", "204")),
    (("091",), ("853",)),
)
NAMES = ("savo", "rannikko")


@dataclass
class World:
    """Everything of one run. `timeline` is what happened, a line each."""

    plan: Plan
    chance: Chance
    folder: Path
    timeline: list[str] = field(default_factory=list)
    leads: dict[str, Lead] = field(default_factory=dict)
    clones: dict[str, NodeSide] = field(default_factory=dict)
    retired: list[NodeSide] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = MachineClock()
        self.book = Book()
        self.oracle = Oracle(book=self.book, now=self.right, say=self.say)
        self.wire = Wire(chance=self.chance, say=self.say, rough=0.0)
        Line.wire = self.wire
        machine = self.machine("hub")
        machine.watchers.append(self.oracle.hub_committed)
        self.hub = HubSide(machine, self.oracle.published, self.oracle.hub_opened)
        self.hub.found = self.oracle.found
        self.wire.hub = self.hub.answer
        self.office = Office(self.hub, self.chance.of("office"))

    def right(self) -> datetime:
        """Return the right time."""
        return self.clock.now()

    def say(self, what: str) -> None:
        """Write a line of the timeline."""
        self.timeline.append(f"{instant_text(self.clock.now())}  {what}")

    def machine(self, name: str) -> Machine:
        """Return a new machine with an empty folder."""
        folder = self.folder / name.replace(" ", "-")
        folder.mkdir(mode=0o700, parents=True)
        return Machine(name, folder, self.chance, self.say)

    def node(self, name: str, machine: str) -> NodeSide:
        """Return a node on a machine of its own, watched by the oracle."""
        side = NodeSide(self.machine(machine), name)
        side.found = self.oracle.found
        side.machine.watchers += [
            partial(self.oracle.node_committed, name, machine),
            partial(self._entered, name),
        ]
        return side

    def _entered(self, node: str, db: Any) -> None:
        mark = mark_in(db)
        if mark:
            self.book.enter(node, mark)

    def join(self, number: int) -> Lead:
        """Return the lead of a new network, whose machine is not started yet."""
        name, (served, free) = NAMES[number], PLACES[number]
        side = self.node(name, f"node {name}")
        network = Network(
            contact=timedelta(seconds=LIMITS.contact_s), places=frozenset({*served, *free})
        )
        network.lineages[0] = 0
        self.oracle.networks[name] = network
        draw = self.chance.of(f"lead {name}")
        lead = Lead(side=side, book=self.book, draw=draw, served=served, free=free)
        self.leads[name] = lead
        return lead

    def end_clone(self, node: str) -> None:
        """Have the copy of a node stopped for good."""
        copy = self.clones.pop(node, None)
        if copy is not None:
            copy.machine.say("is stopped for good")
            copy.machine.die()
            self.retired.append(copy)

    def machines(self) -> list[Machine]:
        """Return every machine of the run."""
        sides = [self.hub, *(lead.side for lead in self.leads.values()), *self.clones.values()]
        return [side.machine for side in sides]

    def close(self) -> None:
        """Remove everything from the disk."""
        for machine in (*self.machines(), *(side.machine for side in self.retired)):
            machine.die()
        shutil.rmtree(self.folder, ignore_errors=True)
