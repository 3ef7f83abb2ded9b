"""Restores of the hub, of a node, and of both in any order (faults 16, 17, 18); clones (19, 20)."""

import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.ingest import generation, ledger
from hub.ingest.alarms import store as alarms
from hub.recovery.put_back import RestoreError, put_back
from hub.registry import decide
from hub.registry import store as registry
from node.leaves import settling
from node.outbox import store as outbox
from node.push import reconciling
from node.push import store as push
from shared.runtime import secretfile
from tests.federation.restoring import (
    Memory,
    back_up_hub,
    back_up_node,
    calm,
    later,
    proved,
    restore_hub,
    restore_node,
    unalarmed,
    whole,
)
from tests.federation.together import Together, together

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
NAME = "savo"


@pytest.fixture
async def federation(tmp_path: Path) -> AsyncIterator[Together]:
    async with together(tmp_path, NOW) as made:
        await made.join(NAME, "Kuopio", "Siilinjärvi")
        yield made


async def report(federation: Together, memory: Memory, times: int = 1) -> None:
    """Have a person confirm and the node report it, so many times."""
    for _ in range(times):
        later(federation)
        node = federation.nodes[NAME]
        await node.confirm()
        assert await node.push() == "confirmed"
        await memory.take(NAME, node)


async def test_fault_17_a_hub_restored_beside_its_mirror_loses_nothing_and_stays_the_same(
    federation: Together,
) -> None:
    memory, old = Memory(), federation.folder / "backups" / "hub.db"
    await report(federation, memory)
    await back_up_hub(federation, old)
    await report(federation, memory, 3)
    before = generation.read(federation.folder / "hub")

    done = await restore_hub(federation, old)

    assert (done.renewed, done.generation) == (False, before)
    await report(federation, memory)
    await calm(federation, NAME)
    await proved(federation, NAME, memory)
    assert (await federation.nodes[NAME].desk.read(push.memory)).renewed_at is None


async def test_fault_17_without_a_mirror_nodes_give_back_what_the_hub_lost(
    federation: Together,
) -> None:
    memory, old = Memory(), federation.folder / "backups" / "hub.db"
    await report(federation, memory, 2)
    await back_up_hub(federation, old)
    await report(federation, memory, 3)
    before = generation.read(federation.folder / "hub")

    done = await restore_hub(federation, old, mirror=False)

    assert done.renewed
    assert done.generation == generation.read(federation.folder / "hub") != before
    later(federation)
    await calm(federation, NAME)
    await proved(federation, NAME, memory)
    node = federation.nodes[NAME]
    assert (await node.desk.read(push.memory)).renewed_at is not None
    entries = await node.desk.read(outbox.entries)
    assert {entry.state for entry in entries} == {"delivered"}
    await report(federation, memory)
    await proved(federation, NAME, memory)


async def test_fault_17_a_mirror_shorter_than_what_was_published_begins_another_ledger(
    federation: Together,
) -> None:
    memory, old = Memory(), federation.folder / "backups" / "hub.db"
    await back_up_hub(federation, old)
    await report(federation, memory, 3)
    await federation.hub.publish()
    mirror = federation.folder / "hub" / "mirror" / "ledger.jsonl"
    lines = mirror.read_bytes().splitlines(keepends=True)
    await federation.hub.tidy()
    mirror.write_bytes(b"".join(lines[:-2]))

    done = await restore_hub(federation, old)

    assert done.renewed
    await calm(federation, NAME)
    await proved(federation, NAME, memory)


async def test_fault_17_a_hub_with_nothing_but_mirror_and_keys_is_the_same_hub(
    federation: Together,
) -> None:
    memory = Memory()
    await report(federation, memory, 3)
    before = generation.read(federation.folder / "hub")
    await federation.stop_hub()
    for file in (federation.folder / "hub").glob("hub.db*"):
        file.unlink()

    await federation.start_hub_from_mirror()

    assert generation.read(federation.folder / "hub") == before
    await report(federation, memory)
    await proved(federation, NAME, memory)
    assert (await federation.nodes[NAME].desk.read(push.memory)).renewed_at is None


@pytest.mark.parametrize("cut", ["replace", "write", "move", "remove"])
@pytest.mark.parametrize("mirror", [True, False])
async def test_fault_12_a_restore_cut_short_anywhere_is_done_by_running_it_again(
    federation: Together, monkeypatch: pytest.MonkeyPatch, cut: str, *, mirror: bool
) -> None:
    memory, old = Memory(), federation.folder / "backups" / "hub.db"
    await report(federation, memory, 2)
    await back_up_hub(federation, old)
    await report(federation, memory)
    await federation.stop_hub()
    data = federation.folder / "hub"
    if not mirror:
        (data / "mirror" / "ledger.jsonl").unlink()

    def breaks(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(generation if cut == "write" else secretfile, cut, breaks)
        with pytest.raises(KeyboardInterrupt):
            put_back(old, data, federation.clock.now(), bytes)
    if cut != "replace":  # before it, nothing was touched
        with pytest.raises(RestoreError, match="cut short"):
            await federation.start_hub()

    federation.clock.turn(minutes=1)
    put_back(old, data, federation.clock.now(), lambda n: bytes([7]) * n)
    await federation.start_hub()

    assert whole(data / "hub.db")
    await calm(federation, NAME)
    await proved(federation, NAME, memory)


async def test_what_is_no_backup_of_this_hub_changes_nothing(federation: Together) -> None:
    memory, data = Memory(), federation.folder / "hub"
    await report(federation, memory)
    async with together(federation.folder / "another", NOW) as another:
        await another.join("other", "Porvoo")
        await back_up_hub(another, federation.folder / "stranger.db")
    (federation.folder / "text.db").write_text("no database")
    node_db = federation.folder / NAME / "node.db"
    await federation.stop_hub()
    before = sorted(path.name for path in data.iterdir())

    for name in ("stranger.db", "text.db", "missing.db", str(node_db)):
        with pytest.raises(Exception, match=r"differ|not a whole backup"):
            put_back(federation.folder / name, data, NOW, bytes)

    assert sorted(path.name for path in data.iterdir()) == before
    await federation.start_hub()
    await proved(federation, NAME, memory)


@pytest.mark.parametrize("offline", [False, True])
async def test_fault_16_a_node_restored_by_its_own_command_reconciles_by_itself(
    federation: Together, *, offline: bool
) -> None:
    memory, old = Memory(), federation.folder / "backups" / "old.backup"
    await report(federation, memory, 2)
    if offline:  # the backup holds a report that waits
        federation.wire.lose_answers = 1
        await federation.nodes[NAME].confirm()
        await federation.nodes[NAME].push()
    await back_up_node(federation, NAME, old)
    later(federation)
    await calm(federation, NAME)
    await report(federation, memory, 3)

    node = await restore_node(federation, NAME, old)
    await calm(federation, NAME)

    await proved(federation, NAME, memory)
    assert (await node.desk.read(push.memory)).adopted > 0
    await report(federation, memory)
    await proved(federation, NAME, memory)


async def test_fault_16_an_empty_node_with_the_key_takes_everything_over(
    federation: Together,
) -> None:
    memory = Memory()
    await report(federation, memory, 30)  # more than a page
    node = federation.nodes[NAME]
    await node.desk.database.write(lambda db: db.execute("DELETE FROM outbox_entry"))

    await calm(federation, NAME)

    await proved(federation, NAME, memory)
    assert (await node.desk.read(push.memory)).adopted >= 30


@pytest.mark.parametrize("first", ["hub", "node"])
@pytest.mark.parametrize("apart", [0, 2])
@pytest.mark.parametrize("older", ["hub", "node"])
async def test_fault_18_both_restored_in_any_order_lose_no_acknowledged_report(
    federation: Together, first: str, apart: int, older: str
) -> None:
    memory, folder = Memory(), federation.folder / "backups"

    async def back_up(side: str) -> None:
        if side == "hub":
            await back_up_hub(federation, folder / "hub.db")
        else:
            await back_up_node(federation, NAME, folder / "node.backup")

    async def put_back_side(side: str) -> None:
        if side == "hub":
            await restore_hub(federation, folder / "hub.db")
        else:
            await restore_node(federation, NAME, folder / "node.backup")

    await report(federation, memory)
    await back_up(older)
    await report(federation, memory, apart)
    await back_up("node" if older == "hub" else "hub")
    await report(federation, memory, 3)

    await put_back_side(first)
    await put_back_side("node" if first == "hub" else "hub")

    await calm(federation, NAME)
    await proved(federation, NAME, memory)


STEPS = ["reported", "said", "lost", "hub_saved", "node_saved", "hub_restored", "node_restored"]
STEPS += ["hub_restarted", "node_restarted", "clock"]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), max_size=10))
async def test_fault_18_random_histories_of_restores_lose_nothing_and_sound_no_alarm(
    steps: list[tuple[str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with together(Path(folder), NOW) as federation:
            await federation.join(NAME, "Kuopio", "Siilinjärvi")
            memory = Memory()
            await report(federation, memory)
            await back_up_hub(federation, federation.folder / "backups" / "hub.db")
            await back_up_node(federation, NAME, federation.folder / "backups" / "node.backup")
            for what, which in steps:
                await step(federation, memory, what, which)
            await calm(federation, NAME)
            await proved(federation, NAME, memory)


async def step(federation: Together, memory: Memory, what: str, which: int) -> None:
    """Let one thing happen."""
    backups = federation.folder / "backups"
    match what:
        case "reported" | "said":
            later(federation)
            node = federation.nodes[NAME]
            says = node.confirm() if what == "reported" else node.say("none", "Kuopio")
            await says
            await node.push()
            await memory.take(NAME, node)
        case "lost":
            federation.wire.lose_answers = which
        case "hub_saved":
            await back_up_hub(federation, backups / "hub.db")
        case "node_saved":
            await back_up_node(federation, NAME, backups / "node.backup")
        case "hub_restored":
            await restore_hub(federation, backups / "hub.db")
        case "node_restored":
            await restore_node(federation, NAME, backups / "node.backup")
        case "hub_restarted":
            await federation.stop_hub()
            await federation.start_hub()
        case "node_restarted":
            await federation.stop_node(NAME)
            await federation.start_node(NAME)
        case "clock":
            days = [1, -1, 3650, -3650, 40, -40][which]
            federation.clock.turn_to(federation.clock.now() + timedelta(days=days))


async def test_fault_19_a_copied_node_is_caught_and_the_kept_one_settles(
    federation: Together,
) -> None:
    memory = Memory()
    await report(federation, memory, 2)
    await back_up_node(federation, NAME, federation.folder / "backups" / "copy.backup")
    original = federation.nodes[NAME]
    await report(federation, memory)
    clone = await cloned(federation)
    assert await clone.push() == "confirmed"
    await clone.say("none", "Kuopio")
    await clone.push()
    later(federation)

    federation.nodes[NAME] = original
    await original.confirm()
    await original.push()

    hub = federation.hub.desk
    network = await hub.read(lambda db: registry.network(db, NAME))
    assert network is not None
    assert network.suspended_why == "clone"
    (proof,) = await hub.read(alarms.clones)
    assert {proof.returned.session, proof.current.session} == {
        original.sender._meeting._session,
        clone.sender._meeting._session,
    }
    stop = await original.desk.read(settling.stop)
    assert stop is not None
    assert "Two computers" in str(stop.why)

    await federation.stop_node("copy")
    now = federation.clock.now()
    await federation.hub.act(lambda db: decide.resume(db, NAME, now))
    later(federation)
    assert await original.push() == "stopped"  # Both had written a fourth report.
    stop = await original.desk.read(settling.stop)
    assert stop is not None
    assert stop.settles
    assert "5 (" in str(stop.said[-1])
    await federation.hub.act(lambda db: decide.resume(db, NAME, now))
    assert await original.desk.database.write(reconciling.settle)
    await calm(federation, NAME)

    assert (await original.desk.read(push.memory)).stopped is None
    states = [one.state for one in await original.desk.read(outbox.entries)]
    assert sorted(set(states)) == ["delivered", "set_aside"]
    network = await hub.read(lambda db: registry.network(db, NAME))
    assert network is not None
    assert network.standing == "active"
    assert await hub.read(alarms.open_alarms) == {}
    assert await original.desk.read(outbox.head) == await hub.read(lambda db: ledger.head(db, NAME))


async def cloned(federation: Together) -> Any:
    """Start a copy of the node from its backup in another folder, beside the running one."""
    source = federation.folder / "backups" / "copy.backup"
    (federation.folder / "copy").mkdir()
    secretfile.create(
        federation.folder / "copy" / "recovery.key",
        (federation.folder / NAME / "recovery.key").read_text(),
    )
    await federation.start_node("copy")
    return await restore_node(federation, "copy", source)


async def test_no_alarm_for_a_node_that_is_pushed_by_command_and_by_serve(
    federation: Together,
) -> None:
    memory = Memory()
    for _ in range(6):
        await federation.stop_node(NAME)
        await federation.start_node(NAME)
        federation.wire.lose_answers = 1
        await report_lossy(federation)
        await memory.take(NAME, federation.nodes[NAME])
    await calm(federation, NAME)
    await unalarmed(federation, NAME)
    await proved(federation, NAME, memory)


async def report_lossy(federation: Together) -> None:
    """Have a person confirm and the node try to report it."""
    later(federation)
    await federation.nodes[NAME].confirm()
    await federation.nodes[NAME].push()
