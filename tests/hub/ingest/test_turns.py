"""What callers without a good key, and nodes that ask again and again, may cost the others."""

from pathlib import Path

from hub.app import HELLOS_RUSH, KEYLESS_RUSH
from hub.ingest.throttle import Turns
from hub.registry.keys import store as keys
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Welcome
from tests.hub.ingest.builders_ingest import NODE, SimNode, hub_in


def test_a_node_that_asks_again_and_again_has_one_turn() -> None:
    turns = Turns(1, 1, lambda: 0.0)
    assert turns.wait_s("first") == 0
    assert [turns.wait_s("greedy") for _ in range(1000)] == [1] * 1000
    assert turns.wait_s("patient") == 2


def test_a_node_that_comes_back_at_once_waits_behind_those_who_were_there() -> None:
    now_s = [0.0]
    turns = Turns(1, 1, lambda: now_s[0])
    assert turns.wait_s("greedy") == 0
    assert turns.wait_s("patient") == 1
    assert turns.wait_s("another") == 2
    now_s[0] = 1.0
    assert turns.wait_s("greedy") == 2
    assert turns.wait_s("patient") == 0


async def test_a_key_that_was_taken_back_and_an_old_hello_take_no_turn(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        stand.clock.tick_s = 0.0
        node = await stand.active_node()
        other = await stand.active_node("kainuu")
        old = await node.challenge()
        stand.clock.turn(seconds=10)
        assert isinstance(await node.hello(), Welcome)
        for _ in range(20 * HELLOS_RUSH):
            assert _code(await node.hello(old)) == "challenge_stale"
        assert isinstance(await other.hello(), Welcome)


async def test_strangers_are_slowed_and_good_keys_are_not(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        stand.clock.tick_s = 0.0
        node = await stand.active_node()
        stranger = SimNode(stand, NODE)
        codes = [_code(await stranger.push(stranger.next())) for _ in range(KEYLESS_RUSH + 20)]
        assert set(codes) == {"unknown_key", "busy"}
        assert codes[-1] == "busy"
        assert isinstance(await node.push(node.next()), Receipt)


async def test_a_key_that_is_confirmed_later_is_found(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        first = await stand.active_node()
        await first.push(first.next())
        second = await stand.active_node("kainuu")
        assert isinstance(await second.hello(), Welcome)
        owners, _ = await stand.desk.read(lambda db: keys.of_node(db, "kainuu"))
        assert {owned.node for owned in owners.values()} == {"kainuu"}


def _code(said: object) -> str:
    assert isinstance(said, Problem)
    return said.code
