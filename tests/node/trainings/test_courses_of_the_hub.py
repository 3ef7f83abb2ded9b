"""Trainings against the hub's list of courses (16): chosen from it, or kept without it."""

from datetime import date
from sqlite3 import Connection

import pytest

from node.groups.model import Group
from node.history import record as history
from node.history.model import Doer
from node.instructors import edit as instructors
from node.instructors.edit import Overtaken
from node.push import meeting
from node.push import store as hub_word
from node.push.model import HubWord, Memory
from node.trainings import edit, forms, keeping, name, store
from node.trainings.courses import Listed, course_of, doubtful, listed
from node.trainings.edit import Saved
from node.trainings.fields import EDITED, new_fields
from node.trainings.model import Training
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Text
from shared.wire.codec import decode_answer
from shared.wire.session import Course, Policy, Welcome
from tests.node.conftest import ROOT

TAMPERE = Listed(kind="voikukkia_instructor", day=date(2025, 11, 20), days=4, place="Tampere")
TURKU = Listed(kind="voikukkia_instructor", day=date(2025, 11, 20), days=4, place="Turku")
LIST = (TAMPERE, TURKU)
ON_THE_WIRE = (
    Course(kind="voikukkia_instructor", day=date(2025, 11, 20), days=4, place="Tampere"),
    Course(kind="voikukkia_instructor", day=date(2025, 11, 20), days=4, place="Turku"),
    Course(kind="a_kind_of_later_years", day=date(2025, 12, 1), days=9, place="Kuopio"),
)
PERSON = {"name": "Aino Esimerkki", "role": "professional"}
GROUP = Group(id="g", lifecycle="open", meets_in="638", instructors=("a", "b"))


def training(**changes: object) -> Training:
    facts: dict[str, object] = {
        "instructor": "a",
        "kind": "voikukkia_instructor",
        "day": date(2025, 11, 20),
        "days": 4,
    }
    return Training(**{**facts, **changes})  # type: ignore[arg-type]


def tell(db: Connection, clock: Clock) -> None:
    """Remember a welcome that told the list."""
    now = clock.now()
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
    hub_word.remember(db, Memory(word=word))


@pytest.mark.parametrize(
    ("one", "course", "doubted"),
    [
        (training(), TAMPERE, False),
        (training(place="Turku"), TURKU, False),
        (training(place="kurssikeskus, TURKU"), TURKU, False),
        (training(place="Oulu"), None, True),
        (training(day=date(2025, 11, 21)), None, True),
        (training(kind="peer_instructor"), None, False),
        (training(kind="other"), None, False),
    ],
)
def test_a_training_is_held_against_the_list(
    one: Training, course: Listed | None, *, doubted: bool
) -> None:
    assert course_of(one, LIST) == course
    assert doubtful(one, LIST) is doubted
    assert not doubtful(one, ())


def test_a_kind_of_later_years_is_passed_over() -> None:
    assert listed(ON_THE_WIRE) == LIST


def test_rule_16_the_name_stays_and_its_lead_is_warned() -> None:
    done = (training(), training(instructor="b", place="Oulu"))

    caution = name.doubt(GROUP, done, LIST)

    assert isinstance(name.name_of(GROUP, done, date(2026, 9, 1)), name.Carries)
    assert caution is not None
    assert (caution.rule, caution.field, caution.text.values) == (
        16,
        "instructors",
        {"n": 1, "all": 2},
    )
    assert name.doubt(GROUP, done, ()) is None
    assert name.doubt(GROUP, (*done, training(instructor="b", place="Turku")), LIST) is None


async def test_a_course_says_everything_but_where_the_proof_is(
    database: Database, clock: Clock
) -> None:
    await instructors.save(database, clock, PERSON)
    await database.write(lambda db: tell(db, clock))
    courses = await database.read(store.courses)
    form = {"instructor": "ohjaaja-1", "course": courses[1].key, "proof": "kansio", "place": ""}

    saved = await edit.add(database, clock, form)

    assert courses == LIST
    assert isinstance(saved, Saved)
    assert saved.cautions == ()
    assert saved.training == training(
        id=1, instructor="ohjaaja-1", place="Turku", held_by="Kasper", proof="kansio"
    )


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"course": "voikukkia_instructor 2020-01-01 Oulu"}, "course"),
        ({"course": TAMPERE.key, "day": "1.1.2025"}, "day"),
        ({"course": ""}, "day"),
    ],
)
async def test_what_a_course_cannot_be(
    database: Database, clock: Clock, form: dict[str, str], field: str
) -> None:
    await instructors.save(database, clock, PERSON)
    await database.write(lambda db: tell(db, clock))
    refused = await edit.add(database, clock, {"instructor": "ohjaaja-1", **form})
    assert not isinstance(refused, Saved)
    assert [one.field for one in refused] == [field]


async def test_a_training_outside_the_list_is_kept_with_a_warning(
    database: Database, clock: Clock
) -> None:
    await instructors.save(database, clock, PERSON)
    form = {"instructor": "ohjaaja-1", "day": "1.2.2025", "held_by": "Kasper ry"}
    before = await edit.add(database, clock, form)
    await database.write(lambda db: tell(db, clock))
    after = await edit.add(database, clock, form)

    assert isinstance(before, Saved)
    assert isinstance(after, Saved)
    assert before.cautions == ()
    assert [(c.rule, c.field) for c in after.cautions] == [(16, "day")]
    assert before.training == after.training


async def test_a_training_is_changed_in_its_own_form(database: Database, clock: Clock) -> None:
    await instructors.save(database, clock, PERSON)
    await edit.add(database, clock, {"instructor": "ohjaaja-1", "day": "1.1.2025"})
    await edit.add(database, clock, {"instructor": "ohjaaja-1", "day": "1.2.2025"})
    doer = Doer(at=clock.now())
    seen = await database.read(lambda db: history.version(db, "training", "1"))
    old = await database.read(lambda db: store.find(db, 1))
    assert old is not None
    form = forms.values(old)

    async def change(version: int, **changes: str) -> object:
        typed = {**form, **changes}
        return await database.write(
            lambda db: edit.change(db, typed, training=1, version=version, doer=doer)
        )

    unchanged = await change(seen)
    twice = await change(seen, day="1.2.2025")
    moved = await change(seen, day="3.1.2025", place="Oulu")
    late = await change(seen, place="Turku")

    assert isinstance(unchanged, Saved)
    assert unchanged.training == old
    assert isinstance(twice, tuple)
    assert [one.field for one in twice] == ["day"]
    assert isinstance(moved, Saved)
    assert (moved.training.id, moved.training.day) == (1, date(2025, 1, 3))
    assert isinstance(late, Overtaken)


async def test_a_removed_training_comes_back_with_its_number(
    database: Database, clock: Clock
) -> None:
    await instructors.save(database, clock, PERSON)
    form = {"instructor": "ohjaaja-1", "day": "1.1.2025"}
    await edit.add(database, clock, form)
    await edit.remove(database, clock, 1)
    second = await edit.add(database, clock, {**form, "place": "Oulu"})
    doer, keepers = Doer(at=clock.now()), {"training": keeping.KEEPER}

    def restore(db: Connection) -> Text | None:
        return history.restore(db, doer, "training", "1", keepers)  # type: ignore[arg-type]

    assert isinstance(second, Saved)
    assert second.training.id == 2
    assert await database.write(restore) == Text.of(
        "The instructor has the same training on that day already."
    )
    await edit.remove(database, clock, 2)
    assert await database.write(restore) is None
    assert [t.id for t in await database.read(store.all_trainings)] == [1]


def test_the_form_asks_for_a_course_only_where_there_is_a_list() -> None:
    assert [f.name for f in new_fields(LIST)] == ["course", *(f.name for f in EDITED)]
    assert new_fields(()) == EDITED


@pytest.mark.parametrize(
    ("golden", "places"), [("welcome-1", ()), ("welcome-1-courses", ("Tampere",))]
)
def test_a_hub_from_before_the_list_says_nothing_of_it(
    clock: Clock, golden: str, places: tuple[str, ...]
) -> None:
    payload = (ROOT / "tests" / "golden" / f"{golden}.json").read_bytes()
    welcome = decode_answer(payload, "welcome/1")
    assert isinstance(welcome, Welcome)
    word = meeting.word_of(welcome, clock.now())
    named = [one.place for one in listed(word.courses) if one.kind == "voikukkia_instructor"]
    assert tuple(named) == places
