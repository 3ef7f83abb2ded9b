"""Organisers from a form to the database and back."""

from datetime import date
from sqlite3 import IntegrityError
from typing import Any

import pytest

from node.organisers import edit, store
from node.organisers.edit import Saved
from node.organisers.model import Organiser
from node.outbox import store as outbox
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database


async def test_an_organiser_is_stored_and_found(
    database: Database, clock: Clock, reference: Reference
) -> None:
    form = {"name": "Porvoon kaupunki", "kind": "kaupunki", "municipality": "Borgå"}
    form |= {"valid_from": "1.1.1990", "valid_until": "31.12.2022"}

    answer = await edit.save(database, clock, reference, form)

    expected = Organiser(
        id="porvoon-kaupunki",
        name="Porvoon kaupunki",
        kind="municipality",
        municipality="638",
        valid_from=date(1990, 1, 1),
        valid_until=date(2022, 12, 31),
    )
    assert isinstance(answer, Saved)
    assert answer.organiser == expected
    assert [c.rule for c in answer.cautions] == [18]
    assert await database.read(store.all_organisers) == (expected,)
    assert await database.read(lambda db: store.find(db, expected.id)) == expected
    assert await database.read(outbox.dirty_since) == clock.now()


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, {"kind", "name"}),
        ({"name": "A", "kind": "kunta"}, {"municipality"}),
        ({"name": "A", "kind": "county"}, {"area"}),
        ({"name": "A", "kind": "kuntayhtymä"}, {"municipality"}),
        ({"name": "A", "kind": "kerho"}, {"kind"}),
        (
            {"name": "A", "kind": "ngo", "valid_from": "2.1.2024", "valid_until": "1.1.2024"},
            {"valid_until"},
        ),
    ],
)
async def test_what_cannot_be_an_organiser(
    database: Database,
    clock: Clock,
    reference: Reference,
    form: dict[str, str],
    expected: set[str],
) -> None:
    answer = await edit.save(database, clock, reference, form)
    assert not isinstance(answer, Saved)
    assert {invalid.field for invalid in answer} == expected
    assert await database.read(store.all_organisers) == ()


async def test_equal_names_get_ids_of_their_own_and_rule_18_falls_silent(
    database: Database, clock: Clock, reference: Reference
) -> None:
    form = {"name": "Esimerkki ry", "kind": "järjestö"}
    await edit.save(database, clock, reference, form)
    second = await edit.save(database, clock, reference, form)
    accepted = await edit.save(
        database, clock, reference, {"ethical_principles_on": "1.9.2026"}, before="esimerkki-ry-2"
    )
    assert isinstance(second, Saved)
    assert second.organiser.id == "esimerkki-ry-2"
    assert isinstance(accepted, Saved)
    assert accepted.cautions == ()


async def test_an_organiser_ends_on_a_day(
    database: Database, clock: Clock, reference: Reference
) -> None:
    form = {"name": "Esimerkki ry", "kind": "ngo", "valid_from": "1.1.2020"}
    await edit.save(database, clock, reference, form)

    ended = await edit.end(database, clock, "esimerkki-ry", date(2026, 6, 30))
    early = await edit.end(database, clock, "esimerkki-ry", date(2019, 6, 30))
    missing = await edit.end(database, clock, "toinen", date(2026, 6, 30))

    assert isinstance(ended, Saved)
    assert ended.organiser.valid_until == date(2026, 6, 30)
    assert not isinstance(early, Saved)
    assert not isinstance(missing, Saved)


@pytest.mark.parametrize(
    "impossible",
    [{"kind": "municipality"}, {"kind": "county"}, {"kind": "joint_authority"}, {"kind": "x"}],
)
async def test_the_schema_refuses_an_organiser_without_a_place(
    database: Database, impossible: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        await database.write(lambda db: store.put(db, Organiser(id="a", name="A", **impossible)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"area": "Helsinki"}, "area"),
        ({"area": "Ahvenanmaa"}, "area"),
        ({"area": "Pohjois-Savo", "valid_from": "1.1.2020"}, "valid_from"),
        ({"area": "Pohjois-Savo", "ethical_principles_on": "1.1.2099"}, "ethical_principles_on"),
    ],
)
async def test_a_county_is_one_and_has_been_one(
    database: Database, clock: Clock, reference: Reference, changes: dict[str, str], field: str
) -> None:
    answer = await edit.save(
        database, clock, reference, {"name": "Alue", "kind": "county", **changes}
    )

    assert isinstance(answer, tuple)
    assert [wrong.field for wrong in answer] == [field]


async def test_a_county_of_2023_is_stored(
    database: Database, clock: Clock, reference: Reference
) -> None:
    form = {"name": "Alue", "kind": "county", "area": "Pohjois-Savo", "valid_from": "1.1.2023"}

    assert isinstance(await edit.save(database, clock, reference, form), Saved)
