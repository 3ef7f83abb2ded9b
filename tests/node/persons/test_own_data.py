"""Rule 33: a person's own data is complete, in words, as JSON and as a table."""

import csv
import io
from datetime import UTC, date, datetime
from sqlite3 import Connection

import msgspec
import pytest

from node.groups import edit as groups
from node.history import record as history
from node.history.model import Doer
from node.instructors import edit, store
from node.instructors.model import Instructor
from node.network import edit as network
from node.network.model import NetworkRecord
from node.persons import dossier, files, wording
from node.persons.model import Dossier
from node.persons.wording import Reader
from node.trainings import edit as trainings
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.i18n import Translator
from tests.node.conftest import ROOT

PERSON = {
    "name": "Zqnimi Esimerkki",
    "role": "peer",
    "was_in_group": "yes",
    "ethical_principles_on": "5.6.2024",
    "phone": "+358 40 791 7919",
    "email": "zqposti@kanaria.example",
    "purpose": "zqtarkoitus",
    "keep_until": "7.8.2031",
}
TRAINING = {
    "instructor": "ohjaaja-1",
    "kind": "other",
    "day": "9.10.2023",
    "days": "17",
    "place": "zqpaikka",
    "held_by": "zqpitäjä",
    "proof": "=zqtodistus",
}
TABLES = {"training", "group_instructor"}
"""Tables whose rows belong to an instructor; the dossier must know each of them."""
CONTROLLER = NetworkRecord(name_fi="Savo", name_sv="Savolax", controller="Zqrekisterinpitäjä")


@pytest.fixture
async def kept(database: Database, clock: Clock, reference: Reference) -> Dossier:
    """Return everything kept about a person who has everything."""
    await database.write(
        lambda db: network.set_up(db, CONTROLLER, ("297",), datetime(2026, 1, 1, tzinfo=UTC))
    )
    await edit.save(database, clock, PERSON)
    await edit.save(database, clock, {"name": "Toinen Ohjaaja", "role": "professional"})
    await trainings.add(database, clock, TRAINING)
    await trainings.add(database, clock, {**TRAINING, "instructor": "ohjaaja-2"})
    group = {"meets_in": "Porvoo", "instructors": "ohjaaja-1", "notes": "zqei-hänen"}
    await groups.save(database, clock, reference, group)
    found = await database.read(lambda db: dossier.gather(db, "ohjaaja-1"))
    assert found is not None
    return found


def reader(reference: Reference, language: str = "en") -> Reader:
    spoken = Translator.load(ROOT / "node" / "locale", "node", language)
    return Reader(language=language, say=spoken.say, reference=reference)


async def test_nobody_is_no_dossier(database: Database) -> None:
    assert await database.read(lambda db: dossier.gather(db, "ohjaaja-1")) is None


async def test_every_table_that_names_an_instructor_is_known(database: Database) -> None:
    def naming(db: Connection) -> set[str]:
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name
            for (name,) in tables
            for row in db.execute("SELECT * FROM pragma_foreign_key_list(?)", (name,))
            if row["table"] == "instructor"
        }

    assert await database.read(naming) == TABLES


async def test_every_value_of_the_person_is_there_and_nothing_of_others(
    kept: Dossier, reference: Reference
) -> None:
    told = files.as_json(kept).decode()
    table = files.as_csv(kept, reader(reference)).decode("utf-8-sig")
    shown = [f.value for s in wording.sections(kept, reader(reference)) for f in s.facts]

    for word in (*PERSON.values(), "zqpaikka", "zqpitäjä", "zqtodistus", "porvoo-2026-1"):
        if word not in {"peer", "yes"} and not word.endswith(("2024", "2031")):
            assert word in told
            assert word in table
    for day in ("2024-06-05", "2031-08-07", "2023-10-09"):
        assert f'"{day}"' in told
    for value in ("peer instructor", "yes", "5 Jun 2024", "7 Aug 2031", "9 Oct 2023", "17"):
        assert value in shown
    assert kept.controller == "Zqrekisterinpitäjä"
    for other in ("Toinen", "ohjaaja-2", "zqei-hänen"):
        assert other not in told + table


async def test_every_column_of_the_record_is_told(database: Database, kept: Dossier) -> None:
    def columns(db: Connection, table: str) -> set[str]:
        return {
            row["name"] for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,))
        }

    told = msgspec.json.decode(files.as_json(kept))

    assert set(told["instructor"]) == await database.read(lambda db: columns(db, "instructor"))
    assert set(told["trainings"][0]) == await database.read(lambda db: columns(db, "training"))


async def test_the_history_of_the_person_is_told_by_fields(kept: Dossier) -> None:
    assert [(act.kind, act.record, act.verb) for act in kept.acts] == [
        ("instructor", "ohjaaja-1", "added"),
        ("training", "1", "added"),
    ]
    assert "phone" in kept.acts[0].fields


async def test_states_kept_for_undo_are_told(database: Database, clock: Clock) -> None:
    await edit.save(database, clock, {**PERSON, "purpose": "zqentinen"})
    await edit.save(database, clock, {"purpose": "zquusi"}, before="ohjaaja-1")
    await trainings.add(database, clock, {**TRAINING, "place": "zqpoistettu"})
    await trainings.remove(database, clock, 1)

    found = await database.read(lambda db: dossier.gather(db, "ohjaaja-1"))

    assert found is not None
    told = files.as_json(found).decode()
    assert "zqentinen" in told
    assert "zqpoistettu" in told
    assert [act.verb for act in found.acts] == ["added", "changed", "added", "removed"]


async def test_a_table_never_starts_a_formula(kept: Dossier, reference: Reference) -> None:
    text = files.as_csv(kept, reader(reference, "fi")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert all(len(row) == 3 for row in rows)
    assert "'=zqtodistus" in [row[2] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


async def test_an_account_of_the_same_name_is_pointed_out(database: Database) -> None:
    def job(db: Connection) -> int:
        person = Instructor(id="ohjaaja-1", name="Aino Esimerkki", role="professional")
        store.put(db, person)
        db.execute(
            """INSERT INTO staff (name, role, made_at, ended_at)
            VALUES ('aino esimerkki', 'lead', '', '')"""
        )
        found = dossier.gather(db, "ohjaaja-1")
        looked = dossier.prospect(db, "ohjaaja-1", date(2026, 9, 1))
        assert found is not None
        assert looked is not None
        assert found.accounts == looked.accounts
        return found.accounts

    assert await database.write(job) == 1


async def test_numbers_of_trainings_are_never_used_twice(database: Database, clock: Clock) -> None:
    await edit.save(database, clock, PERSON)
    await edit.save(database, clock, {**PERSON, "name": "Toinen"})
    await trainings.add(database, clock, TRAINING)
    await trainings.remove(database, clock, 1)
    await trainings.add(database, clock, {**TRAINING, "instructor": "ohjaaja-2"})
    doer = Doer(at=clock.now())
    await database.write(lambda db: history.note(db, doer, "training", "2"))

    first = await database.read(lambda db: dossier.gather(db, "ohjaaja-1"))
    second = await database.read(lambda db: dossier.gather(db, "ohjaaja-2"))

    assert first is not None
    assert second is not None
    assert {act.record for act in first.acts if act.kind == "training"} == {"1"}
    assert {act.record for act in second.acts if act.kind == "training"} == {"2"}
