"""A person's act is one transaction: stored, dirty, confirmed, or nothing at all."""

from datetime import date

import pytest

from node.groups import edit, lifecycle, meetings, store
from node.groups.edit import Saved
from node.groups.model import Group, Meeting
from node.instructors import edit as instructors
from node.network import store as network
from node.network.model import NetworkRecord
from node.organisers import edit as organisers
from node.outbox import store as outbox
from node.trainings import edit as trainings
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid

PORVOO = {"meets_in": "Porvoo", "lifecycle": "open"}


@pytest.fixture(autouse=True)
async def the_network(database: Database, clock: Clock) -> None:
    record = NetworkRecord(name_fi="Esimerkki", name_sv="Exempel", controller="Esimerkki ry")
    await database.write(lambda db: network.create(db, record, clock.now()))


def group_of(answer: Saved | tuple[Invalid, ...]) -> Group:
    assert isinstance(answer, Saved), answer
    return answer.group


async def test_a_stored_group_is_dirty_and_counts_as_a_confirmation(
    database: Database, clock: Clock, reference: Reference
) -> None:
    group = group_of(await edit.save(database, clock, reference, PORVOO))

    assert await database.read(store.all_groups) == (group,)
    assert await database.read(outbox.dirty_since) == clock.now()
    record = await database.read(network.record)
    assert record is not None
    assert record.confirmed_at == clock.now()


async def test_a_refused_form_changes_nothing(
    database: Database, clock: Clock, reference: Reference
) -> None:
    answer = await edit.save(database, clock, reference, {**PORVOO, "audience": "lapset"})

    assert [i.field for i in answer if isinstance(i, Invalid)] == ["audience"]  # type: ignore[union-attr]
    assert await database.read(store.all_groups) == ()
    assert await database.read(outbox.dirty_since) is None


async def test_ids_count_up(database: Database, clock: Clock, reference: Reference) -> None:
    first = group_of(await edit.save(database, clock, reference, PORVOO))
    second = group_of(await edit.save(database, clock, reference, PORVOO))
    third = group_of(await edit.copy(database, clock, reference, first.id))

    assert [first.id, second.id, third.id] == [
        "porvoo-2026-1",
        "porvoo-2026-2",
        "porvoo-2026-3",
    ]
    assert third.lifecycle == "draft"


async def test_a_copy_of_a_group_of_next_year_has_next_years_id(
    database: Database, clock: Clock, reference: Reference
) -> None:
    form = {"meets_in": "Kuopio", "start_month": "1/2027"}
    first = group_of(await edit.save(database, clock, reference, form))
    next_one = group_of(await edit.copy(database, clock, reference, first.id))

    assert (first.id, next_one.id) == ("kuopio-2027-1", "kuopio-2027-2")


async def test_changes_and_steps(database: Database, clock: Clock, reference: Reference) -> None:
    group = group_of(await edit.save(database, clock, reference, PORVOO))
    form = {"travel_costs": "korvataan"}
    await edit.save(database, clock, reference, form, before=group.id)

    def fill(old: Group, today: date) -> Group | Invalid:
        return lifecycle.move(old, "full", today)

    full = group_of(await edit.change(database, clock, reference, group.id, fill))

    assert (full.travel_costs, full.lifecycle) == ("paid", "full")
    again = await edit.change(database, clock, reference, group.id, fill)
    assert again == (Invalid("lifecycle", again[0].text),)  # type: ignore[index]


async def test_rule_4_a_step_is_held_to_the_rules_too(
    database: Database, clock: Clock, reference: Reference
) -> None:
    group = group_of(await edit.save(database, clock, reference, PORVOO))
    long = Meeting(number=0, day=date(2026, 11, 5), minutes=200)

    answer = await edit.change(
        database, clock, reference, group.id, lambda g, _: meetings.add(g, long)
    )

    assert not isinstance(answer, Saved)
    assert answer[0].field == "minutes"


@pytest.mark.parametrize("group", ["porvoo-2026-9", "Ä"])
async def test_a_group_that_is_not_there(
    database: Database, clock: Clock, reference: Reference, group: str
) -> None:
    parts = (database, clock, reference)
    for answer in (
        await edit.save(*parts, {}, before=group),
        await edit.copy(*parts, group),
        await edit.change(*parts, group, lifecycle.withdraw),
    ):
        assert not isinstance(answer, Saved)
        assert str(answer[0].text) == f"No group has the id {group}."


async def test_the_whole_staff_of_a_group_and_its_name(
    database: Database, clock: Clock, reference: Reference
) -> None:
    city = {"name": "Porvoon kaupunki", "kind": "kunta", "municipality": "Porvoo"}
    await organisers.save(database, clock, reference, {**city, "ethical_principles_on": "1.9.2020"})
    for name, role in (("Aino", "professional"), ("Bo", "professional"), ("Cia", "peer")):
        person = {"name": f"{name} Esimerkki", "role": role, "was_in_group": "yes"}
        await instructors.save(database, clock, {**person, "ethical_principles_on": "1.9.2020"})
    for trained in ("Aino Esimerkki", "ohjaaja-2"):
        training = {"instructor": trained, "day": "20.11.2025", "held_by": "Kasper"}
        await trainings.add(database, clock, training)
    form = {**PORVOO, "organisers": "Porvoon kaupunki", "instructors": "ohjaaja-1,ohjaaja-2"}
    form["instructors"] += ",Cia Esimerkki"

    answer = await edit.save(database, clock, reference, form)

    assert isinstance(answer, Saved)
    assert [c.rule for c in answer.cautions] == [16]
    assert str(answer.cautions[0].text).startswith("2 of 3 instructors have done the four-day")
