"""A hub with networks in every standing, and what a stranger or a spoilt node may put to it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
from msgspec import Struct

from hub.registry import decide
from shared import signing
from shared.signing import SigningKey
from shared.text import Text
from shared.wire import codec
from shared.wire.enrolment import Enrolled, Enrolment
from shared.wire.receipt import ContactReceipt, Receipt
from shared.wire.rotation import Rotation
from shared.wire.session import Hello, Welcome
from tests.hub.ingest.builders_ingest import (
    HandClock,
    SimNode,
    Stand,
    contact,
    envelope_fields,
    hub_in,
    report,
    sealed,
    sealed_bytes,
)

REPORT = codec.payload_type("availability/1")
PORVOO, KAJAANI = "638", "205"


class Sent(Struct, frozen=True, kw_only=True):
    """One request."""

    path: str
    body: bytes = b""
    lease: str | None = None
    method: str = "PUT"
    scheme: str = "Bearer"


@dataclass
class Scene:
    """`node` is in order and has two reports; what the others are, their names say."""

    stand: Stand
    node: SimNode
    other: SimNode
    pending: SimNode
    suspended: SimNode
    lapsed: SimNode
    retired_lease: str
    used_challenge: str
    token: str
    old_token: str
    challenges: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Return the number of the next report."""
        assert self.node.head is not None
        return self.node.head.sequence + 1

    def at(self, body: bytes, number: int | None = None, **changes: Any) -> Sent:
        """Return a request that puts bytes where the node's next report goes."""
        path = f"/v1/nodes/{self.node.node}/reports/{number or self.number}"
        return Sent(**{"path": path, "body": body, "lease": self.node.lease, **changes})

    def put(self, where: str, body: bytes, **changes: Any) -> Sent:
        """Return a request that puts bytes below the node's address."""
        path = f"/v1/nodes/{self.node.node}/{where}"
        return Sent(**{"path": path, "body": body, "lease": self.node.lease, **changes})

    def good(self) -> bytes:
        """Return the body that would be taken."""
        return sealed(self.node.next(), self.node.key)

    def spoilt(self, spoil: Callable[[dict[str, Any]], object]) -> Sent:
        """Return the good envelope with something changed in its JSON."""
        fields = envelope_fields(self.good())
        spoil(fields)
        return self.at(msgspec.json.encode(fields))

    def payload(self, spoil: Callable[[bytes], bytes]) -> Sent:
        """Return a payload no node would send, signed with the right key."""
        payload = codec.encode(self.node.next())
        spoilt = spoil(payload)
        assert spoilt != payload, "nothing was spoilt"
        return self.at(sealed_bytes(spoilt, REPORT, self.node.key))

    def greeting(self, challenge: str = "fresh", **changes: Any) -> Sent:
        """Return a hello by the node; `challenge` names one, or is one."""
        fields: dict[str, Any] = {
            "node": self.node.node,
            "session": self.node.session,
            "challenge": self.challenges.get(challenge, challenge),
            "head": self.node.head,
            "software": "sim 1",
            "schemas": ("availability/1",),
            "clock": self.stand.clock.now(),
            "audit_head": None,
        }
        return self.put("hello", sealed(Hello(**{**fields, **changes}), self.node.key))

    def enrolment(self, key: SigningKey, signer: SigningKey | None = None, **changes: Any) -> Sent:
        """Return an enrolment of a key, signed by it or by another."""
        fields: dict[str, Any] = {
            "node": "kutsuttu",
            "token": self.token,
            "public_key": key.public,
            "software": "sim 1",
        }
        body = sealed(Enrolment(**{**fields, **changes}), signer or key)
        return Sent(method="POST", path="/v1/enrol", body=body)

    def rotation(self, signer: SigningKey | None = None, **changes: Any) -> Sent:
        """Return a rotation whose possession is changed in some way."""
        assert self.node.head is not None
        fields: dict[str, Any] = {
            "node": self.node.node,
            "sequence": self.number,
            "previous": self.node.head.digest,
            "made_at": self.stand.clock.now(),
            "retires": self.node.key.key_id,
            "public_key": SigningKey.generate().public,
            "possession": "0" * 128,
        }
        return self.at(sealed(Rotation(**{**fields, **changes}), signer or self.node.key))

    async def send(self, sent: Sent) -> httpx.Response:
        """Send a request."""
        headers = {} if sent.lease is None else {"authorization": f"{sent.scheme} {sent.lease}"}
        return await self.stand.client.request(
            sent.method, sent.path, content=sent.body, headers=headers
        )

    async def refresh(self) -> None:
        """Fetch the challenges that a case may need."""
        clock = self.stand.clock
        self.challenges = {
            "fresh": await self.node.challenge(),
            "another's": await self.other.challenge(),
            "used": self.used_challenge,
        }
        for name, hours in {"old": -1, "to come": 1}.items():
            clock.turn(hours=hours)
            self.challenges[name] = await self.node.challenge()
            clock.turn(hours=-hours)


@asynccontextmanager
async def scene_in(folder: Path) -> AsyncIterator[Scene]:
    """Set the scene."""
    clock = HandClock()
    async with hub_in(folder, clock) as stand:
        clock.turn(days=-15)
        old_token = await stand.invite("vanhentunut")
        clock.turn(days=15)
        pending = SimNode(stand, "odottava")
        assert isinstance(await pending.enrol(await stand.invite("odottava")), Enrolled)
        clock.turn(hours=-25)
        lapsed = await stand.active_node("vuokraton")
        clock.turn(hours=25)
        suspended = await stand.active_node("keskeytetty")
        at = clock.now()
        done = await stand.desk.decide(lambda db: decide.suspend(db, "keskeytetty", at))
        assert not isinstance(done, Text), str(done)
        other = await stand.active_node("kainuu", KAJAANI)
        node = await stand.active_node()
        before = node.lease
        assert before is not None
        node.session, challenge = "1" * 32, await node.challenge()
        assert isinstance(await node.hello(challenge), Welcome)
        for _ in range(2):
            assert isinstance(await node.push(node.next()), Receipt)
        assert isinstance(await node.tell(contact(2)), ContactReceipt)
        token = await stand.invite("kutsuttu")
        yield Scene(
            stand=stand,
            node=node,
            other=other,
            pending=pending,
            suspended=suspended,
            lapsed=lapsed,
            retired_lease=before,
            used_challenge=challenge,
            token=token,
            old_token=old_token,
        )


def first(node: SimNode) -> Sent:
    """Return the first report of a node, put to its own address."""
    body = sealed(report(node=node.node), node.key)
    return Sent(path=f"/v1/nodes/{node.node}/reports/1", body=body, lease=node.lease)


def twin(fields: dict[str, Any]) -> None:
    """Give the signature its second spelling: S plus the group's order."""
    order = 2**252 + 27742317777372353535851937790883648493
    sig = msgspec.json.decode(msgspec.json.encode(fields["signatures"][0]["sig"]), type=bytes)
    high = (int.from_bytes(sig[32:], "little") + order).to_bytes(32, "little")
    fields["signatures"][0]["sig"] = msgspec.to_builtins(sig[:32] + high)


def resigned(fields: dict[str, Any], cut: Callable[[bytes], bytes]) -> None:
    """Change the bytes of the signature."""
    sig = msgspec.json.decode(msgspec.json.encode(fields["signatures"][0]["sig"]), type=bytes)
    fields["signatures"][0]["sig"] = msgspec.to_builtins(cut(sig))


def stranger(scene: Scene) -> Sent:
    """Return the right report, signed by a key nobody knows."""
    return scene.at(sealed(scene.node.next(), SigningKey.generate()))


def impostor(scene: Scene) -> Sent:
    """Return the right report, signed by a stranger under the node's key id."""

    def sign(fields: dict[str, Any]) -> None:
        key = SigningKey.generate()
        payload = codec.encode(scene.node.next())
        fields["signatures"][0]["sig"] = msgspec.to_builtins(key.sign(signing.pae(REPORT, payload)))

    return scene.spoilt(sign)
