"""The funder's yearly figures: a mapping file, counts from records, rounding, and a warning."""

from datetime import date
from pathlib import Path
from sqlite3 import Connection

import pytest
from msgspec.structs import replace

from node.exporting import stea
from node.exporting.figures import of_groups, of_people
from node.exporting.registry import all_measures
from node.groups import store as groups
from node.groups.meetings import set_days
from node.groups.model import Group
from node.instructors.model import Instructor
from node.persons import store as persons
from node.trainings.model import Training

TEN = tuple(date(2026, 1, 8 + 7 * week) if week < 4 else date(2026, 2, week) for week in range(10))
RAN = Group(
    id="ran",
    lifecycle="ended",
    meets_in="638",
    serves=("638", "018"),
    start="month",
    start_month="2026-01",
    organisers=("yhdistys",),
    instructors=("ohjaaja-1", "ohjaaja-2"),
    parents=6,
    start_confirmed_on=date(2026, 1, 8),
    end_confirmed_on=date(2026, 2, 10),
)
TRAINED = tuple(
    Training(instructor=f"ohjaaja-{n}", kind="voikukkia_instructor", day=date(2025, 5, 8), days=4)
    for n in (1, 2)
)
PEOPLE = (
    Instructor(id="ohjaaja-1", name="A", role="professional"),
    Instructor(id="ohjaaja-2", name="B", role="peer"),
)


def ran() -> Group:
    """Return a group of ten meetings of which eight were counted."""
    group = set_days(RAN, TEN)
    met = [replace(m, attendance=5 if m.number <= 8 else None) for m in group.meetings]
    return replace(group, meetings=tuple(met))


def test_what_happened_in_a_year_is_counted_once() -> None:
    counts = of_groups((ran(),), TRAINED, 2026)
    assert counts == {
        "groups_started": 1,
        "groups_started_named": 1,
        "groups_finished": 1,
        "groups_cancelled": 0,
        "meetings": 10,
        "meetings_uncounted": 2,
        "parents": 6,
        "groups_uncounted": 0,
        "visits": 40,
        "organisers": 1,
        "municipalities": 2,
    }
    assert not any(of_groups((ran(),), TRAINED, 2025).values())


def test_only_confirmed_starts_count() -> None:
    hoped = replace(ran(), lifecycle="open", start_confirmed_on=None, end_confirmed_on=None)
    assert not any(of_groups((hoped,), TRAINED, 2026).values())


def test_a_group_without_the_training_is_never_counted_under_the_name() -> None:
    assert of_groups((ran(),), TRAINED[:1], 2026)["groups_started_named"] == 0


def test_a_cancelled_group_belongs_to_the_year_it_was_to_start() -> None:
    cancelled = Group(
        id="c", lifecycle="cancelled", meets_in="638", start="month", start_month="2026-03"
    )
    assert of_groups((cancelled,), (), 2026)["groups_cancelled"] == 1
    assert of_groups((cancelled,), (), 2027)["groups_cancelled"] == 0


def test_people_are_counted_once_however_many_groups_they_lead() -> None:
    twice = (ran(), replace(ran(), id="also"))
    assert of_people(twice, PEOPLE, TRAINED, 2026) == {
        "instructors": 2,
        "professionals": 1,
        "peers": 1,
        "trainings": 0,
        "people_trained": 0,
        "peers_trained": 0,
    }
    assert of_people(twice, PEOPLE, TRAINED, 2025)["people_trained"] == 2
    assert of_people(twice, PEOPLE, TRAINED, 2025)["trainings"] == 1


def test_instructors_who_were_erased_count_in_the_year_of_their_groups_and_in_no_role() -> None:
    left = replace(ran(), instructors=("ohjaaja-1",))
    later = replace(ran(), id="later", meetings=(), start_confirmed_on=None, end_confirmed_on=None)
    counts = of_people((left, later), PEOPLE, (), 2026, former={"ran": 2, "later": 5, "gone": 1})

    assert (counts["instructors"], counts["professionals"], counts["peers"]) == (3, 1, 0)


def test_the_node_counts_those_who_were_erased(db: Connection) -> None:
    groups.put(db, replace(ran(), organisers=(), instructors=()))
    persons.count_former(db, "ran")

    assert all_measures(db, 2026)["instructors"] == 1


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (40, 40)])
def test_counts_of_people_are_rounded_to_the_nearest_five(count: int, shown: int) -> None:
    (visits,) = (
        one
        for one in stea.figures({"visits": count}, 2026, exact=False, language="en")
        if one.label == "Visits to meetings"
    )
    assert (visits.count, visits.rounded) == (shown, True)


def test_decisions_are_exact_and_what_nobody_counts_is_not_known() -> None:
    rows = stea.table({"groups_started": 3}, 2026, exact=False, language="en").rows
    assert rows[0] == ("Groups started", "the year 2026", 3)
    assert rows[1][2] == "not known"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_exact_figures_say_in_the_file_and_its_name_that_they_are_not_for_publication(
    language: str,
) -> None:
    words = stea.NOT_FOR_PUBLICATION[("fi", "sv", "en").index(language)]
    table = stea.table({"visits": 7}, 2026, exact=True, language=language)
    stem = stea.file_stem(2026, exact=True, language=language)
    assert str(table.rows[0][0]).startswith(words)
    assert words.replace(" ", "-") in stem
    assert stem in stea.path_of(Path("oma.xlsx"), stem, exact=True).name
    assert 7 in [row[2] for row in table.rows]
    assert stea.file_stem(2026, exact=False, language=language) == "stea-2026"


def test_every_row_of_the_mapping_has_a_measure_or_a_feature_to_come(db: Connection) -> None:
    known = set(all_measures(db, 2026)) | {"volunteers", "workshops", "partners", "feedback"}
    assert {line.measure for line in stea.mapping()} <= known
