"""Erased means gone: from the database, its log, every older backup, and whatever is logged.

Every search here first finds what it looks for where it must be, so that a search that finds
nothing proves something.
"""

import io
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from node import masterkey
from node.enquiries import chore, edit, erasure, keyring, sealing, store
from node.enquiries.keyring import FOLDER
from node.enquiries.model import Particulars, Proof
from node.history.model import Doer
from shared.runtime import database as databases
from shared.runtime import log, seal
from shared.runtime.seal import SealError
from tests.node.enquiries.conftest import Office

PHONE, LINE = "040 4242 4242", "Zqkanaria kirjastosta"
CAME = date(2026, 9, 1)
DUE = CAME + timedelta(days=90)


PIECE = 24


def traces(data: Path, *wanted: str | bytes) -> set[str]:
    """Return the files below a directory that hold a text in any case, or a piece of some bytes.

    SQLite splits what is long over several pages, so long bytes are looked for piece by piece.
    """
    texts = [text.lower().encode() for text in wanted if isinstance(text, str)]
    values = [value for value in wanted if isinstance(value, bytes)]
    pieces = [
        value[start : start + PIECE]
        for value in values
        for start in range(0, len(value) - PIECE + 1, PIECE)
    ]
    found = set()
    for path in (path for path in data.rglob("*") if path.is_file()):
        body = path.read_bytes()
        low = body.lower()
        if any(text in low for text in texts) or any(piece in body for piece in pieces):
            found.add(str(path.relative_to(data)))
    return found


async def planted(office: Office) -> str:
    """Write an enquiry down that could be found again by its words."""
    kept = await office.record(contact=PHONE, introduce="line", line=LINE)
    return kept.enquiry.reference


async def erase_due(office: Office) -> Proof:
    job = partial(erasure.erase_due, keys=office.keys, now=office.clock.instant)
    return await office.do(job)


async def sealed_values(office: Office, code: str) -> tuple[bytes, ...]:
    """Return the sealed values of a row, and the sealed key."""
    row = await office.database.read(partial(store.find, reference=code))
    assert row is not None
    return (*row.sealed.values(), (office.data / FOLDER / code).read_bytes())


async def test_nothing_said_lies_open_anywhere_even_before_it_is_due(office: Office) -> None:
    code = await planted(office)
    await office.step(code, "contacted")

    assert traces(office.data, PHONE, LINE, "Liisa Lähde") == set()
    assert traces(office.data, code) >= {"node.db-wal"}


async def test_the_search_finds_what_lies_open(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plainly(_key: bytes, plain: bytes, _bound_to: str) -> bytes:
        return plain.ljust(284)  # as long as the schema wants what is sealed

    code = await planted(office)
    key = office.keys.find(code)
    assert key is not None
    monkeypatch.setattr(seal, "seal", plainly)
    said = Particulars(channel="phone", contact=PHONE, municipality="638", consent_on=CAME)
    row = await office.database.read(partial(store.find, reference=code))
    assert row is not None
    await office.do(lambda db: store.put(db, row.enquiry, sealing.seal_all(key, code, said, None)))

    assert traces(office.data, PHONE) == {"node.db-wal"}


async def test_a_column_takes_no_text_that_was_not_sealed(office: Office) -> None:
    code = await planted(office)
    update = "UPDATE enquiry SET contact = :value WHERE reference = :code"
    for value in (PHONE, PHONE.encode()):

        def write(db: sqlite3.Connection, value: str | bytes = value) -> None:
            db.execute(update, {"value": value, "code": code})

        with pytest.raises(sqlite3.IntegrityError):
            await office.do(write)


async def test_after_its_time_nothing_is_left_in_any_file(office: Office) -> None:
    code = await planted(office)
    values = await sealed_values(office, code)
    backup = office.data / "older.backup"
    await office.database.backup(backup)
    assert traces(office.data, *values[:-1]) >= {"older.backup"}
    stream = io.StringIO()
    log.configure("debug", stream, pretty=False)

    office.at(DUE)
    await chore.run(office.desk)
    with closing(sqlite3.connect(office.data / "node.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert traces(office.data, code, *values) == {"older.backup"}
    assert opens_in(backup, office, code) is None
    assert "enquiries.swept" in stream.getvalue()
    assert not any(word in stream.getvalue() for word in (code, PHONE, LINE, "638"))
    assert await office.database.read(chore.last_run) == office.clock.instant


def opens_in(backup: Path, office: Office, code: str) -> Particulars | None:
    """Return what an older backup still tells of an enquiry to whoever has all of today's keys."""
    with closing(sqlite3.connect(backup)) as db:
        db.row_factory = sqlite3.Row
        kept = edit.opened(db, office.keys, code)
        assert kept is not None, "the backup holds the row"
    return kept.particulars


async def test_before_its_time_a_backup_opens_with_the_newest_keys(office: Office) -> None:
    code = await planted(office)
    backup = office.data / "older.backup"
    await office.database.backup(backup)
    bundled = keyring.bundle(office.data)

    office.keys.erase(code)
    assert opens_in(backup, office, code) is None
    keyring.unbundle(office.data, bundled)
    said = opens_in(backup, office, code)
    assert said is not None
    assert said.contact == PHONE


async def test_a_backup_holds_no_key(office: Office) -> None:
    code = await planted(office)
    key = office.keys.find(code)
    backup = office.data / "older.backup"
    await office.database.backup(backup)

    assert key is not None
    sealed = (office.data / FOLDER / code).read_bytes()
    assert traces(office.data, key, sealed) == {f"{FOLDER}/{code}"}


async def test_an_erased_key_cannot_be_made_again_from_the_master(office: Office) -> None:
    code = await planted(office)
    row = await office.database.read(partial(store.find, reference=code))
    assert row is not None
    office.keys.erase(code)
    master = masterkey.purpose(masterkey.load(office.data), "enquiries")

    for key in (master, seal.derive(master, code), masterkey.load(office.data)):
        with pytest.raises(SealError):
            sealing.unseal_all(key, code, row.sealed)


@pytest.mark.parametrize(
    ("hour_utc", "gone"),
    [
        (datetime(2026, 11, 29, 21, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 29, 22, 0, 0, tzinfo=UTC), True),
    ],
)
async def test_the_day_begins_in_helsinki_in_winter(
    office: Office, hour_utc: datetime, *, gone: bool
) -> None:
    await planted(office)
    office.clock.instant = hour_utc
    await erase_due(office)

    assert (await office.database.read(store.all_enquiries) == ()) is gone


@pytest.mark.parametrize(
    ("hour_utc", "gone"),
    [
        (datetime(2026, 7, 14, 20, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 14, 21, 0, 0, tzinfo=UTC), True),
    ],
)
async def test_the_day_begins_in_helsinki_in_summer(
    office: Office, hour_utc: datetime, *, gone: bool
) -> None:
    office.at(date(2026, 6, 10))
    code = await planted(office)
    office.at(date(2026, 6, 15))
    await office.step(code, "elsewhere")
    office.clock.instant = hour_utc
    await erase_due(office)

    assert (await office.database.read(store.all_enquiries) == ()) is gone


async def test_what_is_not_due_stays(office: Office) -> None:
    code = await planted(office)
    office.at(DUE - timedelta(days=1))

    assert await erase_due(office) == Proof(cause="chore")
    assert office.keys.find(code) is not None


async def test_the_count_stays_when_the_enquiry_goes(office: Office) -> None:
    code = await planted(office)
    await office.step(code, "contacted", "waiting")
    office.at(DUE)
    await erase_due(office)

    assert await office.counts() == {("2026-Q3", "638", "waiting"): 1}


async def test_a_parent_who_waits_on_is_kept_twelve_months_at_most(office: Office) -> None:
    code = await planted(office)
    await office.step(code, "contacted", "waiting")
    day = CAME
    for _ in range(20):
        day += timedelta(days=15)
        office.at(day)
        await office.do(partial(edit.renew, reference=code, keys=office.keys, doer=office.doer))
        await erase_due(office)
    office.at(date(2027, 8, 31))
    await office.do(partial(edit.renew, reference=code, keys=office.keys, doer=office.doer))
    await erase_due(office)
    still = await office.database.read(store.all_enquiries)

    office.at(date(2027, 9, 1))
    assert (await erase_due(office)).total == len(still)
    assert await office.database.read(store.all_enquiries) == ()


async def test_that_it_ran_is_proved_once_a_day_and_whenever_it_erased(office: Office) -> None:
    for hour in (1, 2, 3):
        office.at(CAME, hour=hour)
        await erase_due(office)
    assert len(await proofs(office)) == 1

    await planted(office)
    office.at(DUE, hour=1)
    await erase_due(office)
    await planted(office)
    office.at(DUE, hour=2)
    await erase_due(office)
    found = await proofs(office)
    assert [(row["cause"], row["erased"]) for row in found] == [("chore", 0), ("chore", 1)]


async def proofs(office: Office) -> list[dict[str, object]]:
    """Return every proof."""

    def job(db: sqlite3.Connection) -> list[dict[str, object]]:
        rows = db.execute("SELECT * FROM enquiry_erasure ORDER BY number")
        return [dict(row) for row in rows]

    return await office.database.read(job)


async def test_the_proofs_are_a_chain_that_only_grows(office: Office) -> None:
    code = await planted(office)
    await office.do(partial(edit.erase, reference=code, keys=office.keys, doer=office.doer))
    office.at(DUE)
    await erase_due(office)

    first, second = await proofs(office)
    assert second["previous"] == first["digest"]
    assert not any(code in msgspec.json.encode(row).decode() for row in (first, second))
    for statement in ("UPDATE enquiry_erasure SET erased = 0", "DELETE FROM enquiry_erasure"):
        with pytest.raises(sqlite3.IntegrityError):
            await office.do(lambda db, s=statement: db.execute(s))  # type: ignore[misc]


async def test_a_job_that_stands_still_is_told_after_two_days(office: Office) -> None:
    overdue = partial(chore.is_overdue)
    assert not await office.database.read(partial(overdue, now=office.clock.instant))
    await planted(office)
    await erase_due(office)

    later = office.clock.instant + timedelta(days=2)
    just = later - timedelta(seconds=1)
    assert not await office.database.read(partial(overdue, now=just))
    assert await office.database.read(partial(overdue, now=later))


async def test_a_job_that_never_ran_is_told_after_two_days(office: Office) -> None:
    await planted(office)

    now = office.clock.instant
    assert not await office.database.read(partial(chore.is_overdue, now=now))
    later = now + timedelta(days=2)
    assert await office.database.read(partial(chore.is_overdue, now=later))


class KilledError(Exception):
    """The power went."""


def killed(*_: object, **__: object) -> None:
    """Stand where the power went."""
    raise KilledError


@pytest.mark.parametrize("place", ["put", "note_keys"])
async def test_a_kill_while_recording_leaves_a_key_that_goes_after_a_day(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(store, place, killed)
        with pytest.raises(KilledError):
            await planted(office)
    assert await office.database.read(store.all_enquiries) == ()
    (orphan,) = office.keys.ages()

    written = office.keys.ages()[orphan]
    for wait, left in ((timedelta(hours=23), 1), (timedelta(days=1, seconds=1), 0)):
        office.clock.instant = written + wait
        proof = await erase_due(office)
        assert (len(office.keys.ages()), proof.orphans) == (left, 1 - left)


@pytest.mark.parametrize("place", ["remove", "note_keys", "prove"])
@pytest.mark.parametrize("by", ["person", "chore"])
async def test_a_kill_while_erasing_is_healed_by_the_next_run(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str, by: str
) -> None:
    code, other = await planted(office), (await office.record()).enquiry.reference
    await office.step(code, "closed")
    office.at(CAME + timedelta(days=30))
    doer = Doer(at=office.clock.instant)
    with monkeypatch.context() as patch:
        patch.setattr(store, place, killed)
        with pytest.raises(KilledError):
            await (
                office.do(partial(edit.erase, reference=code, keys=office.keys, doer=doer))
                if by == "person"
                else erase_due(office)
            )
    assert office.keys.find(code) is None
    assert len(await office.database.read(store.all_enquiries)) == 2

    proof = await erase_due(office)
    assert (proof.erased, proof.keyless, proof.total) == (0, 1, 1)
    (left,) = await office.database.read(store.all_enquiries)
    assert left.reference == other
    assert await office.counts() == {("2026-Q3", "638", "closed"): 1}


@pytest.mark.parametrize("call", ["unlink", "open"])
async def test_a_kill_between_overwriting_and_unlinking_is_healed(
    office: Office, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    code = await planted(office)
    office.at(DUE)
    with monkeypatch.context() as patch:
        patch.setattr(Path, call, killed)
        with pytest.raises(KilledError):
            await erase_due(office)

    assert (await erase_due(office)).total == 1
    assert office.keys.ages() == {}
    assert code not in keyring.bundle(office.data).decode()


async def test_an_overwritten_key_that_kept_its_name_opens_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await planted(office)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(KilledError):
            office.keys.erase(code)

    with pytest.raises(SealError):
        office.keys.find(code)
    opened = await office.database.read(partial(edit.opened, keys=office.keys, reference=code))
    assert opened is not None
    assert opened.particulars is None


async def test_without_the_folder_of_the_keys_only_time_erases(office: Office) -> None:
    await planted(office)
    folder = office.data / FOLDER
    folder.rename(office.data / "elsewhere")
    assert (await erase_due(office)).total == 0

    office.at(DUE)
    assert (await erase_due(office)).erased == 1


async def test_a_restored_database_heals_against_the_newest_keys(office: Office) -> None:
    erased_since, kept = await planted(office), (await office.record()).enquiry.reference
    office.keys.erase(erased_since)

    assert (await erase_due(office)).keyless == 1
    (left,) = await office.database.read(store.all_enquiries)
    assert left.reference == kept


async def test_every_change_of_the_keys_asks_for_a_new_copy_of_them(office: Office) -> None:
    async def unkept() -> int | None:
        return await office.database.read(store.unkept_keys)

    async def keep(revision: int) -> None:
        await office.do(partial(store.keep_keys, revision=revision))

    assert await unkept() is None
    code = await planted(office)
    first = await unkept()
    assert first is not None
    await keep(first)
    assert await unkept() is None

    await office.do(partial(edit.erase, reference=code, keys=office.keys, doer=office.doer))
    second = await unkept()
    assert second is not None
    await keep(first)
    assert await unkept() == second
    await keep(second + 5)
    assert await unkept() is None
    await planted(office)
    third = await unkept()
    assert third is not None
    await keep(third)
    office.at(DUE)
    await erase_due(office)
    assert (await unkept() or 0) > third > second


async def test_the_job_has_the_newest_keys_copied_after_a_change_alone(office: Office) -> None:
    copies: list[bytes] = []

    def keep() -> None:
        copies.append(keyring.bundle(office.data))

    code = await planted(office)
    for _ in range(3):
        await chore.run(office.desk, keep=keep)
    assert [code in copy.decode() for copy in copies] == [True]

    await office.do(partial(edit.erase, reference=code, keys=office.keys, doer=office.doer))
    await chore.run(office.desk, keep=keep)
    assert copies[1:] == [b"{}"]


async def test_a_copy_that_fails_is_tried_again_and_erasing_goes_on(office: Office) -> None:
    await planted(office)
    office.at(DUE)
    with pytest.raises(KilledError):
        await chore.run(office.desk, keep=killed)

    assert await office.database.read(store.all_enquiries) == ()
    assert await office.database.read(store.unkept_keys) is not None


async def test_deleted_rows_leave_no_bytes_even_while_the_database_is_open(
    office: Office,
) -> None:
    code = await planted(office)
    values = await sealed_values(office, code)
    with closing(sqlite3.connect(office.data / "node.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert traces(office.data, values[0]) == {"node.db"}

    await office.do(partial(edit.erase, reference=code, keys=office.keys, doer=office.doer))
    with closing(sqlite3.connect(office.data / "node.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert traces(office.data, code, *values) == set()


async def test_without_secure_delete_the_search_would_find_the_row(office: Office) -> None:
    code = await planted(office)
    values = await sealed_values(office, code)
    copy = office.data / "unsafe.db"
    databases.backup(office.data / "node.db", copy)
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("DELETE FROM enquiry WHERE reference = :code", {"code": code})

    assert "unsafe.db" in traces(office.data, *values[:-1])
