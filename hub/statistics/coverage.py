"""How many inhabitants live near a group that is open or coming, and where a new one reaches most.

Pure. Everything is town to town, as the crow flies; what is not known stays apart: a municipality
near which a group may exist, as far as anybody knows, is *unknown* and never *without*.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from hub.availability.offers import offered, places_of
from shared.reference.distance import distance_km
from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.wire.availability import Offer
from shared.wire.opencoverage import CoverageDocument, CoverageRow, WhiteSpotRow
from shared.wire.opendata import LICENCE, AvailabilityDocument, PublicOffer, Row
from shared.wire.openstatistics import NATION
from shared.wire.words import AreaCode, MunicipalityCode

NEAR_KM, FAR_KM = 30, 60
RADII = (NEAR_KM, FAR_KM)
SPOTS_MOST = 50
DESCRIPTION = (
    "Inhabitants by what is within the radius of their municipality's centre, town to town as the"
    " crow flies. reached: a group that meets in person and takes new parents or is coming, for"
    " everybody or for some parents only. without: known that there is none. unknown: nobody knows,"
    " or only the area of a group is public. White spots: municipalities known to be without, by"
    " the inhabitants known to be without whom a group there would be near to; a list, no decision."
)

Lot = Literal["reached", "without", "unknown"]
Around = Mapping[MunicipalityCode, frozenset[MunicipalityCode]]

_KM_PER_DEGREE = 111.0
"""A little less than a degree of latitude has: what differs by more is farther away."""


class Reached(Struct, frozen=True, kw_only=True):
    """Inhabitants of a place by what is within a radius of them; the three add up to all."""

    reached: int = 0
    without: int = 0
    unknown: int = 0

    @property
    def population(self) -> int:
        """Return all inhabitants."""
        return self.reached + self.without + self.unknown


class Coverage(Struct, frozen=True, kw_only=True):
    """What one radius comes to: the nation, and every area by its code."""

    radius_km: int
    nation: Reached
    areas: dict[AreaCode, Reached]


class WhiteSpot(Struct, frozen=True, kw_only=True):
    """A municipality and the inhabitants whom a group there would newly reach."""

    municipality: MunicipalityCode
    inhabitants: int


def coverage(
    rows: Iterable[Row],
    offers: Iterable[PublicOffer],
    reference: Reference,
    radius_km: int,
    today: date,
) -> Coverage:
    """Return how many inhabitants a group that is open or coming is near to."""
    lots = _lots(rows, offers, reference, radius_km, today)
    areas: dict[AreaCode, Reached] = {area.code: Reached() for area in reference.areas}
    nation = Reached()
    for place in reference.municipalities:
        areas[place.area] = _added(areas.get(place.area, Reached()), lots[place.code], place)
        nation = _added(nation, lots[place.code], place)
    return Coverage(radius_km=radius_km, nation=nation, areas=areas)


def white_spots(
    rows: Iterable[Row],
    offers: Iterable[PublicOffer],
    reference: Reference,
    radius_km: int,
    today: date,
) -> tuple[WhiteSpot, ...]:
    """Return where a group would newly reach most inhabitants, the most first; a list, no advice.

    Only municipalities known to be without a group near are counted, and only such are named.
    """
    lots = _lots(rows, offers, reference, radius_km, today)
    near = _near(reference, radius_km)
    people = {place.code: place.population for place in reference.municipalities}
    spots = [
        WhiteSpot(
            municipality=code,
            inhabitants=sum(people[other] for other in near[code] if lots[other] == "without"),
        )
        for code in people
        if lots[code] == "without"
    ]
    spots.sort(key=lambda spot: (-spot.inhabitants, spot.municipality))
    return tuple(spots[:SPOTS_MOST])


def document(found: AvailabilityDocument, reference: Reference, today: date) -> CoverageDocument:
    """Return what is published of coverage and white spots, for both radii."""
    rows, offers = found.municipalities, found.offers
    return CoverageDocument(
        made_at=found.made_at,
        ledger_head=found.ledger_head,
        licence=LICENCE,
        description=DESCRIPTION,
        coverage=tuple(
            row
            for radius_km in RADII
            for row in _published(coverage(rows, offers, reference, radius_km, today))
        ),
        white_spots=tuple(
            row
            for radius_km in RADII
            for row in _ranked(
                white_spots(rows, offers, reference, radius_km, today), reference, radius_km
            )
        ),
    )


def _published(found: Coverage) -> Iterator[CoverageRow]:
    yield _row(found.radius_km, "nation", NATION, found.nation)
    for code, reached in sorted(found.areas.items()):
        yield _row(found.radius_km, "area", code, reached)


def _row(radius_km: int, level: Literal["area", "nation"], code: str, of: Reached) -> CoverageRow:
    return CoverageRow(
        radius_km=radius_km,
        level=level,
        code=code,
        population=of.population,
        reached=of.reached,
        without=of.without,
        unknown=of.unknown,
    )


def _ranked(
    spots: Sequence[WhiteSpot], reference: Reference, radius_km: int
) -> Iterator[WhiteSpotRow]:
    for rank, spot in enumerate(spots, 1):
        if place := reference.municipality(spot.municipality):
            yield WhiteSpotRow(
                radius_km=radius_km,
                rank=rank,
                municipality=place.code,
                name_fi=place.name_fi,
                name_sv=place.name_sv,
                area=place.area,
                newly_reached=spot.inhabitants,
            )


def _added(before: Reached, lot: Lot, place: Municipality) -> Reached:
    return Reached(
        reached=before.reached + place.population * (lot == "reached"),
        without=before.without + place.population * (lot == "without"),
        unknown=before.unknown + place.population * (lot == "unknown"),
    )


def _lots(
    rows: Iterable[Row],
    offers: Iterable[PublicOffer],
    reference: Reference,
    radius_km: int,
    today: date,
) -> dict[MunicipalityCode, Lot]:
    """Return of every municipality whether it is reached, without, or unknown."""
    near = _near(reference, radius_km)
    told = {row.municipality for row in rows if _told(row)}
    reached: set[MunicipalityCode] = set()
    perhaps: set[MunicipalityCode] = set()
    for public in offers:
        if public.offer.format != "remote" and offered(public.offer, today) in {"open", "coming"}:
            around = [near[place] for place in _meeting(public.offer, reference) if place in near]
            reached |= frozenset.intersection(*around) if around else frozenset()
            perhaps |= frozenset().union(*around)
    return {
        code: "reached"
        if code in reached
        else "without"
        if code not in perhaps and around <= told
        else "unknown"
        for code, around in near.items()
    }


def _told(row: Row) -> bool:
    """Tell whether all networks that answer for a municipality are believed about its groups.

    Where one of several is silent the state may be known (*full*), but not that no other is open.
    """
    named, other = row.groups, row.other_groups
    numbers = (named.open, named.limited, named.coming, other.open, other.limited, other.coming)
    return row.state != "unknown" and None not in numbers


def _meeting(offer: Offer, reference: Reference) -> tuple[MunicipalityCode, ...]:
    """Return where a group may meet: its place, or where only the area is public, all it serves."""
    place, serves = places_of(offer, reference)
    if place is not None:
        return (place,)
    within = {one.code for one in reference.municipalities if one.area == offer.area}
    return tuple(code for code in serves if code in within) or tuple(sorted(within))


@lru_cache(maxsize=4)
def _near(reference: Reference, radius_km: int) -> Around:
    """Return of every municipality the ones within the radius, itself among them."""
    found: dict[MunicipalityCode, set[MunicipalityCode]] = {
        place.code: {place.code} for place in reference.municipalities
    }
    places = sorted(reference.municipalities, key=lambda place: place.lat)
    for at, place in enumerate(places):
        for other in places[at + 1 :]:
            if (other.lat - place.lat) * _KM_PER_DEGREE > radius_km:
                break
            if distance_km(place, other) <= radius_km:
                found[place.code].add(other.code)
                found[other.code].add(place.code)
    return {code: frozenset(around) for code, around in found.items()}
