"""The real group G1 (Porvoo 2022-23) through the plan, day by day."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from node.anonymiser.plan import Facts, PublicState, plan
from node.anonymiser.statements import LastWord
from node.groups.model import Group, Meeting
from node.network.model import Coverage
from node.organisers.model import Organiser
from shared.reference import lookup
from shared.wire.availability import NetworkName, Start, Statement

ASKOLA, LOVIISA, PORVOO, SIPOO = "018", "434", "638", "753"
SERVED = (ASKOLA, LOVIISA, PORVOO, SIPOO)
DAYS = [
    *(date(2022, 11, 3) + timedelta(days=7 * n) for n in range(6)),
    *(date(2023, 1, 12) + timedelta(days=7 * n) for n in range(4)),
]
G1 = Group(
    id="g1",
    lifecycle="open",
    languages=("fi",),
    other_mother_tongue="yes",
    meets_in=PORVOO,
    serves=SERVED,
    start="month",
    start_month="2022-11",
    meetings=tuple(Meeting(number=n, day=day) for n, day in enumerate(DAYS, start=1)),
    organisers=("loviisa", "porvoo"),
)
ORGANISERS = (
    Organiser(id="loviisa", name="Loviisa", kind="municipality", municipality=LOVIISA),
    Organiser(id="porvoo", name="Porvoo", kind="municipality", municipality=PORVOO),
)
FACTS = Facts(
    name=NetworkName(fi="Itä-Uudenmaan esimerkkiverkosto", sv="Östra Nylands exempelnätverk"),
    coverage=tuple(Coverage(municipality=code) for code in SERVED),
    groups=(G1,),
    organisers=ORGANISERS,
)


def on(year: int, month: int, day: int, facts: Facts = FACTS) -> PublicState:
    return plan(facts, lookup.load(), date(year, month, day))


def said(state: PublicState) -> set[tuple[str, date | None]]:
    return {(s.says, s.since) for s in state.municipalities}


def test_in_october_it_is_open_for_its_four_municipalities() -> None:
    state = on(2022, 10, 1)
    (offer,) = state.offers
    assert (offer.groups.open, offer.groups.coming, offer.groups.full) == (1, 0, 0)
    assert offer.start == Start(kind="month", month="2022-11")
    assert (offer.area, offer.place, offer.serves) == ("01", PORVOO, SERVED)
    assert offer.organisers == ("municipalities",)
    assert offer.other_mother_tongue == "yes"
    assert [s.municipality for s in state.municipalities] == list(SERVED)
    assert said(state) == {("groups", None)}
    assert state.listed == ("g1",)


@pytest.mark.parametrize("day", [date(2022, 10, 31), date(2022, 11, 10), date(2023, 2, 5)])
def test_from_the_monday_of_its_first_week_it_is_full_and_its_start_not_said(day: date) -> None:
    (offer,) = on(day.year, day.month, day.day).offers
    assert (offer.groups.open, offer.groups.full) == (0, 1)
    assert offer.start == Start(kind="not_said", month=None)


def test_the_day_before_that_monday_it_is_still_open() -> None:
    assert on(2022, 10, 30).offers[0].groups.open == 1


@pytest.mark.parametrize("day", [date(2023, 2, 6), date(2023, 2, 10), date(2026, 11, 21)])
def test_from_the_monday_after_its_last_meeting_nobody_knows(day: date) -> None:
    state = on(day.year, day.month, day.day)
    assert state.offers == ()
    assert state.listed == ()
    assert said(state) == {("not_known", date(2023, 2, 6))}


def test_the_municipalities_become_a_county_on_the_first_monday_of_2023() -> None:
    assert on(2022, 12, 31).offers[0].organisers == ("municipalities",)
    assert on(2023, 1, 1).offers[0].organisers == ("municipalities",)
    assert on(2023, 1, 2).offers[0].organisers == ("county",)


def test_none_is_said_once_a_person_says_so() -> None:
    none = tuple(
        Coverage(municipality=code, says="none", since=date(2023, 2, 8)) for code in SERVED
    )
    state = on(2023, 2, 10, replace(FACTS, coverage=none))
    assert said(state) == {("none", date(2023, 2, 8))}


def test_a_none_said_after_the_last_meeting_waits_for_the_monday() -> None:
    none = tuple(
        Coverage(municipality=code, says="none", since=date(2023, 2, 3)) for code in SERVED
    )
    last = LastWord(
        day=date(2023, 2, 4),
        statements=tuple(Statement(municipality=c, says="groups", since=None) for c in SERVED),
    )
    facts = replace(FACTS, coverage=none, last=last)
    assert said(on(2023, 2, 4, facts)) == {("groups", None)}
    assert said(on(2023, 2, 6, facts)) == {("none", date(2023, 2, 3))}


def test_an_older_none_does_not_come_back_when_the_group_ends() -> None:
    none = tuple(
        Coverage(municipality=code, says="none", since=date(2022, 5, 1)) for code in SERVED
    )
    facts = replace(FACTS, coverage=none)
    assert said(on(2022, 10, 1, facts)) == {("groups", None)}
    assert said(on(2023, 2, 6, facts)) == {("not_known", date(2023, 2, 6))}


def test_a_confirmed_end_shows_on_the_monday_and_not_on_the_weekday_of_the_meetings() -> None:
    last = DAYS[-1]
    ended = replace(G1, lifecycle="ended", start_confirmed_on=DAYS[0], end_confirmed_on=last)
    facts = replace(FACTS, groups=(ended,), listed=("g1",))
    assert on(2023, 2, 2, facts).offers[0].groups.full == 1
    state = on(2023, 2, 6, facts)
    assert said(state) == {("not_known", date(2023, 2, 6))}
    assert state.gone.ended == 1


def test_a_none_of_the_day_of_the_confirmed_end_holds() -> None:
    last = DAYS[-1]
    ended = replace(G1, lifecycle="ended", start_confirmed_on=DAYS[0], end_confirmed_on=last)
    none = tuple(Coverage(municipality=code, says="none", since=last) for code in SERVED)
    facts = replace(FACTS, groups=(ended,), coverage=none)
    assert said(on(2023, 2, 6, facts)) == {("none", last)}
