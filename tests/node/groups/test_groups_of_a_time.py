"""Pages that need some groups load some: what they leave out would not have changed the answer."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from sqlite3 import Connection
from typing import get_args

import pytest

from node.exporting import figures
from node.groups import store
from node.groups.listing import store as listing
from node.groups.model import Group, Lifecycle, Meeting
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.today import asks
from node.trainings import store as trainings
from node.trainings.model import Training
from shared.runtime.database import Database

TODAY = date(2026, 9, 1)
PEOPLE = tuple(f"ohjaaja-{n}" for n in range(1, 6))


def groups(seed: int) -> Iterator[Group]:
    """Yield groups of every state whose days lie in four years."""
    draw = random.Random(seed)
    for number in range(120):
        life: Lifecycle = draw.choice(get_args(Lifecycle))
        first = TODAY + timedelta(days=draw.randint(-900, 300))
        begun = life in {"running", "ended"}
        yield Group(
            id=f"ryhma-{number}",
            lifecycle=life,
            meets_in="638",
            start="month",
            start_month=(first - timedelta(days=draw.choice((0, 40)))).isoformat()[:7],
            meetings=tuple(
                Meeting(number=n + 1, day=first + timedelta(weeks=n))
                for n in range(draw.choice((0, 1, 10)))
            ),
            start_confirmed_on=first + timedelta(days=draw.choice((0, 30))) if begun else None,
            end_confirmed_on=first + timedelta(days=100) if life == "ended" else None,
            withdrawn_on=TODAY if draw.random() < 0.2 else None,
            instructors=tuple(draw.sample(PEOPLE, draw.randint(0, 2))),
        )


def keep(db: Connection, seed: int) -> tuple[Group, ...]:
    """Write people, some trained, and groups; return all groups as they are stored."""
    for number, person in enumerate(PEOPLE):
        instructors.put(db, Instructor(id=person, name=person, role="professional"))
        if number % 2:
            day = TODAY - timedelta(days=400 * number)
            course = Training(instructor=person, kind="voikukkia_instructor", day=day, days=4)
            trainings.put(db, course)
    for group in groups(seed):
        store.put(db, group)
    return store.all_groups(db)


def touching(db: Connection, year: int) -> tuple[Group, ...]:
    """Return the groups that a year's figures are made of."""
    return store.some(db, listing.touching(db, year))


@pytest.mark.parametrize("seed", range(3))
async def test_the_first_page_asks_the_same_of_those_going_on(
    database: Database, seed: int
) -> None:
    every = await database.write(partial(keep, seed=seed))

    some = await database.read(lambda db: store.some(db, listing.going_on(db)))

    asked = tuple(asks.groups(every, TODAY))
    assert asked != ()
    assert tuple(asks.groups(some, TODAY)) == asked
    assert len(some) < len(every)


@pytest.mark.parametrize("seed", range(3))
async def test_a_year_counts_the_same_from_the_groups_that_touch_it(
    database: Database, seed: int
) -> None:
    every = await database.write(partial(keep, seed=seed))
    people = await database.read(instructors.all_instructors)
    courses = await database.read(trainings.all_trainings)

    for year in range(2023, 2029):
        some = await database.read(partial(touching, year=year))
        assert figures.of_groups(some, courses, year) == figures.of_groups(every, courses, year)
        assert figures.of_people(some, people, courses, year) == figures.of_people(
            every, people, courses, year
        )


async def test_people_and_their_trainings_are_found_by_id(database: Database) -> None:
    await database.write(partial(keep, seed=1))
    wanted = ("ohjaaja-2", "ohjaaja-1", "ohjaaja-2", "nobody")

    found = await database.read(lambda db: instructors.some(db, wanted))
    done = await database.read(lambda db: trainings.of_instructors(db, wanted))

    everybody = await database.read(instructors.all_instructors)
    every = await database.read(trainings.all_trainings)
    assert found == tuple(one for one in everybody if one.id in wanted)
    assert done == tuple(one for one in every if one.instructor in wanted)
    assert len(done) == 1
