"""A backup is sealed, checked and kept; a drill that cannot be done is a failure (fault 37)."""

import resource
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from node import keyfile, masterkey
from node.backup import archive, drill, keep, recovery, store
from node.backup.chore import chores
from node.backup.framing import BackupError, SealedReader
from node.backup.model import EnquiryKeys, Place
from node.workplace import MAKING
from shared.runtime import seal
from shared.runtime.database import Database
from shared.runtime.fault import Fault
from tests.node.backup.conftest import names
from tests.node.conftest import ROOT, ToldClock


def made(place: Place) -> Path:
    """Return the one backup in the folder."""
    (file,) = place.keeping.folder.glob("*.backup")
    return file


async def test_a_backup_holds_the_database_and_the_keys_sealed(
    database: Database, clock: ToldClock, place: Place, tmp_path: Path
) -> None:
    run = await keep.make(database, clock, place)

    file, into = made(place), tmp_path / "into"
    into.mkdir()
    content = file.read_bytes()
    assert (run.file, run.bytes, run.state) == (file.name, len(content), "ok")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [word for word in (b"Zqohjaaja", b"SQLite", b"node.db") if word in content] == []
    archive.unpack(file, recovery.ensure(place.data), into)
    assert b"Zqohjaaja" in (into / "node.db").read_bytes()
    assert keyfile.load(into).to_bytes() == keyfile.load(place.data).to_bytes()
    assert masterkey.load(into) == masterkey.load(place.data)


async def test_nothing_is_left_beside_the_data(
    database: Database, clock: ToldClock, place: Place
) -> None:
    await keep.make(database, clock, place)
    await keep.rehearse(database, clock, place)

    assert [name for name in names(place.data) if name.startswith("work-")] == []
    assert len(names(place.keeping.folder)) == 1


async def test_a_workplace_left_by_a_killed_process_goes(
    database: Database, clock: ToldClock, place: Place
) -> None:
    left = place.data / f"{MAKING}left"
    left.mkdir()
    (left / "node.db").write_bytes(b"Zqohjaaja")

    await keep.make(database, clock, place)

    assert not left.exists()


async def test_the_half_of_a_killed_run_goes_but_not_one_that_is_being_made(
    database: Database, clock: ToldClock, place: Place
) -> None:
    place.keeping.folder.mkdir()
    for name in ("20260901T070000Z", "20260901T085900Z"):
        (place.keeping.folder / f"voikukkia-{name}.backup.partial").write_text("half")

    await keep.make(database, clock, place)

    assert names(place.keeping.folder) == [
        "voikukkia-20260901T085900Z.backup.partial",
        "voikukkia-20260901T090000Z.backup",
    ]


async def test_backups_are_pruned_by_number_and_the_new_one_stays(
    database: Database, clock: ToldClock, place: Place
) -> None:
    place = replace(place, keeping=replace(place.keeping, keep_count=2))

    for _ in range(4):
        clock.instant += timedelta(days=1)
        await keep.make(database, clock, place)

    assert names(place.keeping.folder) == [
        "voikukkia-20260904T090000Z.backup",
        "voikukkia-20260905T090000Z.backup",
    ]


async def test_what_was_erased_leaves_old_backups_even_if_new_ones_fail(
    database: Database, clock: ToldClock, place: Place
) -> None:
    for _ in range(2):
        await keep.make(database, clock, place)
        clock.instant += timedelta(days=1)
    clock.instant += timedelta(days=40)
    (place.data / "node.key").chmod(0o644)

    with pytest.raises(Fault):
        await keep.make(database, clock, place)

    assert names(place.keeping.folder) == ["voikukkia-20260902T090000Z.backup"]


async def test_a_drill_opens_the_newest_backup_and_says_which(
    database: Database, clock: ToldClock, place: Place
) -> None:
    await keep.make(database, clock, place)
    clock.instant += timedelta(days=1)
    await keep.make(database, clock, place)

    run = await keep.rehearse(database, clock, place)

    assert (run.state, run.file) == ("ok", "voikukkia-20260902T090000Z.backup")
    assert await database.read(lambda db: store.newest_good(db, "drill")) == run


async def failed_drill(database: Database, clock: ToldClock, place: Place) -> str:
    """Run a drill that has to fail, be remembered as failed, and leave nothing behind."""
    with pytest.raises(Fault):
        await keep.rehearse(database, clock, place)
    run = await database.read(lambda db: store.newest(db, "drill"))
    assert run is not None
    assert run.state == "failed"
    assert [name for name in names(place.data) if name.startswith("work-")] == []
    return str(run.trouble)


async def test_fault_37_without_a_backup_the_drill_fails(
    database: Database, clock: ToldClock, place: Place
) -> None:
    assert "There is no backup" in await failed_drill(database, clock, place)


@pytest.mark.parametrize("damage", ["corrupted", "truncated", "empty", "other"])
async def test_fault_37_a_damaged_backup_fails_the_drill(
    database: Database, clock: ToldClock, place: Place, damage: str
) -> None:
    await keep.make(database, clock, place)
    file = made(place)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    match damage:
        case "corrupted":
            file.write_bytes(content)
        case "truncated":
            file.write_bytes(file.read_bytes()[: len(content) // 2])
        case "empty":
            file.write_bytes(b"")
        case _:
            file.write_bytes(b"another file altogether" * 100)

    assert "damaged" in await failed_drill(database, clock, place)


async def test_fault_37_a_lost_or_another_recovery_key_fails_the_drill(
    database: Database, clock: ToldClock, place: Place
) -> None:
    await keep.make(database, clock, place)
    (place.data / "recovery.key").unlink()

    assert "cannot be read" in await failed_drill(database, clock, place)
    recovery.write(place.data, seal.draw())
    assert "another recovery key" in await failed_drill(database, clock, place)


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let every file end at `size` bytes, in the kernel."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_fault_37_a_full_disk_fails_the_drill_and_the_backup(
    database: Database, clock: ToldClock, place: Place
) -> None:
    await database.write(lambda db: db.execute(BIG).rowcount)
    await keep.make(database, clock, place)
    await database.write(lambda db: db.execute("DROP TABLE big").rowcount)
    before = names(place.keeping.folder)
    clock.instant += timedelta(hours=1)

    with full_disk(1_000_000):
        assert "cannot be written" in await failed_drill(database, clock, place)
        await database.write(lambda db: db.execute(SMALL).rowcount)
    with full_disk(200_000), pytest.raises(Fault) as caught:
        await keep.make(database, clock, place)

    assert not getattr(caught.value, "fatal", False)
    run = await database.read(lambda db: store.newest(db, "backup"))
    assert run is not None
    assert (run.state, bool(run.trouble)) == ("failed", True)
    assert names(place.keeping.folder) == before
    assert [name for name in names(place.data) if name.startswith("work-")] == []


BIG = "CREATE TABLE big AS SELECT randomblob(2000000) AS body"
SMALL = "CREATE TABLE small AS SELECT randomblob(1000) AS body"


async def test_fault_37_a_backup_that_holds_less_than_it_says_fails_the_drill(
    database: Database, clock: ToldClock, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = archive.held
    monkeypatch.setattr(
        archive, "held", lambda path: ({**real(path)[0], "instructor": 2}, real(path)[1])
    )
    await keep.make(database, clock, place)
    monkeypatch.undo()

    assert "the table instructor differs" in await failed_drill(database, clock, place)


async def test_fault_37_a_backup_with_another_history_fails_the_drill(
    database: Database, clock: ToldClock, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = archive.held
    monkeypatch.setattr(archive, "held", lambda path: (real(path)[0], (7, "f" * 64)))
    await keep.make(database, clock, place)
    monkeypatch.undo()

    assert "audit log" in await failed_drill(database, clock, place)


async def test_fault_37_a_backup_of_a_newer_program_fails_the_drill(
    database: Database,
    clock: ToldClock,
    place: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await keep.make(database, clock, place)
    (tmp_path / "older").mkdir()
    monkeypatch.setattr(drill, "MIGRATIONS", tmp_path / "older")

    assert "newer version" in await failed_drill(database, clock, place)


async def test_fault_37_a_defect_fails_the_drill_and_names_its_kind_alone(
    database: Database, clock: ToldClock, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Zqohjaaja")

    await keep.make(database, clock, place)
    monkeypatch.setattr(drill, "rehearse", broken)

    with pytest.raises(KeyError):
        await keep.rehearse(database, clock, place)

    run = await database.read(lambda db: store.newest(db, "drill"))
    assert run is not None
    assert "KeyError" in str(run.trouble)
    assert "Zqohjaaja" not in str(run.trouble)


async def test_the_chores_do_what_they_say(
    database: Database, clock: ToldClock, place: Place
) -> None:
    backup, drilling = chores(database, clock, place)

    await backup.run()
    await drilling.run()

    found = await database.read(store.runs)
    assert [(run.kind, run.state) for run in found] == [("drill", "ok"), ("backup", "ok")]
    assert (backup.every, drilling.every) == (timedelta(hours=24), timedelta(days=7))


async def test_only_the_newest_keys_of_enquiries_are_kept_and_sealed(
    database: Database, clock: ToldClock, place: Place
) -> None:
    held = [b"Zqavain-1", b"Zqavain-2"]
    keys = EnquiryKeys(
        folder="enquiry-keys", bundle=lambda _: held.pop(0), unbundle=lambda *_: None
    )
    place = replace(place, enquiry_keys=keys)

    for _ in range(2):
        await keep.make(database, clock, place)
        clock.instant += timedelta(days=1)

    file = place.keeping.folder / "enquiry-keys.sealed"
    assert names(place.keeping.folder)[0] == file.name
    assert b"Zqavain" not in file.read_bytes()
    with file.open("rb") as stream:
        reader = SealedReader(stream, recovery.ensure(place.data), file.name)
        assert reader.read() == b"Zqavain-2"


def test_an_older_copy_of_the_keys_never_takes_the_place_of_a_newer_one(place: Place) -> None:
    held, reading, go_on = [b"Zqavain-1 Zqavain-2"], threading.Event(), threading.Event()

    def bundle(_: Path) -> bytes:
        read = held[0]
        if not reading.is_set():
            reading.set()
            assert go_on.wait(60)
        return read

    keys = EnquiryKeys(folder="enquiry-keys", bundle=bundle, unbundle=lambda *_: None)
    key, into = recovery.ensure(place.data), place.keeping.folder
    into.mkdir()
    sealing = partial(
        keep.seal_enquiry_keys, replace(place, enquiry_keys=keys), place.keeping.folder, key
    )
    slow, fast = threading.Thread(target=sealing), threading.Thread(target=sealing)
    slow.start()
    assert reading.wait(60)
    held[0] = b"Zqavain-2"  # the other one was erased while the slow one is at work
    fast.start()
    fast.join(0.5)  # it waits for its turn; whether it is done by now or not is not asked
    go_on.set()
    slow.join()
    fast.join()

    file = into / "enquiry-keys.sealed"
    with file.open("rb") as stream:
        assert SealedReader(stream, key, file.name).read() == b"Zqavain-2"
    assert names(into) == [file.name]


def test_what_a_killed_run_left_of_the_keys_is_removed_by_the_next(place: Place) -> None:
    into = place.keeping.folder
    into.mkdir()
    for left in ("enquiry-keys.sealed.partial", "enquiry-keys.sealed.0a1b.partial"):
        (into / left).write_bytes(b"Zqavain-1")
    (into / "voikukkia-20260901T090000Z.backup.partial").write_bytes(b"another's")
    keys = EnquiryKeys(folder="k", bundle=lambda _: b"Zqavain-2", unbundle=lambda *_: None)

    keep.seal_enquiry_keys(replace(place, enquiry_keys=keys), into, recovery.ensure(place.data))

    assert names(into) == ["enquiry-keys.sealed", "voikukkia-20260901T090000Z.backup.partial"]


async def test_an_unwritable_folder_is_told(
    database: Database, clock: ToldClock, place: Place, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    place = replace(place, keeping=replace(place.keeping, folder=tmp_path / "file"))

    with pytest.raises(BackupError, match="cannot be written"):
        await keep.make(database, clock, place)

    run = await database.read(lambda db: store.newest(db, "backup"))
    assert run is not None
    assert run.state == "failed"


def test_nothing_of_the_backup_can_reach_the_hub() -> None:
    ways = ("httpx", "node.push", "shared.runtime.uplink", "node.outbox", "socket", "aiosmtplib")
    sources = [file.read_text() for file in (ROOT / "node" / "backup").glob("*.py")]

    assert len(sources) > 10
    assert [way for way in ways for source in sources if f"import {way}" in source] == []
    assert [way for way in ways for source in sources if f"from {way}" in source] == []
