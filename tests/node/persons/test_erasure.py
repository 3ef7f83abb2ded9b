"""Rule 33: an erased person is gone from rows, history, waiting imports and the file itself."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.desk import Desk
from node.groups import edit as groups
from node.groups import store as group_store
from node.history import record as history
from node.history.model import Doer
from node.instructors import edit, store
from node.outbox import store as outbox
from node.persons import chore, dossier, erase, sweep
from node.persons import store as persons
from node.persons.model import Effect, Erased
from node.trainings import edit as trainings
from node.trainings import store as training_store
from shared.reference import lookup
from shared.reference.lookup import Reference
from shared.runtime import connection
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.fault import StorageError
from shared.runtime.i18n import Translator
from shared.text import Text
from tests.node.conftest import ROOT, ToldClock

PEER = {"name": "Cia Esimerkki", "role": "peer", "was_in_group": "yes"}
OTHER = {"name": "Aino Esimerkki", "role": "professional"}
COURSE = {"day": "1.1.2025", "held_by": "Kasper"}
CANARY = "zqkanaria"
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


async def two_lead_a_group(database: Database, clock: Clock, reference: Reference) -> None:
    """Keep two trained instructors of one open group; the first has another that is over."""
    for number, form in enumerate((PEER, OTHER), start=1):
        await edit.save(database, clock, form)
        await trainings.add(database, clock, {**COURSE, "instructor": f"ohjaaja-{number}"})
    open_one = {"meets_in": "Porvoo", "lifecycle": "open", "start": "11/2026"}
    both = {**open_one, "instructors": "ohjaaja-1, ohjaaja-2"}
    await groups.save(database, clock, reference, both)
    await groups.save(database, clock, reference, {**open_one, "instructors": "ohjaaja-1"})


async def test_it_is_said_before_what_changes(
    database: Database, clock: Clock, reference: Reference
) -> None:
    await two_lead_a_group(database, clock, reference)
    over = "UPDATE peer_group SET lifecycle = 'cancelled' WHERE id = 'porvoo-2026-2'"

    def look(db: Connection) -> tuple[tuple[Effect, ...], int, int]:
        found = dossier.prospect(db, "ohjaaja-1", date(2026, 9, 1))
        assert found is not None
        return found.effects, found.past_groups, found.trainings

    one = Effect(group="porvoo-2026-1", left=1, loses_name=False)
    two = Effect(group="porvoo-2026-2", left=0, loses_name=True)
    assert await database.read(look) == ((one, two), 0, 1)
    await database.write(lambda db: db.execute(over).rowcount)
    assert await database.read(look) == ((one,), 1, 1)


async def test_an_erased_instructor_leaves_no_row(
    database: Database, clock: Clock, reference: Reference
) -> None:
    await two_lead_a_group(database, clock, reference)

    gone = await erase.erase(database, clock, "ohjaaja-1")

    assert isinstance(gone, Erased)
    assert gone.groups == ("porvoo-2026-1", "porvoo-2026-2")
    assert [i.id for i in await database.read(store.all_instructors)] == ["ohjaaja-2"]
    left = await database.read(training_store.all_trainings)
    assert [t.instructor for t in left] == ["ohjaaja-2"]
    found = await database.read(group_store.all_groups)
    assert [group.instructors for group in found] == [("ohjaaja-2",), ()]
    assert await database.read(persons.former_staff) == {"porvoo-2026-1": 1, "porvoo-2026-2": 1}
    assert await database.read(outbox.dirty_since) == clock.now()
    again = await erase.erase(database, clock, "ohjaaja-1")
    assert not isinstance(again, Erased)
    assert [one.field for one in again] == ["id"]


async def test_the_proof_names_nobody(
    database: Database, clock: Clock, reference: Reference
) -> None:
    await two_lead_a_group(database, clock, reference)
    doer = Doer(at=clock.now(), staff=2, via="page")
    gone = await erase.erase(database, clock, "ohjaaja-1", doer=doer)
    assert isinstance(gone, Erased)

    def proof(db: Connection) -> tuple[object, ...]:
        row = db.execute(
            "SELECT kind, verb, staff, fields, record FROM audit_entry WHERE number = :n",
            {"n": gone.proof},
        ).fetchone()
        return tuple(row)

    kind, verb, staff, fields, record = await database.read(proof)
    assert (kind, verb, staff, fields) == ("instructor", "erased", 2, "")
    assert "ohjaaja" not in str(record)


async def test_the_history_of_a_group_forgets_who_it_was(
    database: Database, clock: Clock, reference: Reference
) -> None:
    await two_lead_a_group(database, clock, reference)
    await groups.save(database, clock, reference, {"parents": "5"}, before="porvoo-2026-1")
    seen = await database.read(lambda db: history.version(db, "group", "porvoo-2026-1"))

    await erase.erase(database, clock, "ohjaaja-1")

    entries = await database.read(lambda db: history.since(db, "group", "porvoo-2026-1", seen))
    (change,) = entries[0].changes
    assert (change.field, change.before, change.after) == (
        "instructors",
        ["erased", "ohjaaja-2"],
        ["ohjaaja-2"],
    )
    assert not entries[0].undoable
    written = await database.read(lambda db: "\n".join(db.iterdump()))
    assert '"ohjaaja-1"' not in written
    assert "'ohjaaja-1'" not in written
    assert "Cia" not in written


async def test_a_waiting_import_forgets_the_person_however_it_was_written(
    database: Database, clock: Clock
) -> None:
    await edit.save(database, clock, {**PEER, "email": "cia@example.org"})
    rows = (
        '{"name": "Cia Esimerkki"}',
        '{"instructor": "ohjaaja-1"}',
        '{"instructors": "Aino; Cia Esimerkki , Bo"}',
        '{"name": "Lucia Esimerkki", "days": 4}',
        '{"name": "CIA  ESIMERKKI", "role": "?"}',
        '{"instructors": "Bo;cia esimerkki"}',
        '{"name": "C. E.", "email": "Cia@Example.org"}',
        '{"name": "Esimerkki"}',
    )

    def wait(db: Connection) -> None:
        db.execute(
            """INSERT INTO import_run (id, kind, state, begun_at)
            VALUES (1, 'instructors', 'checking', '')"""
        )
        for number, cells in enumerate(rows, start=1):
            db.execute(
                "INSERT INTO import_staging (run, line, cells, surplus) VALUES (1, ?, ?, 0)",
                (number, cells),
            )

    await database.write(wait)
    await erase.erase(database, clock, "ohjaaja-1")

    def left(db: Connection) -> list[int]:
        return [r["line"] for r in db.execute("SELECT line FROM import_staging ORDER BY line")]

    assert await database.read(left) == [4, 8]


async def test_a_sweep_that_was_interrupted_is_done_by_the_chore(
    database: Database, clock: Clock, reference: Reference
) -> None:
    async def wake() -> None: ...

    desk = Desk(
        database=database,
        clock=clock,
        reference=reference,
        translator=Translator("en"),
        wake=wake,
    )
    await edit.save(database, clock, PEER)
    doer = Doer(at=clock.now())
    await database.write(lambda db: erase.forget(db, "ohjaaja-1", doer))
    due = await database.read(persons.erasures)
    await chore.run(desk, doer)
    assert (due, await database.read(persons.erasures)) == ((1, 0), (1, 1))
    assert await sweep.run(database)


async def test_a_reader_that_is_still_at_work_postpones_the_sweep(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    await database.alone(soon_tired)
    await edit.save(database, clock, PEER)
    with closing(sqlite3.connect(tmp_path / "node.db", isolation_level=None)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM instructor").fetchone()
        await erase.erase(database, clock, "ohjaaja-1")
        waiting = await database.read(persons.erasures)
        reading.execute("ROLLBACK")
    assert await sweep.run(database)
    assert (waiting, await database.read(persons.erasures)) == ((1, 0), (1, 1))


async def test_a_save_during_a_sweep_waits_for_it(
    database: Database, clock: Clock, reference: Reference
) -> None:
    def fill(db: Connection) -> None:
        text = [{"n": n, "cells": '["' + "p" * 900 + '"]'} for n in range(20_000)]
        db.execute("CREATE TABLE filler (n INTEGER, cells TEXT)")
        db.executemany("INSERT INTO filler VALUES (:n, :cells)", text)
        persons.note_erasure(db)

    await database.write(fill)
    await database.alone(soon_tired)
    sweeping = asyncio.create_task(sweep.run(database))
    saved = 0
    while not sweeping.done():
        group = await groups.save(database, clock, reference, {"meets_in": "Porvoo"})
        assert isinstance(group, groups.Saved)
        saved += 1

    assert await sweeping
    assert saved


def soon_tired(db: Connection) -> None:
    """Have the writer wait for nobody."""
    db.execute("PRAGMA busy_timeout = 0").fetchone()


@dataclass(frozen=True)
class Step:
    """One act on a person's records: which, on whom, and how long a text it writes."""

    number: int
    person: int
    act: int
    long: int


def own_id(person: int) -> str:
    """Return the id the program draws."""
    return f"ohjaaja-{person + 1}"


def word(person: int, what: str) -> str:
    """Return a canary of a person."""
    return f"{CANARY}{person}x{what}"


async def live(database: Database, clock: Clock, reference: Reference, step: Step) -> None:
    """Do one thing to a person's records."""
    person, filler = step.person, "p" * step.long
    match step.act:
        case 0:
            form = {"purpose": word(person, f"tarkoitus{step.number}") + filler}
            await edit.save(database, clock, form, before=own_id(person))
        case 1:
            form = {"email": word(person, f"posti{step.number}") + "@kanaria.example"}
            await edit.save(database, clock, form, before=own_id(person))
        case 2:
            day = f"{step.number % 28 + 1}.{step.number % 12 + 1}.2024"
            form = {"instructor": own_id(person), "day": day, "kind": "other"}
            proof = {"proof": word(person, f"todistus{step.number}") + filler}
            await trainings.add(database, clock, {**form, **proof})
        case 3:
            done = await database.read(lambda db: training_store.of_instructor(db, own_id(person)))
            for training in done[:1]:
                await trainings.remove(database, clock, training.id)
        case _:
            group = {"meets_in": "Porvoo", "instructors": own_id(person), "notes": filler}
            await groups.save(database, clock, reference, group)


async def test_a_full_disk_leaves_the_sweep_to_the_chore(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_db: Connection) -> bool:
        raise StorageError(Text.of("The disk is full."))

    await edit.save(database, clock, PEER)
    with monkeypatch.context() as patched:
        patched.setattr(connection, "rewrite", full)
        gone = await erase.erase(database, clock, "ohjaaja-1")
        with pytest.raises(StorageError):
            await sweep.run(database)

    assert isinstance(gone, Erased)
    assert await database.read(persons.erasures) == (1, 0)
    assert await sweep.run(database)


Lives = list[tuple[int, int, int]]
LIVES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 400)), min_size=5, max_size=60
)


@given(lives=LIVES, erased=st.sets(st.integers(0, 4), min_size=1))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_of_an_erased_person_is_in_the_file(
    tmp_path_factory: pytest.TempPathFactory, lives: Lives, erased: set[int]
) -> None:
    asyncio.run(live_and_erase(tmp_path_factory.mktemp("erasure"), lives, erased))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def live_and_erase(folder: Path, lives: Lives, erased: set[int]) -> None:
    """Let five people live a random life in the records, erase some, and look into the file."""
    clock, reference = ToldClock(NOW), lookup.load()
    migrations = ROOT / "node" / "migrations"
    async with await Database.open(folder / "node.db", migrations, clock=clock) as database:
        for person in range(5):
            await edit.save(database, clock, {"name": word(person, "nimi"), "role": "peer"})
        for number, (person, act, long) in enumerate(lives):
            await live(database, clock, reference, Step(number, person, act, long))
        for person in erased:
            assert isinstance(await erase.erase(database, clock, own_id(person)), Erased)
        files = contents(folder)
    for name, content in files.items():
        low = content.lower()
        for person in erased:
            assert word(person, "").encode() not in low, name
        for person in set(range(5)) - erased:
            assert name != "node.db" or word(person, "nimi").encode() in low
    assert files["node.db-wal"].count(b"zq") == 0
