"""Leads: they edit groups at a node, through the project's own acts, and remember what they did."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec.structs import replace

from node.activities import store as activities
from node.activities.model import Activity
from node.groups import edit as groups
from node.groups import lifecycle
from node.groups import store as group_store
from node.groups.model import Group
from node.leaves import settling
from node.network import act, edit
from node.network.model import Said
from node.push import store as push
from shared.reference.lookup import Reference
from shared.runtime.fault import Fault
from shared.text import Invalid
from tests.simulation.memory import CAFE, LINK, Book, Facts, Stands, mark_of
from tests.simulation.sides import NodeSide

GROUPS_MAX = 7
Job = Callable[[Connection], None]


class UndoneError(Exception):
    """The core refused the act; nothing was changed."""


def mark_in(db: Connection) -> int:
    """Return the mark of the newest act in a node's records, 0 before the first."""
    cafe = activities.find(db, CAFE)
    return 0 if cafe is None else mark_of(cafe.link)


@dataclass
class Lead:
    """The lead of one network, sitting at one machine."""

    side: NodeSide
    book: Book
    draw: random.Random
    served: tuple[str, ...]
    free: tuple[str, ...]
    lineage: int = 0
    admitted: bool = False

    @property
    def node(self) -> str:
        """Return the network's id."""
        return self.side.node

    async def act(self, what: str | None = None) -> None:
        """Do one thing, drawn or given; the machine may die meanwhile."""
        if not self.side.up:
            return
        work = self.side.machine.spawn(self._try(what))
        try:
            await work
        except (Fault, UndoneError):
            self.side.machine.say("an act was refused")
        except BaseException:
            if not work.cancelled():
                raise

    async def settle(self) -> None:
        """Press the button that ends a stop, where one may: go on from the hub's reports."""
        if not self.side.up:
            return
        memory = self.side.database.look(push.memory)
        if memory.stopped is None:
            return
        work = self.side.machine.spawn(self._settle())
        await asyncio.wait({work})
        if not work.cancelled() and (error := work.exception()) and not isinstance(error, Fault):
            raise error

    async def _settle(self) -> None:
        side = self.side
        side.machine.say("lead: settles, and presses")
        now = side.desk.now()
        await side.desk.commit(lambda db: settling.settle_here(db, now))
        await side.worker.press()

    async def _try(self, what: str | None) -> None:
        side = self.side
        before = self.remembered()
        mark, now = self.book.fresh(self.node), side.desk.now()
        start = replace(before, mark=mark, lineage=self.lineage, at=now)
        facts, job, said = self._drawn(what, start, side.desk.reference, now)
        self.book.plan(self.node, facts)
        side.machine.say(f"lead: {said} (act {mark})")
        await side.desk.commit(
            partial(_together, job=job, mark=mark, place=self.served[0], now=now)
        )

    def remembered(self) -> Facts:
        """Return the facts as they stand in the records now."""
        mark = self.side.database.look(mark_in)
        found = self.book.of(self.node, mark)
        return found or Facts(mark=0, lineage=self.lineage, at=self.side.desk.now())

    def _drawn(
        self, what: str | None, facts: Facts, reference: Reference, now: datetime
    ) -> tuple[Facts, Job, str]:
        """Return what the act makes of the facts, the act itself, and its name."""
        listed = sorted(g for g, stands in facts.groups.items() if stands != "gone")
        choice = what or self.draw.choice(_CHOICES)
        if choice == "confirm":
            return facts, partial(edit.confirm, now=now), "everything is still right"
        if choice == "say":
            return self._say(facts, now)
        if choice == "vanish" and listed:
            group = self.draw.choice(listed)
            after = replace(
                facts,
                groups={**facts.groups, group: "gone"},
                vanished=facts.vanished + 1,
            )
            return after, partial(_vanish, group=group), f"{group} vanishes from the records"
        if choice == "add" or not listed:
            return self._add(facts, reference, now)
        return self._step(facts, self.draw.choice(listed), choice, reference, now)

    def _say(self, facts: Facts, now: datetime) -> tuple[Facts, Job, str]:
        place = self.draw.choice(self.free)
        says: Said = self.draw.choice(("none", "none", "not_known"))
        job = partial(edit.say, codes=(place,), says=says, now=now)
        after = replace(facts, word={**facts.word, place: says})
        return after, job, f"{says} of {place}"

    def _add(self, facts: Facts, reference: Reference, now: datetime) -> tuple[Facts, Job, str]:
        group = f"ryhma-{facts.mark}"
        stands: Stands = self.draw.choice(("open", "open", "coming"))
        new = Group(
            id=group,
            lifecycle="open" if stands == "open" else "planned",
            meets_in=self.served[0],
            serves=self.served,
            start="when_found",
        )
        job = partial(_keep, group=new, reference=reference, now=now)
        return replace(facts, groups={**facts.groups, group: stands}), job, f"new {group} {stands}"

    def _step(
        self, facts: Facts, group: str, choice: str, reference: Reference, now: datetime
    ) -> tuple[Facts, Job, str]:
        crowded = len([g for g in facts.groups.values() if g != "gone"]) > GROUPS_MAX
        if crowded or facts.groups[group] == "coming" or choice in {"withdraw", "cancel"}:
            step = lifecycle.withdraw if choice == "withdraw" else _cancel
            stands: Stands = "gone"
        else:
            yes = facts.groups[group] == "full"
            step = partial(_takes, yes=yes)
            stands = "open" if yes else "full"
        job = partial(_step, group=group, step=step, reference=reference, now=now)
        after = replace(
            facts,
            groups={**facts.groups, group: stands},
            explained=facts.explained + (stands == "gone"),
        )
        return after, job, f"{group} becomes {stands}"


_CHOICES = ("add", "takes", "takes", "takes", "withdraw", "cancel", "confirm", "say", "say")


def _together(db: Connection, *, job: Job, mark: int, place: str, now: datetime) -> None:
    """Do the act and leave its mark, in one transaction."""
    job(db)
    activities.put(
        db, Activity(id=CAFE, kind="cafe", meets_in=place, serves=(place,), link=f"{LINK}{mark}")
    )
    act.note(db, now)


def _keep(db: Connection, *, group: Group, reference: Reference, now: datetime) -> None:
    groups.keep(db, group, reference=reference, now=now)


def _step(
    db: Connection, *, group: str, step: groups.Step, reference: Reference, now: datetime
) -> None:
    done = groups.apply_step(db, group, step, reference=reference, now=now)
    if not isinstance(done, groups.Saved):
        raise UndoneError


def _takes(group: Group, today: object, *, yes: bool) -> Group | Invalid:
    return lifecycle.takes_parents(group, yes=yes, today=today)  # type: ignore[arg-type]


def _cancel(group: Group, today: object) -> Group | Invalid:
    return lifecycle.move(group, "cancelled", today)  # type: ignore[arg-type]


def _vanish(db: Connection, *, group: str) -> None:
    """Lose a group as a defect would: no act, no history."""
    group_store.remove(db, group)
