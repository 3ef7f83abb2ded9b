import sqlite3
from datetime import UTC, datetime, timedelta
from functools import partial
from sqlite3 import Connection

import pytest

from node.outbox import store
from node.outbox.model import ContactEntry, Entry
from shared.runtime.database import Database
from shared.wire.session import Head

NOON = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def entry(sequence: int, letter: str) -> Entry:
    return Entry(sequence=sequence, digest=letter * 64, envelope=letter.encode(), created_at=NOON)


def deliver(db: Connection, one: Entry, at: datetime = NOON) -> None:
    store.queue(db, one)
    store.settle_delivered(db, one.digest, b"receipt", at)


async def test_the_dirty_flag_keeps_its_first_instant_until_it_is_cleared(
    database: Database,
) -> None:
    await database.write(partial(store.mark_dirty, at=NOON))
    await database.write(partial(store.mark_dirty, at=NOON + timedelta(hours=1)))

    assert await database.read(store.dirty_since) == NOON
    await database.write(store.clear_dirty)
    assert await database.read(store.dirty_since) is None


async def test_the_dirty_flag_falls_with_the_change_it_belongs_to(database: Database) -> None:
    def job(db: Connection) -> None:
        store.mark_dirty(db, NOON)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(job)

    assert await database.read(store.dirty_since) is None


async def test_at_most_one_report_is_unacknowledged(database: Database) -> None:
    await database.write(lambda db: store.queue(db, entry(1, "a")))

    with pytest.raises(sqlite3.IntegrityError):
        await database.write(lambda db: store.queue(db, entry(2, "b")))

    assert [e.digest for e in await database.read(store.entries)] == ["a" * 64]


async def test_a_refused_report_frees_its_number_and_a_delivered_one_does_not(
    database: Database,
) -> None:
    def job(db: Connection) -> None:
        store.queue(db, entry(1, "a"))
        store.settle_refused(db, "a" * 64, b"problem", NOON)
        deliver(db, entry(1, "b"))

    await database.write(job)

    with pytest.raises(sqlite3.IntegrityError):
        await database.write(lambda db: store.queue(db, entry(1, "c")))
    assert await database.read(store.head) == Head(sequence=1, digest="b" * 64)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE outbox_entry SET envelope = x'00' WHERE sequence = 1",
        "UPDATE outbox_entry SET digest = 'x' WHERE sequence = 1",
        "UPDATE outbox_entry SET state = 'queued', receipt = NULL, settled_at = NULL",
        "UPDATE outbox_entry SET receipt = x'00'",
        "UPDATE outbox_entry SET envelope = x'00' WHERE sequence = 2",
        "DELETE FROM outbox_entry WHERE state = 'queued'",
    ],
)
async def test_signed_bytes_and_receipts_never_change(database: Database, tampering: str) -> None:
    def job(db: Connection) -> None:
        deliver(db, entry(1, "a"))
        store.queue(db, entry(2, "b"))

    await database.write(job)

    with pytest.raises(sqlite3.IntegrityError):
        await database.write(lambda db: db.execute(tampering))


async def test_what_is_too_old_is_dropped_but_never_the_head_or_what_is_queued(
    database: Database,
) -> None:
    def job(db: Connection) -> None:
        for number, letter in enumerate("abc", start=1):
            deliver(db, entry(number, letter))
        store.queue(db, entry(4, "d"))
        store.prune(db, NOON + timedelta(days=1), least=1)

    await database.write(job)

    assert [e.sequence for e in await database.read(store.entries)] == [4, 3]


async def test_a_failed_attempt_is_stored_with_the_next_one(database: Database) -> None:
    def job(db: Connection) -> None:
        store.queue(db, entry(1, "a"))
        store.postpone(db, attempts=3, until=NOON + timedelta(minutes=9))

    await database.write(job)

    queued = await database.read(store.queued)
    assert queued is not None
    assert (queued.attempts, queued.next_attempt_at) == (3, NOON + timedelta(minutes=9))


async def test_only_the_newest_contact_message_is_kept(database: Database) -> None:
    def job(db: Connection) -> None:
        for revision in (1, 2):
            message = ContactEntry(
                revision=revision, digest="a" * 64, envelope=b"x", created_at=NOON
            )
            store.set_contact_message(db, message)

    await database.write(job)

    newest = await database.read(store.contact_message)
    assert newest is not None
    assert newest.revision == 2
