"""Trainings from a form to the database and back."""

from datetime import date

import pytest

from node.instructors import edit as instructors
from node.outbox import store as outbox
from node.trainings import edit, store
from node.trainings.edit import Saved
from node.trainings.model import Training
from shared.runtime.clock import Clock
from shared.runtime.database import Database

PERSON = {"name": "Aino Esimerkki", "role": "professional"}


async def test_a_training_is_stored_found_replaced_and_removed(
    database: Database, clock: Clock
) -> None:
    await instructors.save(database, clock, PERSON)
    form = {"instructor": "aino esimerkki", "day": "20.11.2025", "held_by": "Kasper ry"}

    first = await edit.add(database, clock, form)
    second = await edit.add(database, clock, {**form, "place": "Tampere"})

    expected = Training(
        id=1,
        instructor="ohjaaja-1",
        kind="voikukkia_instructor",
        day=date(2025, 11, 20),
        days=4,
        held_by="Kasper ry",
        place="Tampere",
    )
    assert isinstance(first, Saved)
    assert first.cautions == ()
    assert isinstance(second, Saved)
    assert await database.read(store.all_trainings) == (expected,)
    assert await database.read(lambda db: store.of_instructor(db, "ohjaaja-1")) == (expected,)
    assert await edit.remove(database, clock, 1) == ()
    assert await edit.remove(database, clock, 1) != ()
    assert await database.read(outbox.dirty_since) == clock.now()


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, {"instructor", "day"}),
        ({"instructor": "x", "day": "1.1.2025"}, {"instructor"}),
        ({"instructor": "ohjaaja-1", "day": "eilen"}, {"day"}),
        ({"instructor": "ohjaaja-1", "day": "1.1.2025", "days": "0"}, {"days"}),
        ({"instructor": "ohjaaja-1", "day": "1.1.2025", "kind": "kurssi"}, {"kind"}),
    ],
)
async def test_what_cannot_be_a_training(
    database: Database, clock: Clock, form: dict[str, str], expected: set[str]
) -> None:
    await instructors.save(database, clock, PERSON)
    answer = await edit.add(database, clock, form)
    assert not isinstance(answer, Saved)
    assert {invalid.field for invalid in answer} == expected


async def test_rule_16_a_short_training_or_another_holder_is_kept_and_pointed_out(
    database: Database, clock: Clock
) -> None:
    await instructors.save(database, clock, PERSON)
    form = {"instructor": "ohjaaja-1", "day": "1.1.2025", "days": "2", "held_by": "Joku muu"}
    answer = await edit.add(database, clock, form)
    assert isinstance(answer, Saved)
    assert [c.field for c in answer.cautions] == ["days", "held_by"]
