import asyncio
import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hub.app import GENERATION, MIGRATIONS
from hub.ingest import ledger, mirror, proof
from hub.ingest.mirror import MirrorError, MirrorFile
from hub.registry import decide, store
from shared.runtime.database import Database
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Head
from tests.hub.ingest.builders_ingest import NODE, NOON, HandClock, SimNode, Stand, hub_in


async def lives(folder: Path) -> tuple[SimNode, Head | None]:
    """Run a hub with two reports; return its node and head."""
    async with hub_in(folder) as stand:
        node = await stand.active_node()
        await node.push(node.next())
        await node.push(node.next())
        return node, node.head


async def findings(stand: Stand) -> tuple[object, ...]:
    lines = mirror.lines(stand.desk.data / mirror.FILE_NAME)
    return (await stand.desk.read(lambda db: proof.prove(db, lines))).findings


def mirrored(folder: Path) -> Path:
    return folder / mirror.FILE_NAME


@pytest.mark.parametrize("kept", [0, 1, 100, 3000])
async def test_restart_heals_a_mirror_that_is_behind(tmp_path: Path, kept: int) -> None:
    await lives(tmp_path)
    whole = mirrored(tmp_path).read_bytes()
    mirrored(tmp_path).write_bytes(whole[:kept])
    async with hub_in(tmp_path) as stand:
        assert mirrored(tmp_path).read_bytes() == whole
        assert await findings(stand) == ()


async def test_restart_heals_a_mirror_that_is_gone(tmp_path: Path) -> None:
    await lives(tmp_path)
    whole = mirrored(tmp_path).read_bytes()
    mirrored(tmp_path).unlink()
    async with hub_in(tmp_path):
        assert mirrored(tmp_path).read_bytes() == whole


async def test_a_restored_ledger_is_brought_up_from_the_mirror(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.push(node.next())
        await stand.desk.database.backup(tmp_path / "old.db")
        await node.push(node.next())
        await stand.desk.decide(lambda db: decide.suspend(db, NODE, NOON))
        tip, head = await stand.desk.read(ledger.tip), node.head
    (tmp_path / "old.db").rename(tmp_path / "hub.db")
    async with hub_in(tmp_path) as stand:
        assert await stand.desk.read(ledger.tip) == tip
        assert await stand.desk.read(lambda db: ledger.head(db, NODE)) == head
        network = await stand.desk.read(lambda db: store.network(db, NODE))
        assert network is not None
        assert network.standing == "suspended"
        assert await findings(stand) == ()


async def test_an_empty_database_is_brought_up_from_the_mirror(tmp_path: Path) -> None:
    await lives(tmp_path)
    async with hub_in(tmp_path) as stand:
        tip = await stand.desk.read(ledger.tip)
    for file in tmp_path.glob("hub.db*"):  # noqa: ASYNC240 (a test's own folder)
        file.unlink()
    async with await Database.open(tmp_path / "hub.db", MIGRATIONS, clock=HandClock()) as database:
        await database.write(lambda db: store.keep_fact(db, GENERATION, "c" * 64))
    async with hub_in(tmp_path) as stand:
        assert await stand.desk.read(ledger.tip) == tip
        assert await findings(stand) == ()


async def test_two_that_differ_stop_the_hub(tmp_path: Path) -> None:
    await lives(tmp_path)
    await lives(tmp_path / "other")
    mirrored(tmp_path).write_bytes(mirrored(tmp_path / "other").read_bytes())
    with pytest.raises(MirrorError, match="differ"):
        async with hub_in(tmp_path):
            pass


async def test_a_longer_mirror_that_does_not_fit_changes_nothing(tmp_path: Path) -> None:
    await lives(tmp_path)
    with mirrored(tmp_path).open("ab") as stream:
        stream.write(mirrored(tmp_path).read_bytes().splitlines(keepends=True)[-1])
    async with hub_in(tmp_path):  # its last line is the ledger's last entry once more
        pass
    whole = mirrored(tmp_path).read_bytes().splitlines(keepends=True)
    wrong = whole[-1].replace(b'"number":', b'"number":1', 1)
    mirrored(tmp_path).write_bytes(b"".join([*whole, wrong]))
    with pytest.raises(MirrorError, match="differ"):
        async with hub_in(tmp_path):
            pass
    with closing(sqlite3.connect(tmp_path / "hub.db")) as db:
        assert db.execute("SELECT COUNT(*) FROM ledger").fetchone() == (5,)


async def test_no_receipt_without_the_mirror(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        message = node.next()
        file = stand.desk.mirror._file
        kept, file._file = file._file, -1
        refused = await node.push(message)
        assert not isinstance(refused, Receipt)
        file._file = kept
        assert isinstance(await node.push(message), Receipt)
        assert await findings(stand) == ()


async def test_fault_14_a_failed_sync_of_the_mirror_is_fatal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_file: int) -> None:
        raise OSError(errno.EIO, "a test's broken disk")

    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        message = node.next()
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", fails)
            said = await node.push(message)
            assert isinstance(said, Problem)
            assert (said.status, said.code) == (503, "busy")
        said = await node.push(message)  # a later sync that works proves nothing
        assert isinstance(said, Problem)
        with pytest.raises(MirrorError):
            await stand.desk.mirror.watch()
    async with hub_in(tmp_path) as stand:
        assert await findings(stand) == ()


async def test_two_processes_may_append(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        async with hub_in(tmp_path) as other:
            for turn in range(6):
                if turn % 2:
                    await other.invite(f"verkosto-{turn}")
                else:
                    assert isinstance(await node.push(node.next()), Receipt)
            assert await findings(other) == ()


async def test_many_wait_for_few_syncs(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        nodes = [await stand.active_node(f"verkosto-{n}") for n in range(10)]
        said = await asyncio.gather(*(node.push(node.next()) for node in nodes))
        assert all(isinstance(answer, Receipt) for answer in said)
        assert await findings(stand) == ()


def test_an_unfinished_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "mirror/ledger.jsonl"
    file = MirrorFile(path)
    file.close()
    path.write_bytes(b'{"number":0,"kind"')
    again = MirrorFile(path)
    assert again.tip.entries == 0
    assert path.read_bytes() == b""
    again.close()
