"""Backups of node and hub, their restores, and a memory of what was acknowledged to whom."""

import asyncio
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hub.ingest import ledger
from hub.ingest.alarms import store as alarms
from hub.recovery.put_back import Restored, put_back
from hub.registry import store as registry
from node.backup import archive, recovery, restore
from node.backup.model import Keeping, Place
from node.outbox import store as outbox
from node.push import store as push
from shared.delivery import BACKOFF_CAP_S
from tests.federation.together import LiveNode, Together

SOFTWARE = "test"


@dataclass
class Memory:
    """What the hub acknowledged, kept outside both of them: number and digest by network."""

    reports: dict[str, dict[int, str]] = field(default_factory=dict)

    async def take(self, name: str, node: LiveNode) -> None:
        """Remember every report that the node holds a receipt for."""
        entries = await node.desk.read(outbox.entries)
        known = self.reports.setdefault(name, {})
        for entry in entries:
            if entry.receipt is not None and entry.state == "delivered":
                known.setdefault(entry.sequence, entry.digest)


def place_of(federation: Together, name: str) -> Place:
    """Return where a node's backups lie."""
    data = federation.folder / name
    return Place(data=data, keeping=Keeping(folder=federation.folder / "backups"))


async def back_up_node(federation: Together, name: str, target: Path) -> None:
    """Write a sealed backup, while the node runs."""
    data = federation.folder / name
    key, now = recovery.ensure(data), federation.clock.now()
    target.parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(archive.write, data, target, key, now=now, software=SOFTWARE)


async def restore_node(federation: Together, name: str, source: Path) -> LiveNode:
    """Stop the node, put the backup in place as the command does, start it again."""
    await federation.stop_node(name)
    place, now = place_of(federation, name), federation.clock.now()
    key = restore.own_key(source, place.data)
    assert key is not None
    await asyncio.to_thread(restore.restore, source, place, now, key)
    shutil.rmtree(place.data / f"before-restore-{now:%Y%m%dT%H%M%SZ}", ignore_errors=True)
    return await federation.start_node(name)


async def back_up_hub(federation: Together, target: Path) -> None:
    """Write a backup of the hub's database, while it runs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    await federation.hub.desk.database.backup(target)


async def restore_hub(federation: Together, source: Path, *, mirror: bool = True) -> Restored:
    """Stop the hub, put the backup in place as the command does, start it again."""
    await federation.stop_hub()
    data = federation.folder / "hub"
    if not mirror:
        (data / "mirror" / "ledger.jsonl").unlink()
    drawn = random.Random(str(federation.clock.now())).randbytes
    done = await asyncio.to_thread(put_back, source, data, federation.clock.now(), drawn)
    if done.aside is not None:
        shutil.rmtree(done.aside)
    await federation.start_hub()
    return done


async def calm(federation: Together, name: str, rounds: int = 12) -> None:
    """Let the node say hello and work until it has nothing to say; it waits where it has to."""
    federation.wire.lose_answers = 0
    federation.clock.turn(hours=7)  # The heartbeat is due: whatever was restored is found out.
    node = federation.nodes[name]
    for _ in range(rounds):
        phase = await node.push()
        waits = await node.desk.read(lambda db: outbox.queued(db) or outbox.dirty_since(db))
        if phase == "confirmed" and not waits:
            return
        federation.clock.turn(seconds=2 * BACKOFF_CAP_S)
    raise AssertionError(f"{name} never came to rest: {phase}")


async def proved(federation: Together, name: str, memory: Memory) -> None:
    """Require that nothing is lost, doubled, changed or alarmed."""
    hub, node = federation.hub.desk, federation.nodes[name]
    rows = await hub.read(lambda db: ledger.reports_after(db, name, 0, 1000))
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    there = {row.sequence or 0: row.digest for row in rows}
    missing = {n: d for n, d in memory.reports.get(name, {}).items() if there.get(n) != d}
    assert missing == {}
    entries = await node.desk.read(lambda db: outbox.entries(db, limit=1000))
    own = {one.sequence: one.digest for one in entries if one.state == "delivered"}
    assert own.items() <= there.items()
    assert await node.desk.read(outbox.head) == await hub.read(lambda db: ledger.head(db, name))
    assert (await node.desk.read(push.memory)).stopped is None
    await unalarmed(federation, name)


async def unalarmed(federation: Together, name: str) -> None:
    """Require that no alarm was ever sounded."""
    hub = federation.hub.desk
    network = await hub.read(lambda db: registry.network(db, name))
    assert network is not None
    assert (network.standing, network.suspended_why) == ("active", None)
    assert await hub.read(alarms.clones) == ()
    assert await hub.read(alarms.forks) == ()


def whole(database: Path) -> bool:
    """Tell whether a database file passes SQLite's own check."""
    with closing(sqlite3.connect(database)) as db:
        return bool(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def later(federation: Together) -> None:
    """Let an hour pass."""
    federation.clock.turn_to(federation.clock.now() + timedelta(hours=1))
