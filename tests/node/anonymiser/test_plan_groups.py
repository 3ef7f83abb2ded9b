"""What of a group is public: classes, catchments, aggregation, the name, reasons for leaving."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from node.activities.model import Activity
from node.anonymiser.catchment import UnknownPlaceError
from node.anonymiser.plan import Facts, PublicState, plan
from node.anonymiser.standing import lapse_of, standing
from node.groups.model import Group, Meeting
from node.instructors.model import Instructor
from node.network.model import Coverage
from node.organisers.model import Organiser
from node.trainings.model import Training
from shared.period import day_start
from shared.reference import lookup
from shared.wire.availability import Break, Gone, NetworkName, Offer

REFERENCE = lookup.load()
KUOPIO, SIILINJARVI, HELSINKI, PORVOO = "297", "749", "091", "638"
MONDAY = date(2026, 11, 16)
TODAY = date(2026, 11, 21)


def group(**changes: Any) -> Group:
    fields: dict[str, Any] = {
        "id": "a",
        "lifecycle": "open",
        "meets_in": KUOPIO,
        "start": "month",
        "start_month": "2027-01",
    }
    fields["planned_meetings"] = len(changes.get("meetings", ())) or 10
    return Group(**{**fields, **changes})


def met(*days: date) -> tuple[Meeting, ...]:
    return tuple(Meeting(number=n, day=day) for n, day in enumerate(days, start=1))


def facts(*groups: Group, **changes: Any) -> Facts:
    name = NetworkName(fi="Esimerkkiverkosto", sv="Exempelnätverket")
    return Facts(name=name, groups=groups, **changes)


def public(*groups: Group, **changes: Any) -> PublicState:
    return plan(facts(*groups, **changes), REFERENCE, TODAY)


def only(*groups: Group, **changes: Any) -> Offer:
    (offer,) = public(*groups, **changes).offers
    return offer


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "open"),
        ({"takes_parents": False}, "full"),
        ({"lifecycle": "full"}, "full"),
        ({"lifecycle": "running", "start_confirmed_on": date(2026, 11, 2)}, "full"),
        ({"lifecycle": "draft"}, None),
        ({"lifecycle": "cancelled"}, None),
        ({"lifecycle": "ended", "end_confirmed_on": date(2026, 10, 1)}, None),
        ({"withdrawn_on": date(2026, 11, 1)}, None),
        ({"lifecycle": "planned"}, "coming"),
        ({"lifecycle": "planned", "start_month": "2026-11"}, "coming"),
        ({"lifecycle": "planned", "start_month": "2026-10"}, None),
        ({"lifecycle": "planned", "start": "when_found", "start_month": None}, "coming"),
        ({"lifecycle": "planned", "start": "not_said", "start_month": None}, None),
        ({"lifecycle": "postponed"}, "coming"),
        ({"lifecycle": "postponed", "start_month": "2026-09"}, None),
        ({"lifecycle": "postponed", "start": "not_said", "start_month": None}, None),
        ({"start": "when_found", "start_month": None}, "open"),
        ({"start": "on_request", "start_month": None}, "open"),
        ({"start": "all_year", "start_month": None}, "open"),
        ({"start": "all_year", "start_month": None, "takes_parents": False}, "full"),
        ({"start_month": "2026-10"}, "full"),
        ({"meetings": met(date(2026, 11, 22))}, "full"),
        ({"meetings": met(date(2026, 11, 23))}, "open"),
        ({"meetings": met(date(2026, 11, 16))}, "full"),
        ({"meetings": met(date(2026, 9, 1), date(2026, 11, 15))}, None),
        ({"meetings": met(date(2026, 9, 1), date(2026, 11, 16))}, "full"),
        ({"meetings": met(date(2026, 9, 1)), "planned_meetings": 10}, "full"),
        ({"start": "all_year", "start_month": None, "meetings": met(date(2026, 9, 1))}, "open"),
    ],
)
def test_the_public_class_of_a_group(changes: dict[str, Any], expected: str | None) -> None:
    assert standing(group(**changes), MONDAY) == expected


def test_old_dates_of_a_postponed_group_do_not_hide_its_new_month() -> None:
    postponed = group(lifecycle="postponed", meetings=met(date(2026, 9, 1), date(2026, 10, 1)))
    offer = only(postponed)
    assert (offer.groups.coming, offer.start.month) == (1, "2027-01")


def test_dates_are_the_truth_about_the_month() -> None:
    assert only(group(meetings=met(date(2026, 12, 3)))).start.month == "2026-12"


@pytest.mark.parametrize(
    ("month", "monday"),
    [("2026-10", date(2026, 11, 2)), ("2026-12", date(2027, 1, 4)), ("2026-05", date(2026, 6, 1))],
)
def test_a_month_is_past_on_the_monday_on_or_after_the_first(month: str, monday: date) -> None:
    assert lapse_of(month) == monday


def test_a_lapsed_plan_leaves_its_municipality_not_known() -> None:
    lapsed = group(lifecycle="planned", start_month="2026-10")
    state = public(lapsed, coverage=(Coverage(municipality=KUOPIO),), listed=("a",))
    (said,) = state.municipalities
    assert (said.says, said.since) == ("not_known", date(2026, 11, 2))
    assert state.gone == Gone(ended=0, cancelled=0, withdrawn=1)


def test_the_area_alone_is_shown_where_the_lead_wants_it() -> None:
    offer = only(group(show_area_only=True))
    assert (offer.place, offer.area) == (None, "13")


def codes(area: str) -> tuple[str, ...]:
    return tuple(m.code for m in REFERENCE.municipalities_of(area))


@pytest.mark.parametrize(
    ("kind", "meets", "listed", "expected"),
    [
        ("municipalities", "in_person", (SIILINJARVI,), (SIILINJARVI,)),
        ("municipalities", "in_person", (), (KUOPIO,)),
        ("municipalities", "remote", (), (KUOPIO,)),
        ("own_clients", "in_person", (SIILINJARVI,), (SIILINJARVI,)),
        ("own_clients", "in_person", (), codes("13")),
        ("area", "hybrid", (), codes("13")),
        ("wider", "in_person", (), codes("13")),
        ("wider", "in_person", (HELSINKI,), tuple(sorted((*codes("13"), HELSINKI)))),
        ("wider", "remote", (), ()),
        ("wider", "remote", (HELSINKI,), (HELSINKI,)),
    ],
)
def test_the_catchment_is_widened(
    kind: str, meets: str, listed: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    offer = only(group(catchment=kind, format=meets, serves=listed))
    assert offer.serves == expected


def test_old_codes_map_forward_everywhere() -> None:
    old = REFERENCE.former[0]
    new = REFERENCE.current_code(old.code)
    state = public(
        group(meets_in=old.code, serves=(old.code,)), coverage=(Coverage(municipality=old.code),)
    )
    assert state.offers[0].serves == (new,)
    assert [(s.municipality, s.says) for s in state.municipalities] == [(new, "groups")]


def test_merged_municipalities_are_none_only_if_all_are() -> None:
    old = next(f for f in REFERENCE.former if len(REFERENCE.predecessors(f.successor)) > 1)
    other = next(f for f in REFERENCE.predecessors(old.successor) if f.code != old.code)
    none = Coverage(municipality=old.code, says="none", since=date(2026, 1, 1))
    later = Coverage(municipality=other.code, says="none", since=date(2026, 2, 1))
    unknown = Coverage(municipality=other.code)
    (both,) = public(coverage=(none, later)).municipalities
    (one,) = public(coverage=(none, unknown)).municipalities
    assert (both.says, both.since) == ("none", date(2026, 2, 1))
    assert one.says == "not_known"


def test_a_place_nobody_knows_is_a_fault() -> None:
    with pytest.raises(UnknownPlaceError):
        public(group(meets_in="000"))


def test_groups_alike_in_public_become_one_offer() -> None:
    secret = group(id="b", place="Salainen talo", notes="Salaista", planned_meetings=8)
    other = group(id="c", audience="fathers")
    offers = public(group(), secret, other).offers
    assert [(o.audience, o.groups.open) for o in offers] == [("all", 2), ("fathers", 1)]


def test_the_order_of_records_does_not_show() -> None:
    many = [group(id=f"g{n}", meets_in=code) for n, code in enumerate((KUOPIO, PORVOO, HELSINKI))]
    assert public(*many) == public(*reversed(many))


def test_a_coming_and_an_open_group_with_the_same_start_share_an_offer() -> None:
    offer = only(group(), group(id="b", lifecycle="planned"))
    assert (offer.groups.open, offer.groups.coming) == (1, 1)


def trained(instructor: str) -> Training:
    return Training(
        instructor=instructor, kind="voikukkia_instructor", day=date(2025, 3, 4), days=4
    )


def test_the_name_stands_only_on_trained_instructors() -> None:
    one = group(instructors=("i", "j"))
    assert only(group()).named is False
    assert only(one, trainings=(trained("i"),)).named is False
    assert only(one, trainings=(trained("i"), trained("j"))).named is True
    unwanted = replace(one, wants_name=False)
    assert only(unwanted, trainings=(trained("i"), trained("j"))).named is False


def test_a_peer_instructor_is_told_only_by_decision() -> None:
    peer = Instructor(id="p", name="Testi Esimerkki", role="peer")
    led = group(instructors=("p",))
    assert only(led, instructors=(peer,)).peer_instructor == "not_said"
    telling = replace(led, tell_peer_instructor=True)
    assert only(telling, instructors=(peer,)).peer_instructor == "yes"
    alone = group(tell_peer_instructor=True)
    assert only(alone, instructors=(peer,)).peer_instructor == "no"


def test_only_the_groups_own_organisers_are_told() -> None:
    ngo = Organiser(id="ngo", name="Yhdistys", kind="ngo")
    parish = Organiser(id="parish", name="Seurakunta", kind="parish")
    assert only(group(organisers=("ngo",)), organisers=(ngo, parish)).organisers == ("ngo",)


def test_remote_groups_make_no_statement() -> None:
    state = public(group(format="remote"), coverage=(Coverage(municipality=KUOPIO),))
    assert [(s.says, s.since) for s in state.municipalities] == [("not_known", None)]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (group(lifecycle="cancelled"), Gone(ended=0, cancelled=1, withdrawn=0)),
        (group(withdrawn_on=TODAY), Gone(ended=0, cancelled=0, withdrawn=1)),
        (group(lifecycle="draft"), Gone(ended=0, cancelled=0, withdrawn=1)),
        (
            group(lifecycle="postponed", start="not_said", start_month=None),
            Gone(ended=0, cancelled=0, withdrawn=1),
        ),
        (
            group(meetings=met(date(2026, 9, 1), date(2026, 11, 12))),
            Gone(ended=1, cancelled=0, withdrawn=0),
        ),
        (
            group(lifecycle="ended", end_confirmed_on=date(2026, 11, 1)),
            Gone(ended=1, cancelled=0, withdrawn=0),
        ),
        (group(), Gone(ended=0, cancelled=0, withdrawn=0)),
    ],
)
def test_every_act_explains_why_a_group_left(after: Group, expected: Gone) -> None:
    assert public(after, listed=("a",)).gone == expected


def test_a_group_that_vanished_from_the_records_is_explained_by_nothing() -> None:
    assert public(listed=("a",)).gone == Gone(ended=0, cancelled=0, withdrawn=0)


def test_a_break_stays_until_a_person_confirms_after_it() -> None:
    pause = Break(starts=date(2026, 7, 1), until=date(2026, 8, 15))
    during, after = day_start(date(2026, 8, 15)), day_start(date(2026, 8, 16))
    assert public(pause=pause).pause == pause
    assert public(pause=pause, confirmed_at=during).pause == pause
    assert public(pause=pause, confirmed_at=after).pause is None


def cafe(**changes: Any) -> Activity:
    fields: dict[str, Any] = {
        "id": "k",
        "kind": "cafe",
        "meets_in": KUOPIO,
        "link": "https://verkosto.example/kahvila",
    }
    return Activity(**{**fields, **changes})


def test_activities_are_told_without_their_names() -> None:
    state = public(activities=(cafe(name="Salainen"), cafe(id="l")))
    (activity,) = state.activities
    assert (activity.place, activity.serves, activity.area) == (KUOPIO, (KUOPIO,), "13")


def test_an_activity_ends_on_the_monday_after_its_last_day() -> None:
    assert len(public(activities=(cafe(until=date(2026, 11, 18)),)).activities) == 1
    assert public(activities=(cafe(until=date(2026, 11, 15)),)).activities == ()
