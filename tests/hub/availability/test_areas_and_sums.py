"""Areas, sums and the list of networks: every group once, every zero said by somebody."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from hub.availability.compute import picture
from hub.availability.freshness import freshness
from hub.availability.model import Known
from shared.wire.availability import Activity
from shared.wire.opendata import GroupNumbers, StateNumbers
from shared.wire.words import Freshness
from tests.hub.availability.build import (
    ASKOLA,
    EAST_UUSIMAA,
    EVERYWHERE,
    HELSINKI,
    LOVIISA,
    NOW,
    POLICY,
    PORVOO,
    REFERENCE,
    SIPOO,
    ago,
    area_row,
    checked,
    day,
    network,
    none,
    offer,
    projection,
    row,
    unheard,
)

ALL_EAST = tuple(m.code for m in REFERENCE.municipalities_of(EAST_UUSIMAA))


def states(**given: int) -> StateNumbers:
    zeros = dict.fromkeys(("open", "limited", "coming", "full", "none", "unknown"), 0)
    return StateNumbers(**{**zeros, **given})


def test_a_group_counts_once_in_its_area() -> None:
    here = dict.fromkeys((ASKOLA, LOVIISA, PORVOO, SIPOO), "groups")
    known = network("a", here, offer(ASKOLA, LOVIISA, PORVOO, SIPOO, open=2))

    found = area_row((known,), EAST_UUSIMAA)

    assert found.state == "open"
    assert found.municipalities == states(open=4, unknown=3)
    assert found.groups == GroupNumbers(open=2, limited=None, coming=None, full=None)


def test_a_whole_area_that_is_known_has_zeros() -> None:
    says = {code: "groups" if code == PORVOO else none() for code in ALL_EAST}

    found = area_row((network("a", says, offer(PORVOO)),), EAST_UUSIMAA)

    assert found.municipalities == states(open=1, none=6)
    assert found.groups == GroupNumbers(open=1, limited=0, coming=0, full=0)
    assert found.other_groups == GroupNumbers(open=0, limited=0, coming=0, full=0)
    assert found.population_known == found.population == 99_415


def test_none_only_if_all_are_and_believed_until_the_first_ends() -> None:
    one = network("a", {code: none() for code in ALL_EAST[:3]}, contact=3)
    rest = network("b", {code: none() for code in ALL_EAST[3:]}, contact=1)

    assert area_row((one, rest), EAST_UUSIMAA).state == "none"
    assert area_row((one, rest), EAST_UUSIMAA).believed_until == ago(-11)
    mixed = area_row((one,), EAST_UUSIMAA)
    assert (mixed.state, mixed.believed_until) == ("unknown", None)
    assert mixed.groups == GroupNumbers(open=None, limited=None, coming=None, full=None)


def test_a_group_open_to_one_municipality_of_the_area_is_open_there() -> None:
    closed = offer("288", "231", languages=("sv",), area="17")  # Kruunupyy sv_fi, Kaskinen fi_sv
    known = network("coast", {"288": "groups", "231": "groups"}, closed, reach=("17",))

    assert row((known,), "288").state == "open"
    assert row((known,), "231").state == "limited"
    assert area_row((known,), "17").groups.open == 1
    assert area_row((known,), "17").groups.limited is None


def test_remote_groups_count_where_the_reach_is_and_never_in_areas() -> None:
    anywhere = network("a", {PORVOO: none()}, offer(format="remote"), reach=EVERYWHERE)

    assert row((anywhere,), HELSINKI).remote == 1
    assert row((anywhere,), HELSINKI).state == "unknown"
    assert row((anywhere,), HELSINKI).offers == row((anywhere,), PORVOO).offers
    assert area_row((anywhere,), "90").state == "unknown"


def test_offers_alike_in_everything_both_count_and_have_ids_of_their_own() -> None:
    known = network("a", {PORVOO: "groups"}, offer(PORVOO), offer(PORVOO))

    shown = picture(projection(known), REFERENCE, POLICY, NOW)

    assert row((known,), PORVOO).groups.open == 2
    assert len({o.id for o in shown.offers}) == 2


def test_states_of_all_areas_add_up_to_all_municipalities() -> None:
    known = network("a", {PORVOO: "groups", ASKOLA: none()}, offer(PORVOO))

    shown = picture(projection(known), REFERENCE, POLICY, NOW)

    sums = [
        sum(getattr(a.municipalities, s) for s in states().__struct_fields__) for a in shown.areas
    ]
    assert sums == [a.municipality_count for a in REFERENCE.areas]
    assert [r.municipality for r in shown.rows] == [m.code for m in REFERENCE.municipalities]


def test_completeness_says_of_how_many_networks_and_inhabitants() -> None:
    known = network("a", {PORVOO: "groups"}, offer(PORVOO))
    silent = network("b", {HELSINKI: none()}, contact=20)

    found = picture(projection(known, silent, unheard("c")), REFERENCE, POLICY, NOW).completeness

    assert (found.networks_believed, found.networks) == (1, 3)
    assert (found.population_known, found.population) == (51_737, 5_635_971)


def test_a_network_that_is_not_believed_publishes_no_offers() -> None:
    cafe = Activity(
        kind="cafe",
        area=EAST_UUSIMAA,
        place=PORVOO,
        serves=(PORVOO,),
        audience="all",
        languages=("fi",),
        format="in_person",
        link="https://kahvila.example/",
    )
    given = network("a", {PORVOO: "groups"}, offer(PORVOO))
    assert given.effective
    with_cafe = replace(given.effective.report, activities=(cafe,))
    busy = replace(given, effective=replace(given.effective, report=with_cafe))

    shown = picture(projection(busy), REFERENCE, POLICY, NOW)
    later = picture(projection(busy), REFERENCE, POLICY, NOW + timedelta(days=15))

    assert [a.activity for a in shown.activities] == [cafe]
    assert len(shown.offers) == 1
    assert (later.activities, later.offers) == ((), ())


def test_the_list_of_networks() -> None:
    known = network("a", {PORVOO: "groups"}, offer(PORVOO), contact=9, pause=(day(3), day(-4)))
    silent, unheard_of, held = picture(
        projection(known, unheard("b", SIPOO), checked(network("c"), ago(1))),
        REFERENCE,
        POLICY,
        NOW,
    ).networks

    assert (silent.name.fi, silent.standing, silent.freshness) == ("a", "active", "silent")
    assert (silent.silent_since, silent.believed_until) == (day(9), ago(-5))
    assert silent.pause
    assert (unheard_of.name.fi, unheard_of.standing) == ("b", "active")
    assert unheard_of.freshness == "never_seen"
    assert (unheard_of.believed_until, unheard_of.answers_for) == (None, (SIPOO,))
    assert held.checking


def test_a_break_that_is_over_is_not_shown() -> None:
    known = network("a", pause=(day(9), day(1)))

    assert picture(projection(known), REFERENCE, POLICY, NOW).networks[0].pause is None


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (unheard("a"), "never_seen"),
        (unheard("a", last_contact_at=ago(1)), "never_seen"),
        (network("a", contact=0.9), "fresh"),
        (network("a", contact=1), "late"),
        (network("a", contact=6.9), "late"),
        (network("a", contact=7), "silent"),
    ],
)
def test_freshness(known: Known, expected: Freshness) -> None:
    assert freshness(known, POLICY, NOW) == expected
