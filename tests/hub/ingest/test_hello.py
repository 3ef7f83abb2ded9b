from datetime import timedelta
from pathlib import Path

from hub.ingest import ledger, store
from hub.registry import decide
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Welcome
from tests.hub.ingest.builders_ingest import NODE, NOON, SimNode, hub_in, stored_bytes


async def test_welcome_names_head_lease_and_next_contact(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.push(node.next())
        said = await node.hello()
        assert isinstance(said, Welcome)
        assert said.head == node.head
        assert said.hub_time == NOON
        assert said.next_contact == NOON + timedelta(hours=6)
        assert said.schemas == ("availability/1", "rotation/1", "statistics/1")
        assert said.trust == 1
        assert said.notices == ()


async def test_the_clocks_are_compared(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        said = await node.hello(clock=NOON - timedelta(seconds=900))
        assert isinstance(said, Welcome)
        assert "900 seconds" in said.notices[0]
        receipt = await node.push(node.next())
        assert isinstance(receipt, Receipt)
        entry = (await stand.desk.read(ledger.entries))[receipt.index]
        assert entry.offset_s == 900


async def test_a_word_is_left_at_most_every_twelve_hours(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.push(node.next())
        before = (await stand.desk.read(ledger.tip)).entries
        for hours, words in ((6, 0), (5, 0), (1, 1), (6, 1), (6, 2)):
            stand.clock.turn(hours=hours)
            assert isinstance(await node.hello(), Welcome)
            assert (await stand.desk.read(ledger.tip)).entries == before + words


async def test_challenges_grow_old(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        challenge = await node.challenge()
        stand.clock.turn(minutes=10)
        assert isinstance(await node.hello(challenge), Welcome)
        old = await node.challenge()
        stand.clock.turn(minutes=10, seconds=1)
        refused = await node.hello(old)
        assert isinstance(refused, Problem)
        assert (refused.status, refused.code) == (401, "challenge_stale")


async def test_an_accepted_hello_retires_older_challenges(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        older = await node.challenge()
        stand.clock.turn(seconds=1)
        assert isinstance(await node.hello(), Welcome)
        refused = await node.hello(older)
        assert isinstance(refused, Problem)
        assert refused.code == "challenge_stale"


async def test_another_nodes_challenge_is_no_challenge(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        stranger = await SimNode(stand, "nobody").challenge()
        refused = await node.hello(stranger)
        assert isinstance(refused, Problem)
        assert refused.code == "challenge_stale"


async def test_pending_and_suspended_networks_get_no_session(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = SimNode(stand)
        await node.enrol(await stand.invite())
        pending = await node.hello()
        assert isinstance(pending, Problem)
        assert (pending.status, pending.code, pending.retry_after_s) == (423, "pending", 60)
        await stand.confirm(node)
        assert isinstance(await node.hello(), Welcome)
        await stand.desk.decide(lambda db: decide.suspend(db, NODE, NOON))
        suspended = await node.hello()
        assert isinstance(suspended, Problem)
        assert (suspended.status, suspended.code) == (423, "suspended")
        refused = await node.push(node.next())
        assert isinstance(refused, Problem)
        assert refused.code == "suspended"
        await stand.desk.decide(lambda db: decide.resume(db, NODE, NOON))
        assert isinstance(await node.hello(), Welcome)
        assert isinstance(await node.push(node.next()), Receipt)


async def test_the_lease_is_kept_only_as_its_hash(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        kept = await stand.desk.read(lambda db: store.session(db, NODE))
        assert kept is not None
        assert node.lease
        assert node.lease not in str(kept)
        assert kept.holds(node.lease, NOON)
        assert node.lease.encode() not in stored_bytes(tmp_path)
