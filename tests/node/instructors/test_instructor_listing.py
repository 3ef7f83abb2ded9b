"""The list of instructors: search, filters, pages, and how much work it is with 2,000 of them."""

from datetime import date
from itertools import count
from sqlite3 import Connection

import pytest

from node.instructors import listing, store
from node.instructors.listing import Filter, Line
from node.instructors.model import Instructor
from node.trainings import store as trainings
from node.trainings.model import Training
from shared.runtime.database import Database
from tests.node import effort

TODAY = date(2026, 9, 1)
MANY = 2_000
MOST_INSTRUCTIONS, MOST_LINES = 200, 50
"""For one instructor, of SQLite's and of ours; both are counted, so that no load matters."""


def line(number: int = 1, **changes: object) -> Line:
    facts: dict[str, object] = {
        "id": f"ohjaaja-{number}",
        "name": f"Nimi {number:04}",
        "role": "professional",
        "accepted": True,
        "keep_until": date(2030, 1, 1),
        "trained": True,
        "active": False,
    }
    return Line(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), True),
        (Filter(words="ÄIJÄ aino"), True),
        (Filter(words="ohjaaja-7"), True),
        (Filter(words="aino puuttuu"), False),
        (Filter(role="peer"), True),
        (Filter(role="professional"), False),
        (Filter(trained="yes"), False),
        (Filter(trained="no"), True),
        (Filter(active="yes"), True),
        (Filter(active="no"), False),
        (Filter(keeping="near"), True),
        (Filter(keeping="over"), True),
        (Filter(keeping="open"), False),
        (Filter(role="peer", trained="yes"), False),
    ],
)
def test_an_instructor_fits_a_filter(wanted: Filter, *, found: bool) -> None:
    one = line(
        7,
        name="Aino Äijälä",
        role="peer",
        trained=False,
        active=True,
        keep_until=date(2026, 8, 31),
    )
    assert listing.fits(one, wanted, TODAY) is found


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, {"open"}),
        (date(2026, 8, 31), {"over", "near"}),
        (date(2026, 9, 1), {"near"}),
        (date(2026, 11, 30), {"near"}),
        (date(2026, 12, 1), set()),
    ],
)
def test_the_time_of_keeping_is_pointed_out(until: date | None, said: set[str]) -> None:
    assert listing.keeping(until, TODAY) == said


def test_names_are_in_the_order_of_the_alphabet_here() -> None:
    names = ["Öberg", "Zetterberg", "Åberg", "Äijälä", "aalto"]
    found = listing.found([line(n, name=name) for n, name in enumerate(names)], Filter(), TODAY)
    assert [one.name for one in found.lines] == ["aalto", "Zetterberg", "Åberg", "Äijälä", "Öberg"]


@pytest.mark.parametrize(
    ("asked", "page", "first", "count"), [(1, 1, 0, 50), (3, 3, 100, 20), (99, 3, 100, 20)]
)
def test_a_page_has_fifty(asked: int, page: int, first: int, count: int) -> None:
    found = listing.found([line(n) for n in range(120)], Filter(), TODAY, asked)
    assert (found.page, found.pages, found.total, len(found.lines)) == (page, 3, 120, count)
    assert found.lines[0].id == f"ohjaaja-{first}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, (Filter(), 1)),
        ({"q": " aino  e ", "role": "peer", "page": "3"}, (Filter(words="aino e", role="peer"), 3)),
        ({"role": "boss", "trained": "maybe", "keeping": "<b>", "page": "-1"}, (Filter(), 1)),
        ({"page": "٣"}, (Filter(), 1)),
    ],
)
def test_a_query_string_is_read(query: dict[str, str], expected: tuple[Filter, int]) -> None:
    assert (listing.read(query), listing.page_number(query)) == expected


def test_a_filter_is_written_as_it_is_read() -> None:
    wanted = Filter(words="a b", role="peer", trained="no", active="yes", keeping="open")
    assert listing.read(wanted.query()) == wanted


def fill(db: Connection) -> None:
    for n in range(MANY):
        person = Instructor(id=f"ohjaaja-{n}", name=f"Nimi {n}", role="professional")
        store.put(db, person)
        kind, day = "voikukkia_instructor", date(2020, 1, 1)
        training = Training(instructor=person.id, kind=kind, day=day, days=4 - n % 2)  # type: ignore[arg-type]
        trainings.put(db, training)


async def test_two_thousand_instructors_are_one_statement(database: Database) -> None:
    await database.write(fill)
    asked: list[str] = []
    hundreds = count()

    def step() -> int:
        next(hundreds)
        return 0

    def job(db: Connection) -> tuple[Line, ...]:
        db.set_trace_callback(asked.append)
        db.set_progress_handler(step, 100)  # every hundred instructions of SQLite's
        try:
            return store.lines(db, TODAY)
        finally:
            db.set_trace_callback(None)
            db.set_progress_handler(None, 0)

    lines = await database.read(job)
    found, worked = effort.of(lambda: listing.found(lines, Filter(trained="yes"), TODAY))

    assert (found.total, found.everybody, len(asked)) == (MANY // 2, MANY, 1)
    assert next(hundreds) * 100 < MOST_INSTRUCTIONS * MANY
    assert worked < MOST_LINES * MANY
