"""Coverage equals an independent brute-force count, and nobody unknown is named as without."""

import csv
import math
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.statistics import coverage
from hub.statistics.coverage import FAR_KM, NEAR_KM, SPOTS_MOST
from shared.wire.availability import Groups, Offer, Start
from shared.wire.opendata import AvailabilityDocument
from tests.hub.site.scene import NOW, REFERENCE, known, offer, snapshot

TODAY = date(2026, 11, 21)
TABLE = Path(__file__).parents[3] / "shared" / "reference" / "municipalities.csv"
AREAS = [area.code for area in REFERENCE.areas]
NUMBERS = ("open", "limited", "coming")


def country(seed: int) -> AvailabilityDocument:
    """Return what is published of a random country: silent networks, hidden places, old months."""
    draw = Random(seed)
    networks = {}
    for number in range(draw.randint(0, 25)):
        area = draw.choice(AREAS)
        codes = [m.code for m in REFERENCE.municipalities_of(area)]
        own = known(
            f"verkko-{number}",
            (f"Verkko {number}", f"Nät {number}"),
            area,
            offers=tuple(_offer(draw, area, codes) for _ in range(draw.randint(0, 3))),
            none=tuple(code for code in codes if draw.random() < 0.7),
            not_known=tuple(code for code in codes if draw.random() < 0.05),
            codes=tuple(codes),
            last=NOW - timedelta(days=40 if draw.random() < 0.2 else 0, hours=2),
        )
        networks[own.node] = own
    return snapshot(networks).availability


def _offer(draw: Random, area: str, codes: list[str]) -> Offer:
    serves = tuple(draw.sample(codes, draw.randint(1, len(codes))))
    if draw.random() < 0.1:
        serves = (*serves, draw.choice(REFERENCE.municipalities).code)
    month = draw.choice(("2026-09", "2026-10", "2026-11", "2027-01"))
    counts = draw.choice(((1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 1)))
    return offer(
        draw.choice((None, draw.choice(codes))),
        tuple(sorted(set(serves))),
        area,
        format=draw.choice(("in_person", "in_person", "hybrid", "remote")),
        audience=draw.choice(("all", "fathers")),
        start=draw.choice((Start(kind="month", month=month), Start(kind="when_found", month=None))),
        groups=Groups(open=counts[0], coming=counts[1], full=counts[2]),
    )


@cache
def towns() -> dict[str, tuple[tuple[float, float, float], int, str]]:
    """Return unit vector, inhabitants and area of every municipality, from the table itself."""
    found = {}
    with TABLE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if not row.get("valid_until"):
                lat, lon = math.radians(float(row["lat"])), math.radians(float(row["lon"]))
                x, y = math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon)
                found[row["code"]] = ((x, y, math.sin(lat)), int(row["population"]), row["area"])
    return found


@cache
def kilometres(one: str, other: str) -> float:
    """Return the distance by the angle between two vectors: another writing than haversine."""
    a, b = towns()[one][0], towns()[other][0]
    cross = math.dist(
        (0, 0, 0),
        (
            a[1] * b[2] - a[2] * b[1],
            a[2] * b[0] - a[0] * b[2],
            a[0] * b[1] - a[1] * b[0],
        ),
    )
    return 6371.0088 * math.atan2(cross, sum(p * q for p, q in zip(a, b, strict=True)))


def judged(found: AvailabilityDocument, town: str, radius: int) -> str:
    """Return by plain loops whether a town is reached, without, or unknown."""
    perhaps = False
    for public in found.offers:
        own = public.offer
        month_past = own.start.kind == "month" and (own.start.month or "") < "2026-11"
        coming = own.groups.coming and own.start.kind in ("month", "when_found") and not month_past
        if own.format == "remote" or not (own.groups.open or coming):
            continue
        places = [own.place] if own.place else [c for c in own.serves if towns()[c][2] == own.area]
        if not places:
            places = [code for code, (_, _, area) in towns().items() if area == own.area]
        near = [kilometres(place, town) <= radius for place in places]
        if all(near):
            return "reached"
        perhaps = perhaps or any(near)
    for row in found.municipalities:
        if kilometres(row.municipality, town) <= radius:
            numbers = [getattr(of, n) for of in (row.groups, row.other_groups) for n in NUMBERS]
            if row.state == "unknown" or any(number is None for number in numbers):
                perhaps = True
    return "unknown" if perhaps else "without"


@pytest.mark.parametrize("radius", [NEAR_KM, FAR_KM])
@pytest.mark.parametrize("seed", range(5))
def test_coverage_equals_a_brute_force_count(seed: int, radius: int) -> None:
    found = country(seed)
    lots = {town: judged(found, town, radius) for town in towns()}
    given_ = (found.municipalities, found.offers, REFERENCE, radius, TODAY)
    covered, spots = coverage.coverage(*given_), coverage.white_spots(*given_)
    for lot in ("reached", "without", "unknown"):
        mine = {town: people for town, (_, people, _) in towns().items() if lots[town] == lot}
        assert getattr(covered.nation, lot) == sum(mine.values())
        for area in AREAS:
            inside = [people for town, people in mine.items() if towns()[town][2] == area]
            assert getattr(covered.areas[area], lot) == sum(inside)
    newly = {
        town: sum(
            towns()[other][1]
            for other in towns()
            if lots[other] == "without" and kilometres(town, other) <= radius
        )
        for town in towns()
        if lots[town] == "without"
    }
    ranked = sorted(newly.items(), key=lambda spot: (-spot[1], spot[0]))
    assert [(spot.municipality, spot.inhabitants) for spot in spots] == ranked[:SPOTS_MOST]


def test_the_random_countries_have_every_lot() -> None:
    some = list(towns())[::4]
    lots = {judged(found, town, NEAR_KM) for found in map(country, range(5)) for town in some}
    assert lots == {"reached", "without", "unknown"}


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6))
def test_nobody_whose_state_is_unknown_is_named_as_without(seed: int) -> None:
    found = country(seed)
    unknown = {row.municipality for row in found.municipalities if row.state == "unknown"}
    wholly = {row.area for row in found.areas if row.state == "unknown"}
    for radius in (NEAR_KM, FAR_KM):
        given_ = (found.municipalities, found.offers, REFERENCE, radius, TODAY)
        covered, spots = coverage.coverage(*given_), coverage.white_spots(*given_)
        assert unknown.isdisjoint(spot.municipality for spot in spots)
        for area in wholly:
            blind = {code for code, (_, _, of) in towns().items() if of == area} <= unknown
            assert not (blind and covered.areas[area].without)
        assert covered.nation.population == sum(people for _, people, _ in towns().values())
        for area, of in covered.areas.items():
            assert of.population == sum(p for _, p, a in towns().values() if a == area)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_the_wider_circle_reaches_no_fewer(seed: int) -> None:
    found = country(seed)
    near, far = (
        coverage.coverage(found.municipalities, found.offers, REFERENCE, radius, TODAY).nation
        for radius in (NEAR_KM, FAR_KM)
    )
    assert near.reached <= far.reached
    assert near.without >= far.without


def test_nobody_reports_then_everybody_is_unknown() -> None:
    found = snapshot({}).availability
    made = coverage.document(found, REFERENCE, TODAY)
    assert made.white_spots == ()
    assert {(row.reached, row.without, row.unknown == row.population) for row in made.coverage} == {
        (0, 0, True)
    }


def test_a_coming_month_that_is_over_counts_no_more() -> None:
    late = offer("638", ("638",), groups=Groups(open=0, coming=1, full=0))
    found = snapshot({"a": known("a", ("A", "A"), "01", offers=(late,))}).availability
    given_ = (found.municipalities, found.offers, REFERENCE, NEAR_KM)
    assert coverage.coverage(*given_, date(2027, 1, 31)).nation.reached > 0
    assert coverage.coverage(*given_, date(2027, 2, 1)).nation.reached == 0


def test_a_group_whose_place_is_hidden_reaches_only_who_is_near_to_all_it_serves() -> None:
    hidden = offer(None, ("638", "504"), "01")
    found = snapshot({"a": known("a", ("A", "A"), "01", offers=(hidden,))}).availability
    near = coverage._meeting(hidden, REFERENCE)
    assert near == ("504", "638")
    both = coverage.coverage(found.municipalities, found.offers, REFERENCE, NEAR_KM, TODAY)
    plain = snapshot({"a": known("a", ("A", "A"), "01", offers=(offer("638", ("638",)),))})
    seen = plain.availability
    one = coverage.coverage(seen.municipalities, seen.offers, REFERENCE, NEAR_KM, TODAY)
    assert both.nation.reached < one.nation.reached


def test_the_document_says_the_same_as_the_sums() -> None:
    found = snapshot().availability
    made = coverage.document(found, REFERENCE, TODAY)
    assert len(made.coverage) == 2 * 24
    nation = {row.radius_km: row for row in made.coverage if row.level == "nation"}
    assert set(nation) == {NEAR_KM, FAR_KM}
    for row in nation.values():
        assert row.reached + row.without + row.unknown == row.population
        inside = [one for one in made.coverage if one.radius_km == row.radius_km]
        assert sum(one.reached for one in inside if one.level == "area") == row.reached
    assert [spot.rank for spot in made.white_spots if spot.radius_km == NEAR_KM] == list(
        range(1, 1 + sum(spot.radius_km == NEAR_KM for spot in made.white_spots))
    )
