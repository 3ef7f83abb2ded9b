import asyncio
from pathlib import Path

from hub.ingest import ledger
from hub.registry import decide, store
from shared import signing
from shared.signing import SigningKey
from shared.text import Text
from shared.wire.enrolment import Enrolled, Enrolment
from shared.wire.problem import Problem
from tests.hub.ingest.builders_ingest import (
    NODE,
    NOON,
    SimNode,
    hub_in,
    sealed,
    stored_bytes,
)


async def test_same_key_and_token_get_the_same_answer(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = SimNode(stand)
        token = await stand.invite()
        first = await node.enrol(token)
        assert first == Enrolled(node=NODE, public_key=node.key.public, state="pending", head=None)
        assert await node.enrol(token) == first
        await stand.confirm(node)
        after = await node.enrol(token)
        assert isinstance(after, Enrolled)
        assert after.state == "active"


async def test_a_token_works_for_one_key_even_when_raced(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        token = await stand.invite()
        racers = [SimNode(stand) for _ in range(20)]
        answers = await asyncio.gather(*(racer.enrol(token) for racer in racers))
        assert sum(isinstance(answer, Enrolled) for answer in answers) == 1
        codes = {answer.code for answer in answers if isinstance(answer, Problem)}
        assert codes == {"token_used"}


async def test_wrong_token_and_unknown_network_look_alike(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.invite()
        wrong = await SimNode(stand).enrol("0" * 64)
        nobody = await SimNode(stand, "nobody").enrol("0" * 64)
        assert isinstance(wrong, Problem)
        assert isinstance(nobody, Problem)
        assert (wrong.status, wrong.code) == (403, "token_invalid")
        assert wrong.detail == nobody.detail


async def test_a_token_expires_after_fourteen_days(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        token = await stand.invite()
        stand.clock.turn(days=14)
        refused = await SimNode(stand).enrol(token)
        assert isinstance(refused, Problem)
        assert refused.code == "token_expired"


async def test_a_key_belongs_to_one_network(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        first = SimNode(stand)
        await first.enrol(await stand.invite())
        second = SimNode(stand, "toinen", key=first.key)
        refused = await second.enrol(await stand.invite("toinen"))
        assert isinstance(refused, Problem)
        assert refused.code == "token_used"


async def test_an_enrolment_signed_by_another_key_proves_nothing(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        token = await stand.invite()
        victim, thief = SigningKey.generate(), SigningKey.generate()
        asked = Enrolment(node=NODE, token=token, public_key=victim.public, software="")
        response = await stand.client.post("/v1/enrol", content=sealed(asked, thief))
        assert stand.problem(response).code == "bad_signature"


async def test_a_new_invitation_replaces_the_old_and_its_key(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        thief, node = SimNode(stand), SimNode(stand)
        old = await stand.invite()
        await thief.enrol(old)
        new = await stand.invite_again()
        refused = await thief.enrol(old)
        assert isinstance(refused, Problem)
        assert refused.code == "token_invalid"
        assert isinstance(await node.enrol(new), Enrolled)
        await stand.confirm(node)
        thieves = await thief.hello()
        assert isinstance(thieves, Problem)
        assert thieves.code == "unknown_key"


async def test_only_the_right_fingerprint_confirms(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = SimNode(stand)
        await node.enrol(await stand.invite())
        hub_key = stand.desk.root
        wrong = signing.fingerprint(SigningKey.generate().public, hub_key)
        before = await stand.desk.read(ledger.tip)
        refused = await stand.desk.decide(lambda db: decide.confirm(db, NODE, wrong, hub_key, NOON))
        assert isinstance(refused, Text)
        assert "not the fingerprint" in str(refused)
        assert await stand.desk.read(ledger.tip) == before
        network = await stand.desk.read(lambda db: store.network(db, NODE))
        assert network is not None
        assert network.standing == "pending"


async def test_the_token_is_kept_only_as_its_hash(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        token = await stand.invite()
        await SimNode(stand).enrol(token)
        assert token.encode() not in stored_bytes(tmp_path)
