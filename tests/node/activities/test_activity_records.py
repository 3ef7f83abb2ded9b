"""Rule 21: cafés, support persons and weekends stand beside the groups."""

from datetime import date

import pytest

from node.activities import edit, store
from node.activities.edit import Saved
from node.activities.model import Activity, goes_on
from node.groups import store as groups
from node.outbox import store as outbox
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database

CAFE = {"kind": "vertaiskahvila", "meets_in": "Tammerfors", "link": "https://ry.example/kahvila"}


async def test_an_activity_is_stored_found_and_removed(
    database: Database, clock: Clock, reference: Reference
) -> None:
    form = {
        **CAFE,
        "serves": "Tampere, Nokia",
        "languages": "suomi ja ruotsi",
        "until": "1.12.2026",
    }

    answer = await edit.save(database, clock, reference, form)

    expected = Activity(
        id="tampere-cafe-1",
        kind="cafe",
        meets_in="837",
        serves=("536", "837"),
        languages=("fi", "sv"),
        link="https://ry.example/kahvila",
        until=date(2026, 12, 1),
    )
    assert isinstance(answer, Saved)
    assert answer.activity == expected
    assert await database.read(store.all_activities) == (expected,)
    assert await database.read(lambda db: store.find(db, expected.id)) == expected
    assert await database.read(groups.all_groups) == ()
    assert await database.read(outbox.dirty_since) == clock.now()
    assert await edit.remove(database, clock, expected.id) == ()
    assert await edit.remove(database, clock, expected.id) != ()


@pytest.mark.parametrize("kind", ["cafe", "tukihenkilö", "isä-lapsi-viikonloppu"])
async def test_rule_21_the_kinds(
    database: Database, clock: Clock, reference: Reference, kind: str
) -> None:
    assert isinstance(await edit.save(database, clock, reference, {**CAFE, "kind": kind}), Saved)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, {"kind", "meets_in", "link"}),
        ({**CAFE, "link": "http://ry.example"}, {"link"}),
        ({**CAFE, "kind": "group"}, {"kind"}),
        ({**CAFE, "meets_in": "Tamprere"}, {"meets_in"}),
    ],
)
async def test_what_cannot_be_an_activity(
    database: Database,
    clock: Clock,
    reference: Reference,
    form: dict[str, str],
    expected: set[str],
) -> None:
    answer = await edit.save(database, clock, reference, form)
    assert not isinstance(answer, Saved)
    assert {invalid.field for invalid in answer} == expected


async def test_an_activity_is_changed(
    database: Database, clock: Clock, reference: Reference
) -> None:
    await edit.save(database, clock, reference, CAFE)
    form = {"audience": "isät"}
    answer = await edit.save(database, clock, reference, form, before="tampere-cafe-1")
    assert isinstance(answer, Saved)
    assert (answer.activity.audience, answer.activity.meets_in) == ("fathers", "837")


def test_a_weekend_is_over_after_its_last_day() -> None:
    weekend = Activity(
        id="a", kind="weekend", meets_in="837", link="https://a.example", until=date(2026, 9, 6)
    )
    assert goes_on(weekend, date(2026, 9, 6))
    assert not goes_on(weekend, date(2026, 9, 7))
