"""Fault 33 with a real hub and real nodes: who shows another log, or a shorter one, is caught."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from node.push import store as push
from node.witness import store as witnessed
from tests.federation.together import LiveNode, Together, together

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.whole


async def stopped(node: LiveNode) -> str | None:
    """Return why the node stands still."""
    return (await node.desk.read(push.memory)).stopped


async def seen(node: LiveNode) -> list[tuple[str, int]]:
    """Return the logs the node has seen, with their sizes."""
    every = await node.desk.read(witnessed.every)
    return [(one.origin, one.size) for one in every]


async def life(all_of_it: Together, node: LiveNode, times: int) -> None:
    """Let a person confirm, and the node report it, some times."""
    for _ in range(times):
        all_of_it.clock.turn(hours=7)
        await node.confirm()
        assert await node.push() == "confirmed"


async def put_back(all_of_it: Together, copy: Path) -> None:
    """Put an old copy of the whole hub in its place, as somebody would who hides something."""
    await all_of_it.stop_hub()
    folder = all_of_it.folder / "hub"
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)
    await all_of_it.start_hub()


async def test_nodes_see_the_log_grow(tmp_path: Path) -> None:
    async with together(tmp_path, NOON) as it:
        node = await it.join("savo", "Kuopio")
        await life(it, node, 3)
        ((origin, size),) = await seen(node)
        assert origin == it.hub.desk.keys.trust.origin
        assert size == 5  # admitted, granted, keyed, two reports
        await it.stop_hub()
        await it.start_hub()
        await life(it, node, 1)
        assert (await seen(node))[0][1] > size
        assert await stopped(node) is None


async def test_fault_33_rollback_of_the_log_by_a_hub_put_back_whole_stops_every_node(
    tmp_path: Path,
) -> None:
    async with together(tmp_path, NOON) as it:
        node = await it.join("savo", "Kuopio")
        await life(it, node, 1)
        await it.stop_hub()
        shutil.copytree(it.folder / "hub", tmp_path / "copy")
        await it.start_hub()
        await life(it, node, 3)
        await put_back(it, tmp_path / "copy")
        it.clock.turn(hours=7)
        assert await node.push() == "stopped"
        assert await stopped(node) == "log_rolled_back"


async def test_fault_33_split_view_of_the_log_after_a_rollback_is_caught_by_its_proof(
    tmp_path: Path,
) -> None:
    """The hub put back has grown past what the node saw, by what another network said."""
    async with together(tmp_path, NOON) as it:
        node, other = await it.join("savo", "Kuopio"), await it.join("uusimaa", "Porvoo")
        await it.stop_hub()
        shutil.copytree(it.folder / "hub", tmp_path / "copy")
        await it.start_hub()
        await life(it, node, 2)
        await put_back(it, tmp_path / "copy")
        await life(it, other, 6)
        it.clock.turn(hours=7)
        assert await node.push() == "stopped"
        assert await stopped(node) == "log_forked"
        (kept,) = await node.desk.read(witnessed.every)
        assert kept.odd is not None


async def test_a_hub_rebuilt_from_its_mirror_shows_the_same_log(tmp_path: Path) -> None:
    async with together(tmp_path, NOON) as it:
        node = await it.join("savo", "Kuopio")
        await life(it, node, 3)
        before = await seen(node)
        await it.stop_hub()
        for name in ("hub.db", "hub.db-wal", "hub.db-shm"):
            (it.folder / "hub" / name).unlink(missing_ok=True)
        await it.start_hub_from_mirror()
        await life(it, node, 1)
        assert await stopped(node) is None
        assert before[0][0] in {origin for origin, _ in await seen(node)}
