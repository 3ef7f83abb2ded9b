"""What the images and kills found, each held by a test of its own (faults 11, 12, 13)."""

import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from hub.ingest import mirror
from hub.ingest.mirror import MirrorError
from node import app as node_app
from node import keyfile, masterkey
from node.backup import archive, recovery, restore, unfinished
from node.backup.framing import BackupError
from node.backup.model import Keeping, Place
from node.network import edit
from node.network.model import NetworkRecord
from node.settings import Settings
from shared.runtime import secretfile
from tests.crash import marks
from tests.federation.wire import TurnedClock
from tests.hub.ingest.builders_ingest import hub_in

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
CLOCK = TurnedClock(NOW)
RECORD = NetworkRecord(name_fi="Savon verkosto", name_sv="Savolax", controller="Esimerkki ry")


async def reported(folder: Path) -> list[bytes]:
    """Run a hub with reports in it; return the lines of its mirror."""
    async with hub_in(folder) as stand:
        node = await stand.active_node()
        for _ in range(3):
            await node.push(node.next())
    return (folder / mirror.FILE_NAME).read_bytes().splitlines(keepends=True)


def torn(line: bytes) -> bytes:
    """Return a line whose middle never reached the disk, though its end did."""
    return line[:512] + bytes(len(line) - 1 - 512) + line[-1:]


@pytest.mark.parametrize("back", [1, 2, 3])
async def test_fault_13_a_mirror_whose_last_lines_are_torn_is_mended(
    tmp_path: Path, back: int
) -> None:
    lines = await reported(tmp_path)
    file = tmp_path / mirror.FILE_NAME
    file.write_bytes(
        b"".join([*lines[:-back], torn(lines[-back]), *lines[len(lines) - back + 1 :]])
    )

    async with hub_in(tmp_path):
        assert file.read_bytes() == b"".join(lines)


async def test_fault_15_a_damaged_mirror_with_more_than_the_ledger_stops_the_hub(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.desk.database.backup(tmp_path / "old.db")
    await reported(tmp_path / "more")
    shutil.rmtree(tmp_path / "mirror")
    shutil.copytree(tmp_path / "more" / "mirror", tmp_path / "mirror")
    file = tmp_path / mirror.FILE_NAME
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:-1], torn(lines[-1])]))

    with pytest.raises(MirrorError, match="cannot be read"):
        async with hub_in(tmp_path):
            pass
    assert file.read_bytes() == b"".join([*lines[:-1], torn(lines[-1])])


def test_fault_13_the_mirrors_name_is_on_the_disk_before_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(secretfile, "sync", synced.append)
    mirror.MirrorFile(tmp_path / mirror.FILE_NAME).close()
    assert tmp_path / "mirror" in synced


class CutError(Exception):
    """The machine stops here."""


async def backed_up(data: Path) -> tuple[Path, str]:
    """Make a node and a backup of it, and change it afterwards; return what the backup holds."""
    async with node_app.open_desk(Settings(data=data), CLOCK, new=True):
        masterkey.load(data)
    key = recovery.ensure(data)
    target = data.parent / "old.backup"
    archive.write(data, target, key, now=NOW, software="test")
    held = marks.of_file(data / "node.db")
    async with node_app.open_desk(Settings(data=data), CLOCK) as desk:
        await desk.commit(partial(edit.set_up, network=RECORD, covers=("297",), now=NOW))
    return target, held


@pytest.mark.parametrize("step", range(1, 14))
async def test_fault_11_a_restore_of_the_node_cut_short_is_done_by_running_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    data, count = tmp_path / "node", 0
    source, held = await backed_up(data)
    place = Place(data=data, keeping=Keeping(folder=tmp_path / "backups"))
    key, node_key = recovery.read(data / recovery.FILE_NAME), keyfile.load(data).to_bytes()
    rename = Path.replace

    def cut(path: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == step:
            raise CutError
        return rename(path, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", cut)
        try:
            restore.restore(source, place, NOW, key)
        except CutError:
            assert count == step
    if (data / unfinished.MARKER).exists():
        with pytest.raises(BackupError, match="cut short"):
            async with node_app.open_desk(Settings(data=data), CLOCK, new=True):
                pass

    done = restore.restore(source, place, NOW + timedelta(hours=1), key)

    assert done.enquiries == "as_before"
    assert keyfile.load(data).to_bytes() == node_key
    assert marks.of_file(data / "node.db") == held
    async with node_app.open_desk(Settings(data=data), CLOCK):
        assert not (data / unfinished.MARKER).exists()


def test_fault_11_keys_appear_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*_: object) -> None:
        raise CutError

    for create, load in ((masterkey.create, masterkey.load), (recovery.ensure, recovery.ensure)):
        with monkeypatch.context() as broken:
            broken.setattr("os.fsync", stops)
            with pytest.raises(CutError):
                create(tmp_path)
        assert len(load(tmp_path)) == len(load(tmp_path)) > 0
