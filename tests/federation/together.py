"""A hub and nodes in one process, on clocks a test turns, over a wire a test can cut.

Every part is the real one: databases are files, every message passes the node's uplink and the
hub's API. Starting a part anew is what a restart of its process is.
"""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar
from msgspec.structs import replace

from hub import app as hub_app
from hub.availability import project
from hub.availability.snapshot import Snapshot
from hub.counter import Desk as HubDesk
from hub.parts import Parts
from hub.parts import parts as parts_of
from hub.registry import decide
from hub.registry import keyfile as hub_keyfile
from hub.registry.model import grant
from hub.settings import Settings as HubSettings
from hub.site import addresses
from node import app as node_app
from node import disclosurekey, keyfile
from node.anonymiser.releases import publish as releases
from node.anonymiser.releases.publish import NextReport
from node.desk import Desk as NodeDesk
from node.history.model import Doer
from node.importing import run as importing
from node.importing.model import Plan
from node.keys.files import KeyFiles
from node.keys.rotate import before_reports
from node.keys.speaking import NodeKeys, TrustedKeys
from node.network import edit, enrol
from node.network.model import NetworkRecord
from node.notices.hear import Post
from node.preview.compose import next_change
from node.push.sender import Sender
from node.push.worker import until_rest
from node.settings import Settings as NodeSettings
from node.witness.watch import LogWitness
from shared.runtime.uplink import Uplink
from shared.signing import fingerprint
from shared.text import Text
from shared.wire.availability import NetworkName
from shared.wire.enrolment import Invitation
from shared.wire.opendata import AvailabilityDocument, Manifest, Row
from shared.wire.words import MunicipalityCode
from tests.federation.wire import TurnedClock, Wire

HUB_URL = "http://127.0.0.1:8440"
SOFTWARE = "voikukkia-node test"


@dataclass
class LiveHub:
    """A running hub without its sockets."""

    desk: HubDesk
    parts: Parts
    api: Litestar

    async def snapshot(self) -> Snapshot:
        """Fold the ledger on and return what would be published now."""
        desk, now = self.desk, self.desk.now()
        await desk.database.write(lambda db: project.catch_up(db, desk.reference, desk.policy, now))
        shown, _ = await desk.database.read(
            lambda db: project.look(db, desk.reference, desk.policy, now)
        )
        return shown

    async def publish(self) -> Path:
        """Publish, as the worker does when it is woken, and return the folder."""
        await self.parts.worker().refresh()
        current = self.parts.publisher.current
        assert current is not None
        return current

    async def tidy(self) -> None:
        """Wait until nothing works on the snapshot folders any more."""
        await self.parts.publisher.settled()

    def published(self, path: str) -> bytes:
        """Return a published file."""
        current = self.parts.publisher.current
        assert current is not None
        return (current / path).read_bytes()

    def data(self) -> AvailabilityDocument:
        """Return the published availability.json."""
        return msgspec.json.decode(
            self.published("data/v1/availability.json"), type=AvailabilityDocument
        )

    def manifest(self) -> Manifest:
        """Return the published manifest."""
        return msgspec.json.decode(self.published("data/v1/manifest.json"), type=Manifest)

    def row(self, name: str) -> Row:
        """Return the published row of the municipality with this Finnish name."""
        return next(row for row in self.data().municipalities if row.name_fi == name)

    def page(self, language: str, name: str) -> str:
        """Return a municipality's published page."""
        found = self.desk.reference.find(name)
        assert found is not None
        return self.published(addresses.file_of(addresses.municipality(language, found))).decode()

    async def invite(
        self, node: str, *places: str, reach: tuple[str, ...] = (), token: str = ""
    ) -> Invitation:
        """Invite a network for these municipalities or areas."""
        desk, now = self.desk, self.desk.now()
        areas = tuple(place for place in places if desk.reference.find(place) is None)
        named = tuple(place for place in places if place not in areas)
        granted = grant(named, areas, reach, desk.reference)
        assert not isinstance(granted, Text), str(granted)
        token = token or random.SystemRandom().randbytes(32).hex()
        name, life = NetworkName(fi=f"{node} fi", sv=f"{node} sv"), timedelta(days=14)
        done = await desk.decide(
            lambda db: decide.invite(db, node, name, granted, token, at=now, life=life)
        )
        assert not isinstance(done, Text), str(done)
        return Invitation(
            hub=HUB_URL, node=node, token=token, hub_key=desk.root, expires_at=now + life
        )

    async def act(self, job: Any) -> str:
        """Take an operator's decision and return what was said."""
        done = await self.desk.decide(job)
        assert not isinstance(done, Text), str(done)
        return str(done.said)


@dataclass
class LiveNode:
    """A running node without its sockets and pages."""

    desk: NodeDesk
    sender: Sender
    folder: Path

    async def push(self) -> str:
        """Send what is due, as a person's `push` does, and return the sender's phase."""
        await until_rest(self.sender, urgent=True)
        return self.sender.phase

    async def take_in(self, data: bytes) -> Plan:
        """Import a CSV file."""
        desk = self.desk
        planned = await importing.run(desk.database, desk.clock, desk.reference, data)
        assert isinstance(planned, Plan), str(planned)
        return planned

    async def confirm(self) -> None:
        """Say as a person that everything is still right."""
        await self.desk.commit(partial(edit.confirm, now=self.desk.now()))

    async def say(self, says: Any, *names: str) -> None:
        """Say *none* or *not_known* of municipalities, as a person's act of today."""
        codes = self.codes(*names)
        await self.desk.commit(partial(edit.say, codes=codes, says=says, now=self.desk.now()))

    def codes(self, *names: str) -> tuple[MunicipalityCode, ...]:
        """Return the codes of municipalities by name."""
        found = [self.desk.reference.find(name) for name in names]
        return tuple(one.code for one in found if one is not None)


@dataclass
class Together:
    """A hub and its nodes; each can be stopped and started again.

    `figures`: nodes also tell the figures of a quarter once its release day has come.
    """

    folder: Path
    clock: TurnedClock
    wire: Wire = field(default_factory=Wire)
    nodes: dict[str, LiveNode] = field(default_factory=dict)
    settings: HubSettings = field(default_factory=HubSettings)
    figures: bool = False
    _hub: LiveHub | None = None
    _stacks: dict[str, AsyncExitStack] = field(default_factory=dict)
    _seed: random.Random = field(default_factory=lambda: random.Random(8))

    @property
    def hub(self) -> LiveHub:
        """Return the hub, which must run."""
        assert self._hub is not None
        return self._hub

    async def start_hub(self) -> LiveHub:
        """Start the hub, making it first if it is new."""
        settings = replace(self.settings, data=self.folder / "hub")
        if not settings.data.exists():
            await hub_app.create(settings, self.clock)
        stack = self._stacks["hub"] = AsyncExitStack()
        desk = await stack.enter_async_context(hub_app.open_desk(settings, self.clock))
        parts = parts_of(desk, settings)
        api = await hub_app.application(desk, settings, parts.changed.set)
        self._hub = LiveHub(desk, parts, api)
        self.wire.hub = api
        return self._hub

    async def start_hub_from_mirror(self) -> LiveHub:
        """Start the hub when only its root key and mirror are left, as an operator would."""
        settings = replace(self.settings, data=self.folder / "hub")
        (settings.data / hub_keyfile.FILE_NAME).unlink()
        await hub_app.create(settings, self.clock)  # a new database with a generation of its own
        return await self.start_hub()

    async def stop_hub(self) -> None:
        """Stop the hub; nobody answers any more."""
        if self._hub is not None:
            await self._hub.tidy()
        self.wire.hub, self._hub = None, None
        await self._stacks.pop("hub").aclose()

    async def start_node(self, name: str, clock: TurnedClock | None = None) -> LiveNode:
        """Start a node in a new session, with an empty data directory if it is new."""
        settings = NodeSettings(data=self.folder / name)
        told = clock or self.clock
        stack = self._stacks[name] = AsyncExitStack()
        desk = await stack.enter_async_context(node_app.open_desk(settings, told, new=True))
        files, trusted = KeyFiles(settings.data), TrustedKeys(desk.database, told)
        sender = Sender(
            database=desk.database,
            clock=told,
            keys=NodeKeys(desk.database, told, files),
            hub_keys=trusted,
            witness=LogWitness(desk.database, told, trusted),
            post=Post(desk.database, told),
            session=self._seed.randbytes(16).hex(),
            software=SOFTWARE,
            line=partial(Uplink, transport=self.wire),
            next_report=before_reports(files, self._next_report(desk)),
            chance=self._seed.random,
        )
        stack.push_async_callback(sender.close)
        self.nodes[name] = LiveNode(desk, sender, settings.data)
        return self.nodes[name]

    def _next_report(self, desk: NodeDesk) -> NextReport:
        """Return what a node says next: reports, and if wanted the figures of a quarter first."""
        change = partial(next_change, reference=desk.reference)
        if not self.figures:
            return change
        return releases.before_reports(
            partial(disclosurekey.find, desk.data), desk.reference, change
        )

    async def stop_node(self, name: str) -> None:
        """Stop a node."""
        del self.nodes[name]
        await self._stacks.pop(name).aclose()

    async def join(self, name: str, *places: str, reach: tuple[str, ...] = ()) -> LiveNode:
        """Set up a new node, enrol it, and confirm its key by the fingerprint."""
        hub, node = self.hub, await self.start_node(name)
        now, reference = self.clock.now(), node.desk.reference
        record = NetworkRecord(
            name_fi=f"{name} fi", name_sv=f"{name} sv", controller="Esimerkkiyhdistys ry"
        )
        found = [reference.find(place) for place in places]
        areas = [reference.find_area(place) for place in places if reference.find(place) is None]
        covers = [one.code for one in found if one is not None]
        for area in areas:
            assert area is not None
            covers += [one.code for one in reference.municipalities_of(area.code)]
        await node.desk.commit(partial(edit.set_up, network=record, covers=covers, now=now))
        invitation = await hub.invite(name, *places, reach=reach)
        key = keyfile.load(node.folder)
        async with Uplink(HUB_URL, transport=self.wire) as door:
            known = await enrol.enrol(
                node.desk.database,
                door,
                invitation,
                KeyFiles(node.folder),
                SOFTWARE,
                doer=Doer(at=now),
            )
        assert isinstance(known, enrol.Known), known
        read_out = fingerprint(key.public, hub.desk.root)
        assert known.fingerprint == read_out
        await hub.act(lambda db: decide.confirm(db, name, read_out, hub.desk.root, now))
        return node

    async def stop(self) -> None:
        """Stop everything."""
        if self._hub is not None:
            await self._hub.tidy()
        for stack in self._stacks.values():
            await stack.aclose()
        self._stacks.clear()


@asynccontextmanager
async def together(
    folder: Path, instant: datetime, settings: HubSettings | None = None
) -> AsyncIterator[Together]:
    """Run a hub in a new folder, at an instant; everything is stopped in the end."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 (a test has time)
    all_of_it = Together(folder, TurnedClock(instant), settings=settings or HubSettings())
    try:
        await all_of_it.start_hub()
        yield all_of_it
    finally:
        await all_of_it.stop()
