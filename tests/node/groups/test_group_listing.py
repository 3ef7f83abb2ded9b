"""The list of groups says the same as a plain reading of every group would, on every page."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from sqlite3 import Connection
from typing import get_args

import pytest
from msgspec.structs import replace

from node.groups import store
from node.groups.lifecycle import apparent
from node.groups.listing import forms
from node.groups.listing import store as listing
from node.groups.listing.model import PAGE, PAST, Filter
from node.groups.model import Group, Lifecycle, Meeting
from node.groups.rules import attention
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.organisers import store as organisers
from node.organisers.model import Organiser
from shared.reference.lookup import Reference
from shared.runtime.database import Database
from shared.wire.words import Audience, StartKind

TODAY = date(2026, 9, 1)
PLACES = ("638", "018", "091", "297", "749", "015")
PEOPLE = {"ohjaaja-1": "Aino Östman", "ohjaaja-2": "Bo Ek"}
HOLDERS = {"porvoo": "Porvoon kaupunki", "ev": "Åbolands församling"}
NOTES = (None, "Avain on vahtimestarilla", "100 % [varma] *", "ÄITI soitti")


def groups(seed: int, number: int) -> Iterator[Group]:
    """Yield groups of every kind, near and far from today."""
    draw = random.Random(seed)
    for n in range(number):
        life: Lifecycle = draw.choice(get_args(Lifecycle))
        first = TODAY + timedelta(days=draw.randint(-200, 200))
        count = draw.choice((0, 0, 1, 9, 10))
        start: StartKind = draw.choice(get_args(StartKind))
        month = (TODAY + timedelta(days=31 * draw.randint(-9, 9))).isoformat()[:7]
        confirmed = life in {"running", "ended"}
        yield Group(
            id=f"ryhma-{n:04}",
            lifecycle=life,
            takes_parents=draw.random() < 0.5,
            audience=draw.choice(get_args(Audience)),
            languages=draw.choice((("fi",), ("sv",), ("fi", "sv"), ("ckb", "fi"))),
            meets_in=draw.choice(PLACES),
            serves=tuple(sorted(draw.sample(PLACES, draw.randint(0, 3)))),
            start=start,
            start_month=month if start == "month" else None,
            meetings=tuple(
                Meeting(number=i + 1, day=first + timedelta(weeks=i)) for i in range(count)
            ),
            planned_meetings=draw.choice((9, 10)),
            organisers=tuple(sorted(draw.sample(sorted(HOLDERS), draw.randint(0, 2)))),
            instructors=tuple(sorted(draw.sample(sorted(PEOPLE), draw.randint(0, 2)))),
            start_confirmed_on=first if confirmed else None,
            end_confirmed_on=first + timedelta(weeks=10) if life == "ended" else None,
            withdrawn_on=TODAY if draw.random() < 0.1 else None,
            notes=draw.choice(NOTES),
            place=draw.choice((None, "Mannerheiminkatu 1")),
        )


def starts(group: Group) -> str | None:
    """Return when a group starts, as text that sorts."""
    if group.lifecycle != "postponed" and group.first_day is not None:
        return group.first_day.isoformat()
    return group.start_month


def fits(group: Group, wanted: Filter, words: str, reference: Reference) -> bool:
    """Tell whether a group fits, without any SQL."""
    state = apparent(group, TODAY)
    said = " ".join(
        (
            group.id,
            group.notes or "",
            group.place or "",
            *(HOLDERS[one] for one in group.organisers),
            *(PEOPLE[one] for one in group.instructors),
        )
    )
    here = reference.municipality(group.meets_in)
    assert here is not None
    names = f"{here.name_fi} {here.name_sv}".casefold()
    when = starts(group)
    return (
        (wanted.state in {"all", state})
        + (wanted.state == "current" and state not in {"ended", "cancelled"})
        > 0
        and (wanted.audience in {None, group.audience})
        and (wanted.language is None or wanted.language in group.languages)
        and (wanted.year is None or (when is not None and when[:4] == str(wanted.year)))
        and (not wanted.attention or attention(group, TODAY) is not None)
        and (not wanted.places or bool({group.meets_in, *group.serves} & set(wanted.places)))
        and all(w.casefold() in said.casefold() or w.casefold() in names for w in words.split())
    )


def order(group: Group, wanted: Filter) -> tuple[object, ...]:
    """Return what the list is sorted by."""
    when = starts(group)
    if wanted.state in PAST:
        newest = tuple(-ord(letter) for letter in f"{when or '':~<10}")
        return (when is None, newest, group.id)
    return (attention(group, TODAY) is None, when is None, when or "", group.id)


def put_all(db: Connection, made: list[Group]) -> None:
    for one, name in PEOPLE.items():
        instructors.put(db, Instructor(id=one, name=name, role="professional"))
    for one, name in HOLDERS.items():
        organisers.put(db, Organiser(id=one, name=name, kind="ngo"))
    for group in made:
        store.put(db, group)


QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"state": "all"},
    {"state": "ended"},
    {"state": "cancelled"},
    *({"state": state} for state in ("open", "full", "running_unconfirmed", "ended_unconfirmed")),
    {"audience": "fathers"},
    {"language": "ckb", "state": "all"},
    {"language": "sv"},
    {"year": "2026"},
    {"year": "2027", "state": "all"},
    {"attention": "yes"},
    {"attention": "yes", "state": "all"},
    {"place": "Porvoo"},
    {"place": "Itä-Uusimaa", "audience": "mothers", "year": "2026"},
    {"q": "östman", "state": "all"},
    {"q": "ÖSTMAN ek", "state": "all"},
    {"q": "åbolands"},
    {"q": "äiti", "state": "all"},
    {"q": "[varma]"},
    {"q": "* %"},
    {"q": "porvoo", "state": "all"},
    {"q": "borgå avain"},
    {"q": "ryhma-0007", "state": "all"},
    {"q": "ei-mitään-tällaista"},
    {"state": "nonsense", "audience": "lapset", "year": "20x6", "page": "-3"},
)


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_list_says_what_a_plain_reading_says(
    database: Database, reference: Reference, seed: int
) -> None:
    made = list(groups(seed, 400))
    await database.write(lambda db: put_all(db, made))

    for query in QUERIES:
        wanted, invalid = forms.read(query, reference)
        assert invalid == ()
        expected = [g for g in made if fits(g, wanted, query.get("q", ""), reference)]
        if wanted.state in PAST:
            known = sorted((g for g in expected if starts(g)), key=lambda g: g.id)
            known.sort(key=lambda g: starts(g) or "", reverse=True)
            expected = known + [g for g in expected if not starts(g)]
        else:
            expected.sort(key=lambda g: order(g, wanted))

        shown: list[str] = []
        page = 1
        while True:
            job = partial(listing.find, wanted=wanted, today=TODAY, page=page)
            found = await database.read(job)
            assert found.total == len(expected), query
            shown += found.ids
            if page >= found.pages:
                break
            page += 1

        assert shown == [g.id for g in expected], query
        assert found.pages == max(1, -(-len(expected) // PAGE))


async def test_behind_the_last_page_stands_the_first(database: Database) -> None:
    made = list(groups(3, 60))
    await database.write(lambda db: put_all(db, made))
    every = Filter(state="all")

    first = await database.read(lambda db: listing.find(db, every, today=TODAY))
    far = await database.read(lambda db: listing.find(db, every, today=TODAY, page=99))

    assert (first.page, len(first.ids), first.pages) == (1, PAGE, 2)
    assert far == first


def test_a_place_that_is_none_is_said_at_its_field(reference: Reference) -> None:
    wanted, invalid = forms.read({"place": "Porvo", "language": "xyzzyq"}, reference)

    assert (wanted.places, wanted.language) == ((), None)
    assert [one.field for one in invalid] == ["place", "language"]
    assert "Did you mean Porvoo" in str(invalid[0].text)


def test_a_place_finds_records_with_an_old_number(reference: Reference) -> None:
    wanted, _ = forms.read({"place": "Mäntyharju"}, reference)

    assert set(wanted.places) == {"507", "588"}  # Pertunmaa was merged into it


@pytest.mark.parametrize(
    ("page", "read"), [("", 1), ("3", 3), ("0", 1), ("-1", 1), ("x", 1), ("9" * 30, 1), ("²", 1)]
)
def test_a_page_is_a_number(page: str, read: int) -> None:
    assert forms.page({"page": page}) == read


async def test_years_and_languages_there_are(database: Database) -> None:
    made = [
        Group(id="a", lifecycle="open", meets_in="638", start_month="2027-01", languages=("sv",)),
        Group(id="b", lifecycle="open", meets_in="638", start_month="2025-09", languages=("fi",)),
        Group(id="c", lifecycle="draft", meets_in="638", start="not_said", languages=("ckb", "fi")),
    ]
    await database.write(lambda db: put_all(db, made))

    assert await database.read(listing.years) == (2027, 2025)
    assert await database.read(listing.languages) == ("ckb", "fi", "sv")
    assert await database.read(listing.number) == 3


@pytest.mark.parametrize(
    ("changed", "waits"),
    [
        ({}, False),
        ({"lifecycle": "planned", "start_month": "2026-07"}, True),
        ({"lifecycle": "planned", "start_month": "2026-08"}, False),  # told from a Monday on
        ({"lifecycle": "postponed", "start_month": "2026-07"}, True),
        ({"lifecycle": "postponed", "start_month": "2026-08"}, False),  # told from a Monday on
        ({"lifecycle": "postponed", "start": "not_said", "start_month": None}, False),
        ({"start_month": "2026-08"}, True),
        ({"meetings": (Meeting(number=1, day=date(2026, 9, 15)),)}, True),
        ({"meetings": (Meeting(number=1, day=date(2026, 9, 16)),)}, False),
        (
            {
                "meetings": (Meeting(number=1, day=date(2026, 9, 15)),),
                "instructors": ("ohjaaja-1",),
            },
            False,
        ),
        ({"lifecycle": "planned", "meetings": (Meeting(number=1, day=date(2026, 8, 31)),)}, True),
        ({"start_month": "2026-08", "withdrawn_on": date(2026, 8, 1)}, False),
    ],
)
def test_what_waits_for_a_decision(changed: dict[str, object], waits: bool) -> None:  # noqa: FBT001
    group = Group(id="a", lifecycle="open", meets_in="638", start="month", start_month="2026-11")

    told = attention(replace(group, **changed), TODAY)

    assert (told is not None) == waits
