"""A form, a row or a command line becomes a group, or every reason why not at once."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from node.groups import forms
from node.groups.forms import Roster
from node.groups.model import Group
from node.instructors.model import Instructor
from node.organisers.model import Organiser
from shared.reference import lookup

TODAY = date(2026, 9, 1)
REFERENCE = lookup.load()
ROSTER = Roster(
    groups=frozenset({"porvoo-2026-1"}),
    organisers=(Organiser(id="porvoo", name="Porvoon kaupunki", kind="municipality"),),
    instructors=(Instructor(id="ohjaaja-1", name="Aino Esimerkki", role="professional"),),
)
G1_DATES = (
    "3.11.2022; 10.11.2022; 17.11.2022; 24.11.2022; 1.12.2022; "
    "8.12.2022; 12.1.2023; 19.1.2023; 26.1.2023; 2.2.2023"
)


def read(before: Group | None = None, *, today: date = TODAY, **form: str) -> Any:
    return forms.read(form, reference=REFERENCE, roster=ROSTER, today=today, before=before)


def fields(read_: Any) -> list[str]:
    assert isinstance(read_, tuple)
    return [invalid.field for invalid in read_]


def test_the_least_form_is_a_draft_with_defaults() -> None:
    assert read(meets_in="Porvoo") == Group(
        id="porvoo-2026-2", lifecycle="draft", meets_in="638", start="not_said"
    )


def test_the_real_group_of_east_uusimaa() -> None:
    one = read(
        today=date(2022, 10, 1),
        lifecycle="avoin",
        meets_in="Borgå",
        serves="Askola;Loviisa;Porvoo;Sipoo",
        languages="suomi",
        material_languages="suomi",
        other_mother_tongue="kyllä",
        meetings=G1_DATES,
        starts_at="17:00",
        minutes="120",
        time_of_day="ilta",
        organisers="Porvoon kaupunki",
        instructors="Aino Esimerkki",
    )
    assert one.id == "porvoo-2022-1"
    assert (one.lifecycle, one.start, one.start_month) == ("open", "month", "2022-11")
    assert one.serves == ("018", "434", "638", "753")
    assert (one.first_day, one.last_day) == (date(2022, 11, 3), date(2023, 2, 2))
    assert (one.organisers, one.instructors) == (("porvoo",), ("ohjaaja-1",))
    assert {m.minutes for m in one.meetings} == {120}
    assert [m.theme for m in one.meetings] == list(range(1, 11))


def test_every_refusal_is_told_at_once() -> None:
    refused = read(
        meets_in="Prvoo",
        languages="xyzzy",
        audience="lapset",
        meetings="syksyllä",
        takes_parents="ehkä",
        organisers="Nimetön ry",
        price="10",
    )
    assert set(fields(refused)) == {
        "meets_in",
        "languages",
        "audience",
        "meetings",
        "takes_parents",
        "organisers",
        "price",
    }


def test_a_municipality_is_needed() -> None:
    assert fields(read()) == ["meets_in"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("kun neljä vanhempaa löytyy", ("when_found", None)),
        ("kun neljä vanhempaa on löytynyt", ("when_found", None)),
        ("när fyra föräldrar har hittats", ("when_found", None)),
        ("on_request", ("on_request", None)),
        ("ympäri vuoden", ("all_year", None)),
        ("11/2026", ("month", "2026-11")),
        ("", ("not_said", None)),
    ],
)
def test_rule_10_the_kinds_of_start(start: str, expected: object) -> None:
    one = read(meets_in="Porvoo", start=start)
    assert (one.start, one.start_month) == expected


def test_a_month_makes_the_kind_and_the_kind_needs_a_month() -> None:
    assert read(meets_in="Porvoo", start_month="11/2026").start == "month"
    assert fields(read(meets_in="Porvoo", start="month")) == ["start_month"]
    assert fields(read(meets_in="Porvoo", start="all_year", start_month="1/2027")) == [
        "start_month"
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("kunnat", "municipalities"),
        ("omat asiakkaat", "own_clients"),
        ("hyvinvointialue", "area"),
        ("wider", "wider"),
    ],
)
def test_rule_11_the_catchment_is_its_own_field(kind: str, expected: str) -> None:
    assert read(meets_in="Porvoo", catchment=kind).catchment == expected


def test_rule_12_three_language_facts() -> None:
    one = read(
        meets_in="Porvoo", languages="ruotsi", material_languages="suomi", other_mother_tongue="ja"
    )
    assert one.languages == ("sv",)
    assert one.material_languages == ("fi",)
    assert one.other_mother_tongue == "yes"


def test_rule_12_the_material_is_in_the_groups_language_unless_said() -> None:
    assert read(meets_in="Porvoo", languages="ruotsi").material_languages == ("sv",)


def test_rule_15_a_social_worker_is_yes_no_or_not_said() -> None:
    assert read(meets_in="Porvoo").social_worker == "not_said"
    assert read(meets_in="Porvoo", social_worker="ei").social_worker == "no"


def test_rule_25_a_peer_instructor_is_not_told_of_by_default() -> None:
    assert read(meets_in="Porvoo").tell_peer_instructor is False


def test_rule_13_a_person_who_writes_ended_has_confirmed_it() -> None:
    one = read(meets_in="Porvoo", lifecycle="päättynyt", meetings=G1_DATES)
    assert (one.start_confirmed_on, one.end_confirmed_on) == (TODAY, TODAY)
    dated = read(
        meets_in="Porvoo",
        lifecycle="ended",
        start_confirmed_on="4.11.2022",
        end_confirmed_on="3.2.2023",
    )
    assert dated.start_confirmed_on == date(2022, 11, 4)
    assert dated.end_confirmed_on == date(2023, 2, 3)


def test_an_end_before_the_start_is_refused() -> None:
    refused = read(
        meets_in="Porvoo",
        lifecycle="ended",
        start_confirmed_on="4.11.2022",
        end_confirmed_on="3.2.2022",
    )
    assert fields(refused) == ["end_confirmed_on"]


def test_rule_13_a_known_group_moves_only_along_its_life() -> None:
    ended = read(meets_in="Porvoo", lifecycle="ended")
    assert fields(read(ended, lifecycle="open")) == ["lifecycle"]
    opened = read(meets_in="Porvoo", lifecycle="open")
    assert read(opened, lifecycle="täynnä").lifecycle == "full"
    put_off = read(opened, lifecycle="postponed", start_month="1/2027")
    assert (put_off.lifecycle, put_off.start_month) == ("postponed", "2027-01")


def test_what_a_form_leaves_out_stays_and_what_it_empties_goes() -> None:
    one = read(meets_in="Porvoo", audience="isät", notes="muista avain", parents="6")
    assert read(one, notes="") == replace(one, notes=None)
    assert read(one) == one


def test_the_id_never_changes_and_is_never_taken_twice() -> None:
    one = read(meets_in="Porvoo", id="oma-tunnus")
    assert one.id == "oma-tunnus"
    assert read(one, id="toinen").id == "oma-tunnus"
    assert fields(read(meets_in="Porvoo", id="porvoo-2026-1")) == ["id"]
    assert fields(read(meets_in="Porvoo", id="Oma Tunnus")) == ["id"]


def test_rules_3_and_4_refuse() -> None:
    assert fields(read(meets_in="Porvoo", planned_meetings="7")) == ["planned_meetings"]
    long = read(meets_in="Porvoo", meetings="5.11.2026", minutes="181")
    assert fields(long) == ["minutes"]


def test_what_is_said_of_all_meetings_is_refused_once_and_never_lost() -> None:
    dates = "5.11.2026; 12.11.2026"
    assert fields(read(meets_in="Porvoo", meetings=dates, starts_at="ilta")) == ["starts_at"]
    assert fields(read(meets_in="Porvoo", minutes="181")) == ["minutes"]
    undated = read(meets_in="Porvoo", minutes="150")
    assert {m.minutes for m in read(undated, meetings=dates).meetings} == {150}
    one = read(meets_in="Porvoo", meetings=dates, minutes="150", starts_at="17")
    assert {(m.minutes, m.starts_at) for m in one.meetings} == {(150, "17:00")}
    assert {m.minutes for m in read(one, minutes="").meetings} == {None}


def test_fewer_planned_meetings_than_known_dates_is_refused() -> None:
    one = read(meets_in="Porvoo", meetings=G1_DATES)
    assert fields(read(one, planned_meetings="8")) == ["planned_meetings"]


@pytest.mark.parametrize("parents", ["101", "-1", "kuusi"])
def test_rule_2_a_head_count_is_a_small_number(parents: str) -> None:
    assert fields(read(meets_in="Porvoo", parents=parents)) == ["parents"]


def test_text_has_a_limit() -> None:
    assert fields(read(meets_in="Porvoo", place="x" * 201)) == ["place"]
    assert fields(read(meets_in="Porvoo", notes="x" * 4_001)) == ["notes"]


def test_every_fault_of_a_form_is_named_at_once() -> None:
    wrong = read(
        meets_in="Siilinjärvi",
        lifecycle="hmm",
        meetings="31.2.2027",
        id="Not An Id",
        parents="many",
    )

    assert sorted(fields(wrong)) == ["id", "lifecycle", "meetings", "parents"]


def test_what_rests_on_a_wrong_date_is_not_judged() -> None:
    before = read(meets_in="Porvoo", lifecycle="planned", start="month", start_month="9/2027")
    assert isinstance(before, Group)

    assert fields(read(before, lifecycle="running", start_month="13/2027")) == ["start_month"]
    twelve = "; ".join(f"{day}.1.2026" for day in range(1, 13))
    assert fields(read(meets_in="Porvoo", meetings=f"{twelve}; 31.2.2026")) == ["meetings"]


def test_a_start_and_an_end_are_confirmed_when_they_have_come() -> None:
    wrong = read(meets_in="Porvoo", lifecycle="running", start_confirmed_on="1.1.2099")

    assert fields(wrong) == ["start_confirmed_on"]
