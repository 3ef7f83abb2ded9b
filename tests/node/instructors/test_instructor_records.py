"""Rules 17, 18, 19 and 33: instructors from a form to the database, and their erasure."""

from datetime import date

import pytest

from node.groups import edit as groups
from node.groups import store as group_store
from node.instructors import edit, store
from node.instructors.edit import Forgotten, Saved
from node.instructors.model import Instructor
from node.trainings import edit as trainings
from node.trainings import store as training_store
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database

PEER = {"name": "Cia Esimerkki", "role": "vertaisohjaaja"}


async def test_an_instructor_is_stored_and_found(database: Database, clock: Clock) -> None:
    form = {"was_in_group": "kyllä", "ethical_principles_on": "1.9.2026", "phone": "050 0000"}
    form |= {"email": "cia@esimerkki.example", "purpose": "yhteydenpito", "keep_until": "1.9.2028"}

    answer = await edit.save(database, clock, {**PEER, **form})

    expected = Instructor(
        id="ohjaaja-1",
        name="Cia Esimerkki",
        role="peer",
        was_in_group="yes",
        ethical_principles_on=date(2026, 9, 1),
        phone="050 0000",
        email="cia@esimerkki.example",
        purpose="yhteydenpito",
        keep_until=date(2028, 9, 1),
    )
    assert isinstance(answer, Saved)
    assert await database.read(store.all_instructors) == (expected,)
    assert await database.read(lambda db: store.find(db, "ohjaaja-1")) == expected


async def test_rule_19_an_id_is_never_made_of_a_name(database: Database, clock: Clock) -> None:
    for n in (1, 2):
        answer = await edit.save(database, clock, PEER)
        assert isinstance(answer, Saved)
        assert answer.instructor.id == f"ohjaaja-{n}"


@pytest.mark.parametrize(
    ("form", "rules"),
    [
        (PEER, [17, 17, 18]),
        ({**PEER, "was_in_group": "yes"}, [17, 18]),
        ({"name": "Aino Esimerkki", "role": "professional"}, [18]),
        ({"name": "A", "role": "professional", "ethical_principles_on": "1.9.2026"}, []),
    ],
)
async def test_rules_17_and_18_are_pointed_out(
    database: Database, clock: Clock, form: dict[str, str], rules: list[int]
) -> None:
    answer = await edit.save(database, clock, form)
    assert isinstance(answer, Saved)
    assert [c.rule for c in answer.cautions] == rules


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, {"name", "role"}),
        ({**PEER, "email": "cia"}, {"email"}),
        ({**PEER, "phone": "soita"}, {"phone"}),
        ({**PEER, "role": "vieras"}, {"role"}),
        ({**PEER, "id": "Cia"}, {"id"}),
    ],
)
async def test_what_cannot_be_an_instructor(
    database: Database, clock: Clock, form: dict[str, str], expected: set[str]
) -> None:
    answer = await edit.save(database, clock, form)
    assert not isinstance(answer, Saved)
    assert {invalid.field for invalid in answer} == expected
    assert await database.read(store.all_instructors) == ()


async def test_rule_33_an_erased_instructor_leaves_no_row(
    database: Database, clock: Clock, reference: Reference
) -> None:
    await edit.save(database, clock, PEER)
    await trainings.add(database, clock, {"instructor": "ohjaaja-1", "day": "1.1.2025"})
    group = {"meets_in": "Porvoo", "instructors": "ohjaaja-1"}
    await groups.save(database, clock, reference, group)

    gone = await edit.forget(database, clock, "ohjaaja-1")

    assert gone == Forgotten(groups=("porvoo-2026-1",))
    assert await database.read(store.all_instructors) == ()
    assert await database.read(training_store.all_trainings) == ()
    (left,) = await database.read(group_store.all_groups)
    assert left.instructors == ()
    assert not isinstance(await edit.forget(database, clock, "ohjaaja-1"), Forgotten)
