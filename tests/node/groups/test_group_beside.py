"""What stands on a group's page beside the group itself: doubts of the name, costs, feedback."""

from functools import partial
from typing import Any

from node.groups import edit
from node.history.model import Doer
from node.instructors import edit as instructors
from node.push import store as hub_word
from node.push.model import HubWord, Memory
from node.trainings import edit as trainings
from node.work import edit as work
from node.work.costs import COST
from shared.wire.session import Policy
from tests.node.trainings.test_courses_of_the_hub import ON_THE_WIRE

ID = "porvoo-2026-1"
DOUBT = "1 of 1 instructors have a training that is not on the hub&#39;s list of courses."


async def group_of(house: Any, **training: str) -> str:
    """Keep a group of one trained instructor, and return its page."""
    desk = house.desk
    await instructors.save(
        desk.database, desk.clock, {"name": "Aino Esimerkki", "role": "professional"}
    )
    done = {"instructor": "ohjaaja-1", "days": "4", **training}
    await trainings.add(desk.database, desk.clock, done)
    form = {"meets_in": "Porvoo", "start": "11/2026", "instructors": "ohjaaja-1"}
    await edit.save(desk.database, desk.clock, desk.reference, form)
    now = desk.now()
    word = HubWord(
        heard_at=now,
        hub_time=now,
        next_contact=now,
        generation="c" * 64,
        site="https://hub.example",
        notices=(),
        policy=Policy(),
        courses=ON_THE_WIRE,
    )
    await desk.database.write(partial(hub_word.remember, memory=Memory(word=word)))
    page: str = await house.reader.open(f"/groups/{ID}")
    return page


async def test_a_training_that_no_list_shows_is_told_beside_the_name(house: Any) -> None:
    page = await group_of(house, day="14.5.2021", place="Tampere")

    assert "The group carries the name" in page
    assert DOUBT in page


async def test_a_training_on_the_list_is_not_doubted(house: Any) -> None:
    page = await group_of(house, day="20.11.2025", place="Tampere")

    assert "The group carries the name" in page
    assert "not on the hub" not in page


async def test_costs_and_feedback_stand_on_the_page_of_the_group(house: Any) -> None:
    before = await group_of(house, day="20.11.2025")
    cost = {"group": ID, "kind": "rooms", "planned_eur": "1 250,50"}
    job = partial(
        work.save,
        noun=COST,
        form=cost,
        reference=house.desk.reference,
        doer=Doer(at=house.desk.now()),
    )
    await house.desk.database.write(job)
    page = await house.reader.open(f"/groups/{ID}")

    assert "The group was not asked for feedback yet." in before
    assert "1\u00a0250,50" in page
    assert f"/en/work/costs/new?group={ID}" not in page
    assert f"/en/work/costs/new?group={ID}" in await house.lead.open(f"/groups/{ID}")


async def test_what_an_organiser_promised_stands_on_its_page(house: Any) -> None:
    form = {"name": "Esimerkki ry", "kind": "ngo"}
    assert (await house.lead.press("/organisers/new", form)).status_code == 303
    page = await house.lead.open("/organisers/esimerkki-ry")

    assert "No commitment is written down" in page
    assert "/en/work/commitments/new?organiser=esimerkki-ry" in page
