"""Spoilt reports: each is refused in its own signed words, the ledger stays, the right one goes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from hub.ingest import ledger
from node import keyfile
from node.outbox import store as outbox
from node.preview.compose import preview
from shared import signing
from shared.signing import SigningKey
from shared.wire.availability import Availability
from shared.wire.codec import decode_answer, encode, payload_type
from shared.wire.problem import Problem
from tests.federation.together import HUB_URL, LiveNode, Together, together

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
REPORT = "application/vnd.voikukkia.availability.v1+json"


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Together]:
    async with together(tmp_path, NOW) as federation:
        for name, place in {"savo": "Kuopio", "kainuu": "Kajaani"}.items():
            node = await federation.join(name, place)
            assert await node.push() == "confirmed"
        await federation.nodes["savo"].say("none", "Kuopio")
        yield federation


async def next_report(node: LiveNode) -> Availability:
    """Return the report that the node would sign next."""
    made = await node.desk.read(lambda db: preview(db, now=NOW, reference=node.desk.reference))
    return made.draft.report


def sealed(payload: bytes, key: SigningKey, kind: str = REPORT) -> bytes:
    """Return any payload in an envelope signed with the key."""
    signature = {"keyid": key.key_id, "sig": key.sign(signing.pae(kind, payload))}
    return msgspec.json.encode({"payload": payload, "payloadType": kind, "signatures": [signature]})


async def put(federation: Together, body: bytes, path: str = "savo/reports/2") -> Problem:
    """Put a body to the hub, require that nothing changes, and return the signed refusal."""
    hub, footing = federation.hub, federation.nodes["savo"].sender._footing
    assert footing is not None
    lease = footing.lease
    before = await hub.desk.read(ledger.entries)
    lines = (hub.desk.data / "mirror" / "ledger.jsonl").read_bytes()
    async with httpx.AsyncClient(transport=federation.wire, base_url=HUB_URL) as client:
        answer = await client.put(
            f"/v1/nodes/{path}", content=body, headers={"authorization": f"Bearer {lease}"}
        )
    assert await hub.desk.read(ledger.entries) == before
    assert (hub.desk.data / "mirror" / "ledger.jsonl").read_bytes() == lines
    envelope = signing.decode_envelope(answer.content)
    assert signing.signature_ok(envelope, hub.desk.key.public)
    problem = decode_answer(envelope.payload, "problem/1")
    assert isinstance(problem, Problem)
    assert problem.status == answer.status_code
    assert "Traceback" not in problem.detail
    return problem


async def still_works(federation: Together) -> None:
    """Require that the report is taken now, and that none is missing."""
    node = federation.nodes["savo"]
    assert await node.push() == "confirmed"
    head = await node.desk.read(outbox.head)
    assert head is not None
    assert head.sequence == 2
    assert await federation.hub.desk.read(lambda db: ledger.head(db, "savo")) == head


def flipped(body: bytes) -> bytes:
    """Return the body with one letter of its payload changed."""
    at = body.index(b'"payload":"') + 40
    return body[:at] + (b"A" if body[at : at + 1] != b"A" else b"B") + body[at + 1 :]


def spoilt(payload: bytes, key: SigningKey, other: SigningKey) -> dict[str, tuple[bytes, str]]:
    """Return a report's body spoilt in every way, each with the address it is put to."""
    fields: dict[str, Any] = msgspec.json.decode(payload)
    body, here = sealed(payload, key), "savo/reports/2"
    named = msgspec.json.encode({**fields, "node": "kainuu"})
    return {
        "a flipped bit": (flipped(body), here),
        "cut short": (body[: len(body) // 2], here),
        "an unknown field": (sealed(msgspec.json.encode({**fields, "names": ["E"]}), key), here),
        "a doubled key": (sealed(payload[:-1] + b',"sequence":2}', key), here),
        "a wrong key": (sealed(payload, SigningKey.generate()), here),
        "the key of another node": (sealed(payload, other), here),
        "the name of another node": (sealed(named, key), here),
        "a swapped address": (body, "kainuu/reports/2"),
        "a swapped type": (sealed(payload, key, payload_type("hello/1")), here),
        "a type to come": (sealed(payload, key, REPORT.replace("v1", "v9")), here),
        "a wrong number": (body, "savo/reports/7"),
        "a body of 10 MB": (b"x" * 10_000_000, here),
    }


EXPECTED = {
    "a flipped bit": ("bad_signature", "changed on the way"),
    "cut short": ("malformed", "not one signed envelope"),
    "an unknown field": ("invalid_report", "unknown field"),
    "a doubled key": ("not_canonical", "one spelling"),
    "a wrong key": ("unknown_key", "does not know this key"),
    "the key of another node": ("wrong_node", "kainuu"),
    "the name of another node": ("wrong_node", "kainuu"),
    "a swapped address": ("wrong_node", "savo"),
    "a swapped type": ("wrong_type", "takes availability/1"),
    "a type to come": ("unknown_schema", "cannot read"),
    "a wrong number": ("wrong_sequence", "number 2"),
    "a body of 10 MB": ("too_large", "over"),
}


@pytest.mark.parametrize("name", EXPECTED)
async def test_fault_05_a_spoilt_report_is_refused_and_the_right_one_taken(
    pair: Together, name: str
) -> None:
    node, code = pair.nodes["savo"], EXPECTED[name][0]
    key, other = (keyfile.load(pair.nodes[n].folder) for n in ("savo", "kainuu"))
    payload = encode(await next_report(node))

    problem = await put(pair, *spoilt(payload, key, other)[name])

    assert problem.code == code
    assert EXPECTED[name][1] in problem.detail
    await still_works(pair)
