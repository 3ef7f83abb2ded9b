"""Programs of different years (fault 28): what one of them ever said, the other still understands.

`golden/conversations` holds what a node said before rotations, trust documents and checkpoints
were. Its envelopes are put to today's hub byte for byte; a hello alone is signed anew, over the
challenge of the day. The hub of those years answers with the fields of its golden files alone.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.ingest import ledger, verify
from hub.ingest import store as ingest
from hub.registry import decide
from hub.registry.model import Grant
from node import app as node_app
from node.history.model import Doer
from node.keys import begin
from node.keys import store as keys
from node.keys.files import KeyFiles
from node.keys.rotate import before_reports
from node.keys.speaking import NodeKeys, TrustedKeys
from node.network import edit
from node.network import store as network
from node.network.model import NetworkRecord
from node.outbox import store as outbox
from node.preview.compose import next_change
from node.push import words
from node.push.sender import Sender
from node.push.status import gather
from node.push.store import memory
from node.settings import Settings
from node.witness.watch import LogWitness
from shared import signing
from shared.delivery import Answered
from shared.signing import SigningKey
from shared.text import Text
from shared.wire import codec
from shared.wire.availability import NetworkName
from shared.wire.codec import Message
from shared.wire.envelope import Envelope, Signature
from shared.wire.problem import Problem
from shared.wire.session import Challenge
from tests.federation.together import LiveNode
from tests.federation.wire import TurnedClock
from tests.hub.ingest.builders_ingest import KUOPIO, NODE, NOON, HandClock, Stand, hub_in
from tests.node.push.simulated_hub import HUB_URL, SimulatedHub

GOLDEN = Path(__file__).parents[1] / "golden"
KEY = SigningKey.from_bytes(bytes(range(32)))
TOKEN = "ab" * 32
THREE_YEARS = timedelta(days=3 * 365)
ANSWERS = ("enrolled/1", "welcome/1", "receipt/1", "contact-receipt/1", "receipt/1", "welcome/1")
AFTER_ENROLMENT = 1


def spoken() -> list[dict[str, str]]:
    """Return what the old node said, in its order."""
    lines = (GOLDEN / "conversations" / "node-0.1.0.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def fields_of(schema: str) -> dict[str, Any]:
    """Return the answer of those years with this schema."""
    path = GOLDEN / f"{schema.replace('/', '-')}.json"
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


async def say(stand: Stand, said: dict[str, str], lease: str | None) -> dict[str, Any]:
    """Put one thing that was said to the hub, and return what the hub answers."""
    method, path = said["to"].split()
    body = said["body"].encode() if "body" in said else await greeting(stand, said["payload"])
    headers = {"authorization": f"Bearer {lease}"} if lease else {}
    response = await stand.client.request(method, path, content=body, headers=headers)
    stand.said(response)  # signed by the key that answered in those years, too
    answer: dict[str, Any] = json.loads(signing.decode_envelope(response.content).payload)
    return answer


async def greeting(stand: Stand, payload: str) -> bytes:
    """Return a recorded hello over a fresh challenge, signed by the old node's key."""
    answer = await stand.client.get(f"/v1/nodes/{NODE}/challenge")
    challenge = msgspec.json.decode(answer.content, type=Challenge).challenge
    old = json.loads(payload)["challenge"]
    kind = codec.payload_type("hello/1")
    content = payload.replace(old, challenge).encode()
    signature = {"keyid": KEY.key_id, "sig": KEY.sign(signing.pae(kind, content))}
    return msgspec.json.encode({"payload": content, "payloadType": kind, "signatures": [signature]})


async def conversation(stand: Stand) -> list[dict[str, Any]]:
    """Play the whole recording to a hub that has invited the node."""
    at, life = stand.clock.now(), timedelta(days=14)
    grant = Grant(municipalities=(KUOPIO, "749"), reach=("13",))
    name = NetworkName(fi="Esimerkkiverkosto", sv="Exempelnätverk")
    invited = await stand.desk.decide(
        lambda db: decide.invite(db, NODE, name, grant, TOKEN, at=at, life=life)
    )
    assert not isinstance(invited, Text)
    answers: list[dict[str, Any]] = []
    for number, said in enumerate(spoken()):
        lease = next((a["lease"] for a in reversed(answers) if "lease" in a), None)
        answers.append(await say(stand, said, lease))
        if number == 0:
            await confirm(stand)
    return answers


async def confirm(stand: Stand) -> None:
    """Confirm the old node's key, as a person does over the telephone."""
    read_out, root = signing.fingerprint(KEY.public, stand.desk.root), stand.desk.root
    at = stand.clock.now()
    done = await stand.desk.decide(lambda db: decide.confirm(db, NODE, read_out, root, at))
    assert not isinstance(done, Text), str(done)


@pytest.mark.parametrize("years", [timedelta(0), THREE_YEARS], ids=["today", "in three years"])
async def test_fault_28_todays_hub_understands_a_node_of_old(
    tmp_path: Path, years: timedelta
) -> None:
    async with hub_in(tmp_path, HandClock(NOON + years)) as stand:
        answers = await conversation(stand)
        assert tuple(answer["schema"] for answer in answers) == ANSWERS
        assert answers[-1]["head"]["sequence"] == 2
        kept = await stand.desk.read(lambda db: ledger.reports_after(db, NODE, 0, 9))
        sent = [said["body"].encode() for said in spoken() if "/reports/" in said["to"]]
        assert [entry.body for entry in kept] == sent
        contact = await stand.desk.read(lambda db: ingest.contact(db, NODE, "held"))
        assert contact is not None


async def test_fault_28_a_node_of_old_reads_what_todays_hub_answers(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        for answer in await conversation(stand):
            before = fields_of(answer["schema"])
            assert before.keys() <= answer.keys()
            for name, value in before.items():
                alike = type(value) is type(answer[name]) or None in (value, answer[name])
                assert alike, (answer["schema"], name)


async def test_a_hub_asks_every_node_for_what_it_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "hub.ingest.hello.SCHEMAS", (*verify.SCHEMAS, "availability/2", "availability/3")
    )
    async with hub_in(tmp_path) as stand:
        welcome = (await conversation(stand))[-1]
        assert welcome["schemas"][0] == "availability/1"


class OldHub(SimulatedHub):
    """A hub from before rotations, trust, checkpoint and courses; it answers as it did then."""

    asked: tuple[str, ...] | None = None

    def _answer(self, path: str, envelope: Envelope, bearer: str | None) -> Answered:
        if "rotation" in envelope.payload_type:
            return self._problem("unknown_schema", envelope)
        return super()._answer(path, envelope, bearer)

    def _said(self, status: int, message: Message) -> Answered:
        schema = codec.schema_of(message)
        said = json.loads(codec.encode(message))
        if self.asked is not None and schema == "welcome/1":
            said["schemas"] = self.asked
        then = {name: said[name] for name in fields_of(schema)}
        kind, payload = codec.payload_type(schema), msgspec.json.encode(then)
        sig = self.key.sign(signing.pae(kind, payload))
        only = Signature(keyid=self.key.key_id, sig=sig)
        envelope = Envelope(payload=payload, payload_type=kind, signatures=(only,))
        return Answered(426 if '"unknown_schema"' in payload.decode() else status, envelope)


@dataclass
class Pair:
    """Today's node, whole, and a hub of old."""

    node: LiveNode
    hub: OldHub
    clock: TurnedClock

    async def due(self) -> str | None:
        """Return whose program has to be updated, as the status shows it."""
        return (await self.node.desk.read(gather)).update_due


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    clock, folder = TurnedClock(NOON), tmp_path / "node"
    async with node_app.open_desk(Settings(data=folder), clock, new=True) as desk:
        files, trusted = KeyFiles(folder), TrustedKeys(desk.database, clock)
        own = NodeKeys(desk.database, clock, files)
        hub = OldHub(clock=clock, node_key=await own.speaking())
        record = NetworkRecord(name_fi="Esimerkki", name_sv="Exempel", controller="Esimerkki ry")
        await desk.commit(lambda db: edit.set_up(db, record, (KUOPIO,), NOON))
        await desk.commit(
            lambda db: network.join(db, node=NODE, hub=HUB_URL, hub_key=hub.key.public)
        )
        sender = Sender(
            database=desk.database,
            clock=clock,
            keys=own,
            hub_keys=trusted,
            witness=LogWitness(desk.database, clock, trusted),
            session="2" * 32,
            software="voikukkia-node of today",
            line=lambda _url: hub,
            next_report=before_reports(
                files,
                lambda db, key, head, at: next_change(db, key, head, at, reference=desk.reference),
            ),
            chance=lambda: 0.5,
        )
        yield Pair(LiveNode(desk, sender, folder), hub, clock)
        await sender.close()


async def test_fault_28_todays_node_speaks_with_a_hub_of_old(pair: Pair) -> None:
    assert await pair.node.push() == "confirmed"
    await pair.node.say("none", "Kuopio")
    assert await pair.node.push() == "confirmed"
    assert [report.sequence for report in pair.hub.states] == [1, 2]
    kept = await pair.node.desk.read(memory)
    assert (kept.stopped, kept.trouble) == (None, None)
    assert await pair.due() is None


async def test_fault_28_what_is_newer_than_the_hub_is_kept_and_shown_and_the_next_goes_on(
    pair: Pair,
) -> None:
    await pair.node.push()
    files = KeyFiles(pair.node.folder)
    await pair.node.desk.commit(lambda db: begin.begin(db, files, Doer(at=NOON)))
    await pair.node.say("none", "Kuopio")
    assert await pair.node.push() == "confirmed"
    entries = await pair.node.desk.read(lambda db: outbox.entries(db, limit=9))
    assert {(e.schema, e.sequence, e.state) for e in entries} == {
        ("availability/1", 1, "delivered"),
        ("rotation/1", 2, "refused"),
        ("availability/1", 2, "delivered"),
    }
    refused = next(entry for entry in entries if entry.state == "refused")
    assert refused.problem is not None
    problem = codec.decode_answer(signing.decode_envelope(refused.problem).payload, "problem/1")
    assert isinstance(problem, Problem)
    assert problem.code == "unknown_schema"
    assert "update this node" in str(words.cause_text(problem.code))
    assert [key.standing for key in await pair.node.desk.read(keys.keys)] == ["current"]
    assert pair.hub.states[-1].municipalities[0].says == "none"


@pytest.mark.parametrize(
    ("asked", "due", "said"),
    [
        (("availability/4",), "node", "update it"),
        (("availability/0",), "hub", "Tell the operator"),
        (("availability/1", "availability/4"), None, ""),
    ],
)
async def test_fault_28_who_is_too_old_is_said_and_reports_go_on(
    pair: Pair, asked: tuple[str, ...], due: str | None, said: str
) -> None:
    pair.hub.asked = asked
    assert await pair.node.push() == "confirmed"
    assert len(pair.hub.states) == 1
    assert await pair.due() == due
    status = await pair.node.desk.read(gather)
    lines = [str(line) for line in words.status_lines(status, "fi")]
    assert any(said in line for line in lines)
