"""The forms of a group beside its people: the name rule, long lists of names, what parents read."""

import re
from datetime import UTC, date, datetime
from sqlite3 import Connection
from typing import Any

import pytest
from msgspec.structs import replace

from node.groups import store
from node.groups.model import Group, Meeting
from node.groups.sections import CHECKS_MOST, NEW, SECTIONS, asked
from node.history import record as history
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.organisers import store as organisers
from node.organisers.model import Organiser
from node.outbox import store as outbox
from node.outbox.model import Entry
from node.trainings import store as trainings
from node.trainings.model import Training

OPEN = Group(id="a", lifecycle="open", meets_in="638", start_month="2026-11")


def staff(db: Connection, number: int) -> None:
    """Keep instructors, the first two of them trained."""
    for n in range(1, number + 1):
        role = "peer" if n == 3 else "professional"
        instructors.put(db, Instructor(id=f"o-{n}", name=f"Nimi{n} Esimerkki", role=role))  # type: ignore[arg-type]
    for n in (1, 2):
        done = Training(
            instructor=f"o-{n}", kind="voikukkia_instructor", day=date(2025, 5, 1), days=4
        )
        trainings.put(db, done)
    organisers.put(db, Organiser(id="seura", name="Esimerkin seurakunta", kind="parish"))


async def put(house: Any, group: Group, number: int = 3) -> None:
    """Keep a group and its staff."""

    def job(db: Connection) -> None:
        staff(db, number)
        store.put(db, group)

    await house.desk.commit(job)


def taken(db: Connection) -> None:
    """Have a hub take a report."""
    at = datetime(2026, 8, 31, tzinfo=UTC)
    outbox.queue(db, Entry(sequence=1, digest="a" * 64, envelope=b"report", created_at=at))
    outbox.settle_delivered(db, "a" * 64, b"receipt", at)


async def saved(house: Any, part: str, **fields: Any) -> Group:
    """Send a section's form and return the group."""
    seen = await house.desk.read(lambda db: history.version(db, "group", "a"))
    sent = {"version": str(seen), **fields}
    answer = await house.lead.press(f"/groups/a/edit/{part}", sent)
    assert answer.status_code == 303, answer.text
    found: Group | None = await house.desk.read(lambda db: store.find(db, "a"))
    assert found is not None
    return found


async def test_the_name_rule_is_explained_with_who_is_missing(house: Any) -> None:
    await put(house, OPEN)

    group = await saved(
        house,
        "staff",
        organisers="seura",
        instructors=["o-1", "o-2", "o-3"],
        social_worker="yes",
        wants_name="yes",
    )

    assert group.instructors == ("o-1", "o-2", "o-3")
    page = await house.lead.open("/groups/a")
    assert "2 of 3 instructors have done the four-day" in page
    assert "No instructor training yet: Nimi3 Esimerkki" in page
    assert "Listed without the name VOIKUKKIA." in page
    form = await house.lead.open("/groups/a/edit/staff")
    assert "Nimi3 Esimerkki, peer instructor, no instructor training yet" in form
    assert 'id="c-wants_name"' in form

    await saved(house, "staff", organisers="seura", instructors=["o-1", "o-2"], wants_name="yes")
    page = await house.lead.open("/groups/a")
    assert "The group carries the name" in page
    assert "Carries the name VOIKUKKIA." in page


async def test_a_peer_instructor_is_told_only_when_asked(house: Any) -> None:
    await put(house, replace(OPEN, instructors=("o-3",)))

    assert "Whether a peer instructor takes part is not told." in await house.lead.open("/groups/a")
    await saved(house, "staff", instructors="o-3", tell_peer_instructor="yes", wants_name="yes")
    assert "<li>A peer instructor takes part.</li>" in await house.lead.open("/groups/a")


async def test_more_names_than_checkboxes_are_written(house: Any) -> None:
    await put(house, replace(OPEN, instructors=("o-7",)), number=CHECKS_MOST + 1)
    form = await house.lead.open("/groups/a/edit/staff")
    assert form.count('type="checkbox" id="f-instructors') == 1
    assert 'name="more_instructors"' in form
    assert '<option value="Nimi9 Esimerkki">' in form

    group = await saved(
        house, "staff", instructors="o-7", more_instructors="Nimi9 Esimerkki, o-2", wants_name="yes"
    )

    assert group.instructors == ("o-2", "o-7", "o-9")


async def test_a_name_that_is_not_known_stays_written(house: Any) -> None:
    await put(house, OPEN, number=CHECKS_MOST + 1)

    answer = await house.lead.press(
        "/groups/a/edit/staff", {"version": "0", "more_instructors": "Kukaan Muu"}
    )

    assert answer.status_code == 422
    assert "Kukaan Muu" in answer.text
    assert "is not known here yet" in answer.text


@pytest.mark.parametrize(
    ("group", "hidden"),
    [
        (OPEN, {"start_confirmed_on", "end_confirmed_on"}),
        (
            replace(OPEN, meetings=(Meeting(number=1, day=date(2026, 11, 5)),)),
            {"start", "start_month", "start_confirmed_on", "end_confirmed_on"},
        ),
        (
            replace(OPEN, lifecycle="running", start_confirmed_on=date(2026, 8, 1)),
            {"end_confirmed_on"},
        ),
    ],
)
def test_a_form_asks_what_means_something(group: Group, hidden: set[str]) -> None:
    every = {field for section in SECTIONS for field in section.fields}

    shown = {field for section in SECTIONS for field in asked(section, group)}

    assert every - shown == hidden


def test_every_field_of_a_person_has_its_form() -> None:
    decided_by_buttons = {"id", "lifecycle", "takes_parents", "withdrawn_on", "meetings"}
    every = {field for section in SECTIONS for field in section.fields}

    assert every | decided_by_buttons == set(Group.__struct_fields__)
    assert set(NEW) <= every


@pytest.mark.parametrize(
    ("group", "told"),
    [
        (replace(OPEN, lifecycle="draft"), "Not public: it is a draft."),
        (replace(OPEN, lifecycle="cancelled"), "Not public: it was cancelled."),
        (replace(OPEN, withdrawn_on=date(2026, 8, 1)), "Not public: it was withdrawn"),
        (
            replace(OPEN, lifecycle="planned", start="not_said", start_month=None),
            "Not public: its month is not known yet.",
        ),
        (
            replace(OPEN, lifecycle="planned", start_month="2026-07"),
            "Not public: the month of its start has passed.",
        ),
        (
            replace(OPEN, planned_meetings=1, meetings=(Meeting(number=1, day=date(2026, 8, 3)),)),
            "Not public: its last meeting has passed.",
        ),
        (replace(OPEN, lifecycle="full"), "Parents read: the group is full or has started."),
        (replace(OPEN, takes_parents=False), "Parents read: the group is full or has started."),
        (replace(OPEN, lifecycle="planned"), "Parents read: a group is coming."),
        (OPEN, "Parents read: the group takes new parents."),
    ],
)
async def test_what_parents_read_stands_on_top(house: Any, group: Group, told: str) -> None:
    await put(house, group)
    await house.desk.commit(taken)

    shown = await house.reader.open("/groups/a")
    assert told in shown
    assert "What parents read of this group now" in shown


async def test_before_a_hub_has_taken_a_report_parents_read_nothing_of_it(house: Any) -> None:
    await put(house, OPEN)

    shown = await house.reader.open("/groups/a")
    assert "What parents would read of this group" in shown
    assert "Parents would read: the group takes new parents." in shown
    assert "parents read nothing of it" in shown


async def test_a_group_without_a_list_serves_the_place_it_meets_in(house: Any) -> None:
    await put(house, OPEN)

    shown = await house.reader.open("/groups/a")
    (served,) = re.findall(r"<dt>Municipalities[^<]*</dt>\s*<dd>([^<]*)", shown)
    assert served.strip() == "Porvoo"


async def test_the_history_names_organisers_and_of_people_the_ids_alone(house: Any) -> None:
    await put(house, OPEN)
    await saved(house, "staff", organisers="seura", instructors="o-1")

    (_, _, changed) = (await house.reader.open("/groups/a")).partition('id="history"')
    assert "Esimerkin seurakunta" in changed
    assert "o-1" in changed
    assert "Nimi1" not in changed


async def test_a_reader_is_told_names_and_not_that_one_of_them_is_a_peer(house: Any) -> None:
    await put(house, OPEN)
    await saved(house, "staff", instructors="o-3", tell_peer_instructor="yes", wants_name="yes")
    words = ("Tell that a peer instructor takes part", "A peer instructor takes part.")

    for browser in (house.lead, house.assistant):
        assert [word in await browser.open("/groups/a") for word in words] == [True, True]
    seen = await house.reader.open("/groups/a")
    assert "Nimi3" in seen
    assert [word in seen for word in words] == [False, False]


async def test_a_reader_is_not_told_it_by_a_caution_of_a_small_place(house: Any) -> None:
    small = next(m.code for m in house.desk.reference.municipalities if m.population < 5_000)
    await put(house, replace(OPEN, meets_in=small))
    await saved(house, "staff", instructors="o-3", tell_peer_instructor="yes")

    assert "could point at people" in await house.lead.open("/groups/a")
    assert "could point at people" not in await house.reader.open("/groups/a")


async def test_weekday_hour_and_place_are_not_what_parents_read(house: Any) -> None:
    group = replace(
        OPEN,
        place="Salakuja 7",
        starts_at="17:00",
        meetings=(Meeting(number=1, day=date(2026, 11, 5), starts_at="17:00"),),
    )
    await put(house, group)

    page = await house.lead.open("/groups/a")
    strip = page[page.index('id="read"') : page.index('id="steps"')]

    assert "Starts in November 2026." in strip
    for private in ("Salakuja", "17:00", "5.11", "5 Nov", "Thursday"):
        assert private not in strip


async def test_the_list_shows_what_there_is_to_look_at(house: Any) -> None:
    await put(house, replace(OPEN, start_month="2026-07"))

    page = await house.reader.open("/groups")

    assert "The start has passed: did the group start?" in page
    assert "5 things" in page
    assert "1 group" in page
    nothing = await house.reader.open("/groups?audience=fathers")
    assert "No group fits." in nothing


async def test_many_groups_stand_on_pages(house: Any) -> None:
    def job(db: Connection) -> None:
        for n in range(1, 61):
            store.put(db, replace(OPEN, id=f"ryhma-{n:02}", audience="fathers"))

    await house.desk.commit(job)

    first = await house.reader.open("/groups?audience=fathers&q=ryhma")
    second = await house.reader.open("/groups?audience=fathers&q=ryhma&page=2")

    assert ("ryhma-50" in first, "ryhma-51" in first) == (True, False)
    assert ("ryhma-50" in second, "ryhma-51" in second) == (False, True)
    assert "?q=ryhma&amp;audience=fathers&amp;page=2" in first
    assert "60 groups" in second


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_a_sign_language_has_its_name(house: Any, language: str) -> None:
    await put(house, replace(OPEN, languages=("fi", "fse", "fss")))
    form = await house.lead.open("/groups/a/edit/basics", language)
    assert "fse" not in form

    (shown,) = re.findall(r'name="languages"[^>]* value="([^"]*)"', form)
    group = await saved(house, "basics", languages=shown)

    assert group.languages == ("fi", "fse", "fss")
