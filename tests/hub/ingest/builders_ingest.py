"""A hub in a temporary folder, and simulated nodes that speak to its API as real ones do."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec

from hub import app as hub
from hub.counter import Desk
from hub.registry import decide
from hub.registry.keys import decide as rekey
from hub.registry.model import Grant
from hub.settings import Settings
from shared import signing
from shared.signing import SigningKey
from shared.text import Text
from shared.wire import codec
from shared.wire.availability import (
    Availability,
    Gone,
    Groups,
    NetworkName,
    Offer,
    Start,
    Statement,
)
from shared.wire.contact import Contact
from shared.wire.enrolment import Enrolled, Enrolment
from shared.wire.problem import Problem
from shared.wire.receipt import ContactReceipt, Receipt
from shared.wire.session import Challenge, Head, Hello, Welcome
from shared.wire.statistics import Statistics

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
KUOPIO, SIILINJARVI, PORVOO = "297", "749", "638"
NORTH_SAVO = "13"
NODE = "pohjois-savo"


class HandClock:
    """A clock that a test turns by hand."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._ticks = 0.0
        self.tick_s = 1.0

    def now(self) -> datetime:
        """Return what the test set."""
        return self._now

    def turn(self, **by: float) -> None:
        """Turn the clock."""
        self._now += timedelta(**by)

    async def sleep_until(self, instant: datetime) -> None:
        """Sleep for ever, unless the test has turned the clock that far already."""
        if self._now < instant:
            await asyncio.get_running_loop().create_future()

    def monotonic(self) -> float:
        """Return seconds that grow by `tick_s` with every look."""
        self._ticks += self.tick_s
        return self._ticks


def offer(**changes: Any) -> Offer:
    """Return an open evening group in Kuopio."""
    fields: dict[str, Any] = {
        "area": NORTH_SAVO,
        "place": KUOPIO,
        "serves": (KUOPIO, SIILINJARVI),
        "catchment": "municipalities",
        "audience": "all",
        "languages": ("fi",),
        "interpreter": "not_said",
        "other_mother_tongue": "not_said",
        "format": "in_person",
        "time_of_day": "evening",
        "named": True,
        "social_worker": "yes",
        "peer_instructor": "not_said",
        "travel_costs": "ask",
        "organisers": ("ngo",),
        "start": Start(kind="when_found", month=None),
        "groups": Groups(open=1, coming=0, full=0),
    }
    return Offer(**{**fields, **changes})


def report(sequence: int = 1, previous: str | None = None, **changes: Any) -> Availability:
    """Return a report of the simulated network."""
    fields: dict[str, Any] = {
        "node": NODE,
        "sequence": sequence,
        "previous": previous,
        "observed_at": NOON,
        "confirmed_at": NOON - timedelta(minutes=1),
        "network": NetworkName(fi="Esimerkkiverkosto", sv="Exempelnätverk"),
        "pause": None,
        "municipalities": (
            Statement(municipality=KUOPIO, says="groups", since=None),
            Statement(municipality=SIILINJARVI, says="none", since=date(2026, 11, 2)),
        ),
        "offers": (offer(),),
        "activities": (),
        "gone": Gone(ended=0, cancelled=0, withdrawn=0),
    }
    return Availability(**{**fields, **changes})


def contact(revision: int = 1, **changes: Any) -> Contact:
    """Return a public contact of the simulated network."""
    fields: dict[str, Any] = {
        "node": NODE,
        "revision": revision,
        "changed_at": NOON,
        "organisation": "Esimerkkiyhdistys ry",
        "email": "ryhmat@verkosto.example",
        "telephone": None,
        "hours": None,
        "languages": ("fi",),
        "text_messages": False,
        "web": None,
    }
    return Contact(**{**fields, **changes})


def sealed(message: codec.Message, key: SigningKey) -> bytes:
    """Return the message's envelope as it travels."""
    return signing.encode_envelope(signing.sign(message, key))


def sealed_bytes(payload: bytes, kind: str, key: SigningKey) -> bytes:
    """Return any payload signed with the key, also one that no node would send."""
    signature = {"keyid": key.key_id, "sig": key.sign(signing.pae(kind, payload))}
    envelope = {"payload": payload, "payloadType": kind, "signatures": [signature]}
    return msgspec.json.encode(envelope)


def digest_of(message: codec.Message) -> str:
    """Return a message's digest."""
    return signing.digest(codec.payload_type(codec.schema_of(message)), codec.encode(message))


@dataclass
class Stand:
    """A hub and a client of its API; `changes` counts what ingest announced."""

    desk: Desk
    client: httpx.AsyncClient
    clock: HandClock
    settings: Settings
    changes: list[None]

    async def put(self, path: str, body: bytes, lease: str | None = None) -> httpx.Response:
        """Put bytes to the API."""
        headers = {} if lease is None else {"authorization": f"Bearer {lease}"}
        return await self.client.put(path, content=body, headers=headers)

    def said(self, response: httpx.Response) -> codec.Message:
        """Return the hub's signed answer; its signature must hold."""
        envelope = signing.decode_envelope(response.content)
        assert signing.signature_ok(envelope, self.desk.key.public)
        kinds = {codec.payload_type(name): name for name in codec.FROM_HUB}
        return codec.decode_answer(envelope.payload, kinds[envelope.payload_type])

    def problem(self, response: httpx.Response) -> Problem:
        """Return the refusal; its status must be the HTTP status."""
        said = self.said(response)
        assert isinstance(said, Problem)
        assert said.status == response.status_code
        return said

    async def invite(self, node: str = NODE, *places: str) -> str:
        """Invite a network for these municipalities and return its token."""
        token = secrets.token_hex(32)
        grant = Grant(municipalities=places or (KUOPIO, SIILINJARVI), reach=(NORTH_SAVO,))
        name = NetworkName(fi="Esimerkkiverkosto", sv="Exempelnätverk")
        at, life = self.clock.now(), timedelta(days=14)
        decided = await self.desk.decide(
            lambda db: decide.invite(db, node, name, grant, token, at=at, life=life)
        )
        assert not isinstance(decided, Text)
        return token

    async def invite_again(self, node: str = NODE) -> str:
        """Make a network a new line, and return its token."""
        token, at = secrets.token_hex(32), self.clock.now()
        life = timedelta(days=14)
        decided = await self.desk.decide(
            lambda db: rekey.invite_again(db, node, token, at=at, life=life)
        )
        assert not isinstance(decided, Text)
        return token

    async def confirm(self, node: "SimNode") -> None:
        """Confirm a node's key by its fingerprint."""
        read_out = signing.fingerprint(node.key.public, self.desk.root).lower()
        at, key = self.clock.now(), self.desk.root
        decided = await self.desk.decide(
            lambda db: decide.confirm(db, node.node, read_out, key, at)
        )
        assert not isinstance(decided, Text), str(decided)

    async def active_node(self, node: str = NODE, *places: str) -> "SimNode":
        """Return a node that is enrolled, confirmed and has said hello."""
        new = SimNode(self, node)
        assert isinstance(await new.enrol(await self.invite(node, *places)), Enrolled)
        await self.confirm(new)
        assert isinstance(await new.hello(), Welcome)
        return new


@dataclass
class SimNode:
    """A node that speaks the protocol and keeps no more than a test needs."""

    stand: Stand
    node: str = NODE
    key: SigningKey = field(default_factory=SigningKey.generate)
    session: str = field(default_factory=lambda: secrets.token_hex(16))
    lease: str | None = None
    head: Head | None = None

    async def enrol(self, token: str) -> Enrolled | Problem:
        """Send an enrolment."""
        asked = Enrolment(node=self.node, token=token, public_key=self.key.public, software="sim 1")
        response = await self.stand.client.post("/v1/enrol", content=sealed(asked, self.key))
        said = self.stand.said(response)
        assert isinstance(said, Enrolled | Problem)
        return said

    async def challenge(self) -> str:
        """Fetch a challenge."""
        response = await self.stand.client.get(f"/v1/nodes/{self.node}/challenge")
        return msgspec.json.decode(response.content, type=Challenge).challenge

    async def hello(self, challenge: str | None = None, **changes: Any) -> Welcome | Problem:
        """Say hello, and keep the lease."""
        fields: dict[str, Any] = {
            "node": self.node,
            "session": self.session,
            "challenge": challenge or await self.challenge(),
            "head": self.head,
            "software": "sim 1",
            "schemas": ("availability/1",),
            "clock": self.stand.clock.now(),
            "audit_head": None,
        }
        body = sealed(Hello(**{**fields, **changes}), self.key)
        said = self.stand.said(await self.stand.put(f"/v1/nodes/{self.node}/hello", body))
        assert isinstance(said, Welcome | Problem)
        if isinstance(said, Welcome):
            self.lease = said.lease
        return said

    def next(self, **changes: Any) -> Availability:
        """Return the report after the head."""
        head = self.head
        sequence = 1 if head is None else head.sequence + 1
        previous = None if head is None else head.digest
        return report(sequence, previous, node=self.node, **changes)

    async def push(self, message: Availability | Statistics) -> Receipt | Problem:
        """Send a report, and keep the head of its receipt."""
        path = f"/v1/nodes/{self.node}/reports/{message.sequence}"
        response = await self.stand.put(path, sealed(message, self.key), self.lease)
        said = self.stand.said(response)
        assert isinstance(said, Receipt | Problem)
        if isinstance(said, Receipt):
            self.head = Head(sequence=said.sequence, digest=said.digest)
        return said

    async def tell(self, message: Contact) -> ContactReceipt | Problem:
        """Send a contact."""
        path = f"/v1/nodes/{self.node}/contact"
        said = self.stand.said(await self.stand.put(path, sealed(message, self.key), self.lease))
        assert isinstance(said, ContactReceipt | Problem)
        return said


@asynccontextmanager
async def hub_in(folder: Path, clock: HandClock | None = None) -> AsyncIterator[Stand]:
    """Open a hub in the folder (made if new), with a client of its API."""
    hand = clock or HandClock()
    settings = Settings(data=folder)
    if not (folder / "hub.key").exists():
        await hub.create(settings, hand)
    async with hub.open_desk(settings, hand) as desk:
        changes: list[None] = []
        api = await hub.application(desk, settings, lambda: changes.append(None))
        transport = httpx.ASGITransport(app=api)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://hub.example") as client:
            yield Stand(desk, client, hand, settings, changes)


def stored_bytes(folder: Path) -> bytes:
    """Return every byte the hub has written to its folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def envelope_fields(body: bytes) -> dict[str, Any]:
    """Return an envelope's JSON, to be spoilt."""
    fields: dict[str, Any] = json.loads(body)
    return fields
