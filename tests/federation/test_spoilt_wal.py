"""Fault 15 in the write-ahead log, where the newest commits stand: a byte of it is another one.

SQLite then leaves out that commit and all after it, and says nothing. What was acknowledged must be
there all the same, and nothing else may be published or believed.
"""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.ingest import ledger, mirror, proof
from node.outbox import store as outbox
from tests.federation.together import together
from tests.hub.ingest.builders_ingest import hub_in

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLACES = 8
"""So many places of the log are spoilt, one after another, from its beginning to its end."""


def spoil(wal: Path, eighth: int) -> None:
    """Change one byte of the log."""
    body = bytearray(wal.read_bytes())
    assert len(body) > PLACES * 4096
    body[min(len(body) - 1, 32 + 24 + 100 + len(body) * eighth // PLACES)] ^= 16
    wal.write_bytes(body)


@pytest.fixture
async def lived(tmp_path: Path) -> Path:
    """A hub's folder as it stands while the hub runs, with reports in it."""
    async with hub_in(tmp_path / "hub") as stand:
        node = await stand.active_node()
        for _ in range(4):
            await node.push(node.next())
        shutil.copytree(tmp_path / "hub", tmp_path / "copy")
    return tmp_path / "copy"


@pytest.mark.parametrize("eighth", range(PLACES))
async def test_fault_15_a_spoilt_log_of_the_hub_loses_and_invents_nothing(
    lived: Path, eighth: int
) -> None:
    before = (lived / mirror.FILE_NAME).read_bytes()
    spoil(lived / "hub.db-wal", eighth)

    async with hub_in(lived) as stand:
        lines = list(mirror.lines(lived / mirror.FILE_NAME))
        found = await stand.desk.read(lambda db: proof.prove(db, iter(lines)))
        entries = await stand.desk.read(lambda db: ledger.tip(db).entries)

    assert list(found.findings) == []
    assert entries == len(before.splitlines())
    assert (lived / mirror.FILE_NAME).read_bytes() == before


def acknowledged(database: Path) -> dict[int, str]:
    """Return the digests that a node's database holds receipts for."""
    with closing(sqlite3.connect(database)) as db:
        rows = db.execute("SELECT sequence, digest FROM outbox_entry WHERE receipt IS NOT NULL")
        return dict(rows.fetchall())


@pytest.mark.parametrize("eighth", range(1, PLACES, 2))
async def test_fault_15_a_spoilt_log_of_a_node_believes_nothing_the_hub_did_not_say(
    tmp_path: Path, eighth: int
) -> None:
    async with together(tmp_path, NOON) as federation:
        node = await federation.join("savo", "Kuopio")
        for _ in range(3):
            federation.clock.turn(hours=1)
            await node.confirm()
            assert await node.push() == "confirmed"
        true = {e.sequence: e.digest for e in await node.desk.read(outbox.entries)}
        folder = tmp_path / "savo"
        shutil.copytree(folder, tmp_path / "copy")
        await federation.stop_node("savo")
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "copy", folder)
        spoil(folder / "node.db-wal", eighth)

        again = await federation.start_node("savo")
        assert acknowledged(folder / "node.db").items() <= true.items()
        federation.clock.turn(hours=7)
        phase = await again.push()

        assert phase in {"confirmed", "not_enrolled"}
        after = await federation.hub.desk.read(lambda db: ledger.head(db, "savo"))
        assert after is not None
        assert after.sequence >= max(true)
