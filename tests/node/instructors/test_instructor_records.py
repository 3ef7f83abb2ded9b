"""Rules 17, 18, 19 and 33: instructors from a form to the database, and their erasure."""

from datetime import date

import pytest

from node.instructors import edit, store
from node.instructors.edit import Saved
from node.instructors.model import Instructor
from shared.runtime.clock import Clock
from shared.runtime.database import Database

PROFESSIONAL = {"name": "Aino Esimerkki", "role": "professional"}
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
        (PEER, [17, 17, 18, 33]),
        ({**PEER, "was_in_group": "yes"}, [17, 18, 33]),
        ({"name": "Aino Esimerkki", "role": "professional"}, [18, 33]),
        ({"name": "A", "role": "professional", "ethical_principles_on": "1.9.2026"}, [33]),
        ({**PROFESSIONAL, "ethical_principles_on": "1.9.2026", "keep_until": "1.9.2028"}, []),
    ],
)
async def test_rules_17_18_and_33_are_pointed_out(
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


async def test_principles_are_not_accepted_in_the_future(database: Database, clock: Clock) -> None:
    form = {"name": "Aino", "role": "professional", "ethical_principles_on": "1.1.2099"}

    answer = await edit.save(database, clock, form)

    assert isinstance(answer, tuple)
    assert [wrong.field for wrong in answer] == ["ethical_principles_on"]
