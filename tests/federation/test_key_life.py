"""Faults 20 to 23 and 34: keys that change, at both sides, and whatever comes between."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.ingest import ledger
from hub.registry import decide
from hub.registry import store as registry
from hub.registry.keys import store as ring
from hub.trust import store as documents
from node.keys import store, trust
from node.keys.files import KeyFiles
from node.network import enrol
from node.outbox import store as outbox
from shared.delivery import Answered
from shared.signing import decode_envelope
from shared.wire.problem import Problem
from tests.federation.keyed import (
    NODE,
    NOW,
    all_is_well,
    begin_rotation,
    confirm,
    copy_of,
    enrol_again,
    findings,
    invite_again,
    joined,
    names_fit,
    own_key,
    restart,
    revoke,
    rotate,
    rotate_hub,
    set_up,
    something_new,
    told,
)
from tests.federation.together import Together, together


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Together]:
    async with together(tmp_path, NOW) as federation:
        await joined(federation)
        yield federation


async def test_a_rotation_keeps_the_chain_and_retires_the_old_key(pair: Together) -> None:
    node = pair.nodes[NODE]
    old = await own_key(node)
    await rotate(pair)
    records = (await pair.hub.desk.read(lambda db: ring.ring(db, NODE))).records
    assert [(r.first_sequence, r.last_sequence) for r in records] == [(1, 3), (4, None)]
    assert records[0].public == old.public
    assert (await own_key(node)).public == records[1].public
    rows = await node.desk.read(store.keys)
    assert [key.standing for key in rows] == ["current", "before"]
    await all_is_well(pair)
    await names_fit(node)


async def test_a_node_rotates_again_and_again(pair: Together) -> None:
    for _ in range(3):
        assert await begin_rotation(pair) is None
        await pair.nodes[NODE].push()
        await all_is_well(pair)
        await names_fit(pair.nodes[NODE])
    rows = await pair.nodes[NODE].desk.read(store.keys)
    assert [key.standing for key in rows] == ["current", "before", "past", "past"]


async def test_fault_21_the_receipt_of_a_rotation_is_lost(pair: Together) -> None:
    await begin_rotation(pair)
    pair.wire.lose_answers = 1
    await pair.nodes[NODE].push()
    await restart(pair)
    await all_is_well(pair)
    assert len(await pair.nodes[NODE].desk.read(store.keys)) == 2


async def test_fault_21_the_hub_was_restored_to_before_the_rotation(
    pair: Together, tmp_path: Path
) -> None:
    await pair.stop_hub()
    copy_of(tmp_path / "hub", tmp_path / "old")
    await pair.start_hub()
    await rotate(pair)
    await pair.stop_hub()
    (tmp_path / "hub").rename(tmp_path / "lost")
    copy_of(tmp_path / "old", tmp_path / "hub")
    await pair.start_hub()
    await all_is_well(pair)
    assert len((await pair.hub.desk.read(lambda db: ring.ring(db, NODE))).records) == 2


async def test_fault_21_the_hub_is_rebuilt_from_its_mirror_with_all_keys(pair: Together) -> None:
    await rotate(pair)
    kept = await pair.hub.desk.read(lambda db: ring.ring(db, NODE))
    await pair.stop_hub()
    for file in (pair.folder / "hub").glob("hub.db*"):
        file.unlink()
    await pair.start_hub_from_mirror()
    assert await pair.hub.desk.read(lambda db: ring.ring(db, NODE)) == kept
    assert await findings(pair) == ()
    assert pair.hub.desk.keys.version == 2
    await all_is_well(pair)


async def test_fault_20_two_writers_the_old_key_is_worth_nothing_after_a_rotation(
    pair: Together, tmp_path: Path
) -> None:
    await pair.stop_node(NODE)
    copy_of(tmp_path / NODE, tmp_path / "thief")
    await pair.start_node(NODE)
    await rotate(pair)
    thief = await pair.start_node("thief")
    await thief.say("none", "Siilinjärvi")
    await thief.push()
    head = await pair.hub.desk.read(lambda db: ledger.head(db, NODE))
    assert head == await pair.nodes[NODE].desk.read(outbox.head)
    network = await pair.hub.desk.read(lambda db: registry.network(db, NODE))
    assert network is not None
    assert network.standing == "active"
    await all_is_well(pair)


async def test_fault_22_revoked_while_reports_are_in_flight(pair: Together) -> None:
    node = pair.nodes[NODE]
    await something_new(pair)
    pair.wire.hub, hub = None, pair.wire.hub
    await node.push()
    queued = await node.desk.read(outbox.queued)
    pair.wire.hub = hub
    before = await pair.hub.desk.read(lambda db: ledger.head(db, NODE))
    await revoke(pair)
    await node.push()
    assert await pair.hub.desk.read(lambda db: ledger.head(db, NODE)) == before
    assert queued is None or queued.state == "queued"
    await invite_again(pair)
    known = await enrol_again(pair)
    assert isinstance(known, enrol.Known)
    assert known.head == before
    await confirm(pair, known)
    await all_is_well(pair)
    rows = await node.desk.read(store.keys)
    assert [key.drawn_for for key in rows] == ["enrolment", "start"]


async def test_fault_22_a_revoked_key_cannot_be_resumed(pair: Together) -> None:
    await revoke(pair)
    refused = await pair.hub.desk.decide(lambda db: decide.resume(db, NODE, pair.clock.now()))
    assert "taken back" in str(refused)


async def test_fault_16_a_lost_node_comes_back_with_nothing_but_an_invitation(
    pair: Together, tmp_path: Path
) -> None:
    await rotate(pair)
    head = await pair.hub.desk.read(lambda db: ledger.head(db, NODE))
    await pair.stop_node(NODE)
    (tmp_path / NODE).rename(tmp_path / "lost")
    await pair.start_node("fresh")
    (tmp_path / "fresh").rename(tmp_path / NODE)
    await pair.stop_node("fresh")
    node = await pair.start_node(NODE)
    await set_up(pair)
    await invite_again(pair)
    known = await enrol_again(pair)
    assert isinstance(known, enrol.Known)
    assert known.head == head
    await node.push()
    await confirm(pair, known)
    await all_is_well(pair)


async def test_fault_23_invite_reused(pair: Together) -> None:
    await revoke(pair)
    await invite_again(pair)
    assert isinstance(await enrol_again(pair), enrol.Known)
    assert isinstance(await enrol_again(pair), enrol.Known)
    thief = await pair.start_node("thief")
    pair.nodes[NODE], own = thief, pair.nodes[NODE]
    assert told(await enrol_again(pair)) == "token_used"
    pair.nodes[NODE] = own


async def test_fault_23_invite_expired(pair: Together) -> None:
    await revoke(pair)
    invited = await invite_again(pair)
    pair.clock.turn(days=15)
    assert told(await enrol_again(pair, invited)) == "token_expired"
    again = await invite_again(pair, "8" * 64)
    known = await enrol_again(pair, again)
    assert isinstance(known, enrol.Known)
    await confirm(pair, known)
    await all_is_well(pair)


async def test_fault_23_invite_raced_by_a_thief_is_seen_at_the_fingerprint(pair: Together) -> None:
    await revoke(pair)
    await invite_again(pair)
    thief = await pair.start_node("thief")
    own = pair.nodes[NODE]
    pair.nodes[NODE] = thief
    stolen = await enrol_again(pair)
    pair.nodes[NODE] = own
    assert isinstance(stolen, enrol.Known)
    assert told(await enrol_again(pair)) == "token_used"
    again = await invite_again(pair, "8" * 64)
    known = await enrol_again(pair, again)
    assert isinstance(known, enrol.Known)
    assert known.fingerprint != stolen.fingerprint
    await confirm(pair, known)
    await all_is_well(pair)


async def test_fault_34_rollback_of_trust(pair: Together) -> None:
    node, root = pair.nodes[NODE], pair.hub.desk.root
    old = await pair.hub.desk.read(documents.newest)
    assert old is not None
    await rotate_hub(pair)
    assert await node.desk.read(lambda db: trust.version(db, root)) == 2
    played = Answered(200, decode_envelope(old.body))
    await node.desk.database.write(lambda db: trust.take(db, root, played, NOW))
    assert await node.desk.read(lambda db: trust.version(db, root)) == 2
    keys = await node.desk.read(lambda db: trust.hub_keys(db, root))
    assert keys == (pair.hub.desk.key.public,)
    await all_is_well(pair)


async def test_fault_34_a_hub_restored_from_a_backup_keeps_its_newest_document(
    pair: Together, tmp_path: Path
) -> None:
    await pair.stop_hub()
    old = copy_of(tmp_path / "hub", tmp_path / "old")
    await pair.start_hub()
    await rotate_hub(pair)
    await pair.stop_hub()
    for name in ("hub.db", "hub.db-wal", "hub.db-shm"):
        (tmp_path / "hub" / name).unlink(missing_ok=True)
        if (old / name).exists():
            (old / name).rename(tmp_path / "hub" / name)
    await pair.start_hub()
    assert pair.hub.desk.keys.version == 2
    await all_is_well(pair)


async def test_the_hub_rotates_its_key_while_it_serves(pair: Together) -> None:
    before = pair.hub.desk.key.public
    await rotate_hub(pair)
    assert pair.hub.desk.key.public != before
    await all_is_well(pair)
    await restart(pair)
    await all_is_well(pair)


async def test_a_refused_rotation_leaves_the_old_key_in_force(pair: Together) -> None:
    node = pair.nodes[NODE]
    old = await own_key(node)
    await begin_rotation(pair)
    drawn = await node.desk.read(lambda db: store.key(db, "next"))
    assert drawn is not None
    await pair.hub.desk.database.write(lambda db: ring.wait(db, NODE, drawn.public))
    await node.push()
    assert (await own_key(node)).public == old.public
    assert KeyFiles(node.folder).named(drawn.public) is None
    await pair.hub.desk.database.write(lambda db: ring.wait(db, NODE, None))
    await all_is_well(pair)
    assert isinstance(Problem, type)
