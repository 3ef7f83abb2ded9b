"""The operators at the hub: they invite, confirm by telephone, suspend, resume, release."""

import asyncio
import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection
from typing import Any

from hub.availability import project
from hub.ingest import store as ingest
from hub.registry import decide
from hub.registry import store as registry
from hub.registry.keys import decide as key_acts
from hub.registry.keys import store as keys
from hub.registry.model import grant
from node.history.model import Doer
from node.keys.files import KeyFiles
from node.network import edit, enrol
from node.network import store as own
from node.network.model import NetworkRecord
from node.push import store as push
from shared.runtime.fault import Fault
from shared.runtime.uplink import Uplink
from shared.text import Text
from shared.wire.availability import NetworkName
from shared.wire.enrolment import Invitation
from tests.simulation.leads import Lead
from tests.simulation.sides import SOFTWARE, HubSide
from tests.simulation.wire import Line

HUB_URL = "http://127.0.0.1:8440"
LIFE = timedelta(days=14)


@dataclass
class Office:
    """The desk where operators sit; what they decide goes through the hub's own decisions."""

    hub: HubSide
    draw: random.Random

    async def take(self, job: object) -> Text | decide.Decided | None:
        """Take a decision; None if the hub died or its disk failed meanwhile."""
        if not self.hub.up:
            return None
        work = self.hub.machine.spawn(self._take(job))
        try:
            done: Text | decide.Decided = await work
        except Fault:
            return None
        except BaseException:
            if not work.cancelled():
                raise
            return None
        return done

    async def _take(self, job: object) -> Text | decide.Decided:
        done: Any = await self.hub.desk.database.write(job)  # type: ignore[arg-type]
        self.hub.changed.set()
        assert isinstance(done, Text | decide.Decided)
        return done

    async def admit(self, lead: Lead) -> None:
        """Bring a network in: set up, invited, enrolled and confirmed, however often it takes."""
        side, node = lead.side, lead.node
        while not await self._set_up(lead):
            await self._wait(lead)
        token = self.draw.randbytes(32).hex()
        while not await self._invite(lead, token):
            await self._wait(lead)
        known: object = None
        while not isinstance(known, enrol.Known):
            known = await self._enrol(lead, token)
            if not isinstance(known, enrol.Known):
                await self._wait(lead)
        while not await self._confirm(lead, known.fingerprint):
            await self._wait(lead)
        lead.admitted = True
        side.machine.say(f"{node} is admitted")

    async def _wait(self, lead: Lead) -> None:
        await asyncio.sleep(20 + self.draw.random() * 200)
        for side in (self.hub, lead.side):
            if not side.up:
                await side.start()

    async def _set_up(self, lead: Lead) -> bool:
        side = lead.side
        if not side.up:
            return False
        record = NetworkRecord(name_fi=lead.node, name_sv=lead.node, controller="Esimerkki ry")
        covers, now = (*lead.served, *lead.free), side.desk.now()
        work = side.machine.spawn(
            side.desk.commit(lambda db: edit.set_up(db, network=record, covers=covers, now=now))
        )
        await asyncio.wait({work})
        return not work.cancelled() and work.exception() is None

    async def _invite(self, lead: Lead, token: str) -> bool:
        if not self.hub.up:
            return False
        desk, node = self.hub.desk, lead.node
        granted = grant((*lead.served, *lead.free), (), (), desk.reference)
        assert not isinstance(granted, Text)
        name, now = NetworkName(fi=node, sv=node), desk.now()
        done = await self.take(
            lambda db: decide.invite(db, node, name, granted, token, at=now, life=LIFE)
        )
        if isinstance(done, Text):  # invited before, but the line was lost with the hub's process
            done = await self.take(
                lambda db: key_acts.invite_again(db, node, token, at=now, life=LIFE)
            )
        return isinstance(done, decide.Decided)

    async def _enrol(self, lead: Lead, token: str) -> object:
        side = lead.side
        if not (side.up and self.hub.up):
            return None
        invitation = Invitation(
            hub=HUB_URL,
            node=lead.node,
            token=token,
            hub_key=self.hub.desk.root,
            expires_at=self.hub.desk.now() + LIFE,
        )
        work = side.machine.spawn(self._knock(lead, invitation))
        await asyncio.wait({work})
        if work.cancelled() or work.exception() is not None:
            return None
        side.machine.say(f"enrols: {_plain(work.result())}")
        return work.result()

    async def _knock(self, lead: Lead, invitation: Invitation) -> object:
        side = lead.side
        async with Uplink(HUB_URL, transport=Line()) as door:
            done = await enrol.enrol(
                side.desk.database,
                door,
                invitation,
                KeyFiles(side.data),
                SOFTWARE,
                doer=Doer(at=side.desk.now()),
            )
        side.worker.wake()
        return done

    async def _confirm(self, lead: Lead, read_out: str) -> bool:
        if not self.hub.up:
            return False
        hub_key, now = self.hub.desk.root, self.hub.desk.now()
        done = await self.take(lambda db: decide.confirm(db, lead.node, read_out, hub_key, now))
        if isinstance(done, Text) and "before" in str(done):
            return True
        return isinstance(done, decide.Decided)

    async def suspend(self, node: str) -> None:
        """Suspend a network."""
        now = self.hub.machine.clock.now()
        await self.take(lambda db: decide.suspend(db, node, now))

    async def revoke(self, node: str) -> None:
        """Take a network's key back."""
        now = self.hub.machine.clock.now()
        await self.take(lambda db: key_acts.revoke(db, node, now))

    async def invite_again(self, lead: Lead) -> None:
        """Invite a network whose key counts no longer, and confirm its new one."""
        if not (self.hub.up and lead.side.up):
            return
        token, now = self.draw.randbytes(32).hex(), self.hub.desk.now()
        node = lead.node
        done = await self.take(lambda db: key_acts.invite_again(db, node, token, at=now, life=LIFE))
        if isinstance(done, decide.Decided):
            known = await self._enrol(lead, token)
            if isinstance(known, enrol.Known):
                await self._confirm(lead, known.fingerprint)

    async def look(self, leads: list[Lead], clones: Collection[str]) -> None:
        """Look after whatever waits for a person: suspensions, held reports, contacts, keys.

        A network is not resumed while both of its machines are known to run.
        """
        for lead in leads:
            if not (self.hub.up and lead.admitted):
                continue
            node, now = lead.node, self.hub.desk.now()
            if node not in clones:
                await self.take(partial(decide.resume, node=node, at=now))
                await lead.settle()
            if self._speaks_no_more(lead):
                await self.invite_again(lead)
            sequence = self.held(node)
            if sequence is not None:
                await self.take(partial(_release, node=node, sequence=sequence, at=now))
            revision = self.waiting_contact(node)
            if revision is not None:
                await self.take(
                    partial(decide.approve_contact, node=node, revision=revision, at=now)
                )

    def _speaks_no_more(self, lead: Lead) -> bool:
        """Tell whether the hub knows the node's key no longer."""
        if not (lead.side.up and self.hub.up):
            return False
        memory = lead.side.database.look(push.memory)
        record = lead.side.database.look(own.record)
        if record is None or record.hub is None:  # restored to a time before it enrolled
            return True
        revoked = self.hub.database.look(partial(_revoked, node=lead.node))
        return revoked or "unknown_key" in {memory.trouble, memory.stopped}

    def held(self, node: str) -> int | None:
        """Return the number of the report that is held."""
        if not self.hub.up:
            return None
        known = self.hub.database.look(project.known).get(node)
        return known.held.word.report.sequence if known and known.held else None

    def waiting_contact(self, node: str) -> int | None:
        """Return the revision of the contact that waits to be seen."""
        if not self.hub.up:
            return None
        kept = self.hub.database.look(partial(ingest.contact, node=node, standing="held"))
        return kept.contact.revision if kept else None

    def standing(self, node: str) -> str:
        """Return where a network stands with the hub."""
        found = self.hub.database.look(lambda db: registry.network(db, node))
        return "unknown" if found is None else found.standing


def _plain(answer: object) -> str:
    code = getattr(answer, "code", None) or getattr(answer, "cause", None)
    return str(code or type(answer).__name__)


def _release(db: Connection, *, node: str, sequence: int, at: datetime) -> decide.Decision:
    return decide.release(db, node, sequence, lambda _db, _node: sequence, at)


def _revoked(db: Connection, *, node: str) -> bool:
    key = keys.ring(db, node).current
    return key is not None and key.revoked_at is not None
