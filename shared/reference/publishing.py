"""Publishing areas: the places that counts of people are published for, from public facts alone.

A municipality of 10,000 inhabitants or more stands for itself; the smaller ones of a wellbeing area
stand together, or beside its smallest larger one. Node and hub cut the same coverage to the same
areas, and nothing that was counted has a say in it (DISCLOSURE.md, publishing area).
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.wire.words import AreaCode, MunicipalityCode

ENOUGH = 10_000
"""Inhabitants below which a place has no counts of its own."""


class PublishingArea(Struct, frozen=True, kw_only=True):
    """One row of the grid. `code`: its municipality's, or `r` and the area's for the smaller ones.

    `municipalities` are sorted codes; `population` counts their inhabitants.
    """

    code: str
    area: AreaCode
    municipalities: tuple[MunicipalityCode, ...]
    population: int


def publishing_areas(
    covered: Iterable[MunicipalityCode], reference: Reference
) -> tuple[PublishingArea, ...]:
    """Return the grid of a coverage, in its fixed order: by wellbeing area, then by code.

    Empty if fewer than 10,000 people live there in all. Municipalities that fit into no publishing
    area of their wellbeing area (fewer than 10,000 there) are left out: they count as elsewhere.
    """
    places = [m for code in sorted(set(covered)) if (m := reference.municipality(code))]
    if sum(place.population for place in places) < ENOUGH:
        return ()
    codes = sorted({place.area for place in places})
    return tuple(
        row for code in codes for row in _within(code, [p for p in places if p.area == code])
    )


def _within(area: AreaCode, places: list[Municipality]) -> Iterator[PublishingArea]:
    """Yield the publishing areas of one wellbeing area."""
    large = [place for place in places if place.population >= ENOUGH]
    small = [place for place in places if place.population < ENOUGH]
    together = sum(place.population for place in small)
    host = min(large, key=lambda m: (m.population, m.code), default=None)
    for place in large:
        joined = small if place is host and together < ENOUGH else []
        yield _row(place.code, area, [place, *joined])
    if together >= ENOUGH:
        yield _row(f"r{area}", area, small)


def _row(code: str, area: AreaCode, places: list[Municipality]) -> PublishingArea:
    return PublishingArea(
        code=code,
        area=area,
        municipalities=tuple(sorted(place.code for place in places)),
        population=sum(place.population for place in places),
    )
