"""What is stored is the value; the schema refuses what cannot be."""

from datetime import date, timedelta
from sqlite3 import Connection, IntegrityError
from typing import Any

import pytest

from node.groups import store
from node.groups.model import Group, Meeting
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.organisers import store as organisers
from node.organisers.model import Organiser
from shared.runtime.database import Database

DAY = date(2026, 11, 5)
WHOLE = Group(
    id="porvoo-2026-1",
    lifecycle="ended",
    takes_parents=False,
    audience="fathers",
    languages=("fi", "sv"),
    material_languages=("fi",),
    interpreter="yes",
    other_mother_tongue="no",
    format="hybrid",
    time_of_day="evening",
    meets_in="638",
    show_area_only=True,
    catchment="wider",
    serves=("018", "638"),
    start="month",
    start_month="2026-11",
    meetings=tuple(
        Meeting(
            number=n + 1,
            day=DAY + timedelta(weeks=n),
            theme=n + 1,
            minutes=150,
            starts_at="17:00",
            attendance=6,
        )
        for n in range(10)
    ),
    planned_meetings=10,
    minutes=150,
    starts_at="17:00",
    organisers=("porvoo",),
    instructors=("ohjaaja-1",),
    social_worker="yes",
    tell_peer_instructor=True,
    travel_costs="paid",
    wants_name=False,
    start_confirmed_on=DAY,
    end_confirmed_on=DAY + timedelta(weeks=9),
    withdrawn_on=DAY + timedelta(weeks=10),
    parents=6,
    place="Esimerkkikatu 1",
    notes="Muista avain.",
)
LEAST = Group(id="a", lifecycle="draft", meets_in="297", start="not_said")


def people(db: Connection) -> None:
    organisers.put(
        db, Organiser(id="porvoo", name="Porvoo", kind="municipality", municipality="638")
    )
    instructors.put(db, Instructor(id="ohjaaja-1", name="Aino Esimerkki", role="peer"))


@pytest.mark.parametrize("group", [WHOLE, LEAST])
async def test_what_was_put_is_found(database: Database, group: Group) -> None:
    def job(db: Connection) -> None:
        people(db)
        store.put(db, group)
        store.put(db, group)

    await database.write(job)

    assert await database.read(lambda db: store.find(db, group.id)) == group
    assert await database.read(store.all_groups) == (group,)
    assert await database.read(store.ids) == {group.id}


async def test_a_group_is_replaced_whole(database: Database) -> None:
    changed = Group(id=WHOLE.id, lifecycle="draft", meets_in="638", start="not_said")

    def job(db: Connection) -> None:
        people(db)
        store.put(db, WHOLE)
        store.put(db, changed)

    await database.write(job)

    assert await database.read(store.all_groups) == (changed,)


async def test_a_removed_group_leaves_nothing(database: Database) -> None:
    def job(db: Connection) -> int:
        people(db)
        store.put(db, WHOLE)
        store.remove(db, WHOLE.id)
        tables = ("group_meeting", "group_serves", "group_organiser", "group_instructor")
        counts = [db.execute(f"SELECT count(*) AS n FROM {t}").fetchone()["n"] for t in tables]  # noqa: S608 (our names)
        return sum(counts)

    assert await database.write(job) == 0
    assert await database.read(lambda db: store.find(db, WHOLE.id)) is None


async def test_the_groups_of_an_instructor(database: Database) -> None:
    def job(db: Connection) -> tuple[str, ...]:
        people(db)
        store.put(db, WHOLE)
        return store.led_by(db, "ohjaaja-1")

    assert await database.write(job) == (WHOLE.id,)


@pytest.mark.parametrize(
    "impossible",
    [
        {"lifecycle": "running"},
        {"lifecycle": "ended", "start_confirmed_on": DAY},
        {"lifecycle": "open", "start_confirmed_on": DAY},
        {"lifecycle": "open", "end_confirmed_on": DAY},
        {"lifecycle": "gone"},
        {"start": "month"},
        {"start": "all_year", "start_month": "2026-11"},
        {"meets_in": "Porvoo"},
        {"languages": ()},
        {"planned_meetings": 0},
        {"parents": -1},
        {"organisers": ("nobody",)},
        {"instructors": ("nobody",)},
        {"meetings": (Meeting(number=1, day=DAY, minutes=181),)},
        {"meetings": (Meeting(number=1, day=DAY), Meeting(number=2, day=DAY))},
        {"meetings": (Meeting(number=1, day=DAY, theme=11),)},
    ],
)
async def test_the_schema_refuses_impossible_groups(
    database: Database, impossible: dict[str, Any]
) -> None:
    fields: dict[str, Any] = {"lifecycle": "draft", "meets_in": "297", "start": "not_said"}
    group = Group(id="a", **{**fields, **impossible})

    with pytest.raises(IntegrityError):
        await database.write(lambda db: store.put(db, group))

    assert await database.read(store.all_groups) == ()
