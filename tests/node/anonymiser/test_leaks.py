"""Canary names in every private column: none is in a report, and the audit would see one."""

from datetime import UTC, date, datetime
from sqlite3 import Connection

import pytest
from msgspec.structs import replace

from node.activities import store as activities
from node.activities.model import Activity
from node.anonymiser import audit, publish
from node.anonymiser.plan import Facts
from node.groups import store as groups
from node.groups.model import Group, Meeting
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.network import store as network
from node.organisers import store as organisers
from node.organisers.model import Organiser
from node.trainings import store as trainings
from node.trainings.model import Training
from shared.reference import lookup
from shared.wire import codec
from shared.wire.availability import Availability

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
FIRST_MEETING = date(2027, 1, 13)
CANARIES = (
    "Canary Controller",
    "Canary Instructor",
    "+358 40 555 0199",
    "canary@instructor.example",
    "Canary Purpose",
    "Canary Town",
    "Canary Holder",
    "Canary Proof",
    "Canary Organiser",
    "Canary House, 3rd floor",
    "Canary Notes",
    "Canary Café",
    "17:15",
    "17:45",
    "2027-01-13",
    "canary-id",
    "2025-02-28",
    "2031-05-05",
)


@pytest.fixture
def planted(db: Connection) -> Connection:
    """Return the database with a canary in every private column."""
    instructors.put(
        db,
        Instructor(
            id="canary-id-1",
            name="Canary Instructor",
            role="peer",
            was_in_group="yes",
            ethical_principles_on=date(2025, 2, 28),
            phone="+358 40 555 0199",
            email="canary@instructor.example",
            purpose="Canary Purpose",
            keep_until=date(2031, 5, 5),
        ),
    )
    trainings.put(
        db,
        Training(
            instructor="canary-id-1",
            kind="voikukkia_instructor",
            day=date(2025, 2, 28),
            days=4,
            place="Canary Town",
            held_by="Canary Holder",
            proof="Canary Proof",
        ),
    )
    organisers.put(db, Organiser(id="canary-id-2", name="Canary Organiser", kind="ngo"))
    meeting = Meeting(
        number=1, day=FIRST_MEETING, theme=1, minutes=120, starts_at="17:15", attendance=6
    )
    groups.put(
        db,
        Group(
            id="canary-id-3",
            lifecycle="open",
            meets_in="297",
            start_month="2027-01",
            meetings=(meeting,),
            organisers=("canary-id-2",),
            instructors=("canary-id-1",),
            tell_peer_instructor=True,
            minutes=120,
            starts_at="17:45",
            parents=7,
            place="Canary House, 3rd floor",
            notes="Canary Notes",
        ),
    )
    link = "https://verkosto.example/kahvila"
    activities.put(
        db,
        Activity(id="canary-id-4", kind="cafe", meets_in="297", link=link, name="Canary Café"),
    )
    return db


def drafted(db: Connection) -> publish.Draft:
    return publish.draft(db, node="pohjois-savo", head=None, now=NOW, reference=lookup.load())


def check(report: Availability, facts: Facts) -> None:
    audit.check(report, codec.encode(report), facts)


def test_no_canary_stands_in_the_report(planted: Connection) -> None:
    made = drafted(planted)
    text = made.payload.decode().casefold()
    assert [canary for canary in CANARIES if canary.casefold() in text] == []
    assert made.report.offers[0].named is True
    assert made.report.offers[0].peer_instructor == "yes"


def test_every_column_that_could_hold_words_was_planted(planted: Connection) -> None:
    """A column added later without a canary here fails this test."""
    empty = []
    for table in ("instructor", "training", "peer_group", "group_meeting", "organiser", "activity"):
        rows = planted.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 (a fixed list)
        empty += [f"{table}.{key}" for row in rows for key in row.keys() if row[key] is None]  # noqa: SIM118 (a Row)
    public = {"organiser.municipality", "organiser.area", "organiser.valid_from"}
    public |= {"organiser.valid_until", "organiser.ethical_principles_on", "activity.until"}
    acts = {"peer_group.start_confirmed_on", "peer_group.end_confirmed_on"}
    assert set(empty) <= public | acts | {"peer_group.withdrawn_on"}


def test_a_persons_name_in_the_networks_name_stops_the_report(planted: Connection) -> None:
    network.rename(planted, name_fi="Verkosto / canary instructor", name_sv="N", controller="x")
    with pytest.raises(audit.LeakError):
        drafted(planted)


def test_an_address_in_a_link_stops_the_report(planted: Connection) -> None:
    link = "https://verkosto.example/?to=canary@instructor.example"
    activities.put(planted, Activity(id="l", kind="cafe", meets_in="297", link=link))
    with pytest.raises(audit.LeakError):
        drafted(planted)


def test_a_private_string_in_the_rest_of_the_bytes_stops_the_report(planted: Connection) -> None:
    made = drafted(planted)
    note = '"serves":["297"]'  # as if a field had begun to carry notes
    (group,) = made.facts.groups
    with pytest.raises(audit.LeakError):
        check(made.report, replace(made.facts, groups=(replace(group, notes=note),)))


def test_text_where_a_code_belongs_stops_the_report(planted: Connection) -> None:
    made = drafted(planted)
    (cafe,) = made.report.activities
    leaking = replace(cafe, serves=("Canary House",))
    with pytest.raises(audit.LeakError):
        check(replace(made.report, activities=(leaking,)), made.facts)


def test_bytes_that_say_something_else_are_refused(planted: Connection) -> None:
    made = drafted(planted)
    other = codec.encode(replace(made.report, offers=()))
    with pytest.raises(audit.LeakError):
        audit.check(made.report, other, made.facts)


def test_words_of_the_wire_and_public_days_are_no_leaks(db: Connection) -> None:
    """A note that says "evening" or a meeting on the day of a *none* stops nothing."""
    groups.put(
        db,
        Group(
            id="a",
            lifecycle="open",
            meets_in="297",
            start_month="2027-01",
            notes="evening",
            place="2027-01",
            meetings=(Meeting(number=1, day=FIRST_MEETING, starts_at="15:00"),),
        ),
    )
    network.confirm(db, NOW)
    assert drafted(db).report.confirmed_at == NOW
