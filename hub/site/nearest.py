"""Where else: the groups elsewhere that a municipality's page names, by distance between towns.

The rule is one for these pages and for the finder (static/find/nearest.js); a test holds both to an
oracle written apart. A parent who finds nothing here is never left without the next place to ask.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from math import inf

from msgspec import Struct

from hub.availability.offers import offered, ordered, places_of, seconds
from hub.availability.voice import limits_on
from hub.site.model import Mark
from shared.reference.distance import distance_km
from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.wire.opendata import AvailabilityDocument, OfferId, Restriction, Row
from shared.wire.words import Language, Month, MunicipalityCode, State

AROUND_KM = 60
"""Within this distance several are named; farther off only the first that takes parents.

So a parent in the far north still reads of the nearest group, and one change of one municipality
does not change every page of the country.
"""

_OPEN, _LIMITED = 3, 2
_ALAND = "91"
_BY_FERRY = frozenset({"035", "062", "072", "295", "318", "766", "941"})
"""Brändö, Föglö, Hailuoto, Kumlinge, Kökar, Sottunga, Vårdö: no way there but by ferry."""

_WHOLE = 20
_STEP = 5


class Neighbour(Struct, frozen=True, gc=False):
    """A municipality at a distance in kilometres; `water`: sea lies between."""

    code: MunicipalityCode
    km: float
    water: bool


Neighbours = Mapping[MunicipalityCode, tuple[Neighbour, ...]]


class Group(Struct, frozen=True, gc=False):
    """An offer where it meets: its state there, until when it is believed, for whom it is."""

    id: OfferId
    until: int
    restrictions: tuple[Restriction, ...]
    month: Month | None


class Found(Struct, frozen=True, gc=False):
    """A place to ask: the neighbour, and what its groups in one state make together."""

    neighbour: Neighbour
    mark: Mark
    month: Month | None
    ids: tuple[OfferId, ...]


Spots = Mapping[State, Mapping[MunicipalityCode, tuple[Group, ...]]]
"""Where the groups of a state are, for parents who speak one language.

A group is where it meets, if it serves that municipality; else in each one that it serves.
"""


@cache
def neighbours(reference: Reference) -> Neighbours:
    """Return every municipality's neighbours, the nearest first."""
    every = reference.municipalities
    found: dict[MunicipalityCode, list[Neighbour]] = {m.code: [] for m in every}
    for index, a in enumerate(every):
        for b in every[index + 1 :]:
            km, water = distance_km(a, b), _water_between(a, b)
            found[a.code].append(Neighbour(b.code, km, water))
            found[b.code].append(Neighbour(a.code, km, water))
    return {code: tuple(sorted(near, key=_by_distance)) for code, near in found.items()}


def about(km: float) -> int:
    """Return the distance as it is told: whole kilometres, from 20 on in steps of five."""
    return max(1, round(km)) if km < _WHOLE else _STEP * round(km / _STEP)


def spots(
    document: AvailabilityDocument, reference: Reference, today: date, language: Language
) -> Spots:
    """Return the groups that take parents or are coming, for homes of that majority language."""
    found: dict[State, dict[MunicipalityCode, list[Group]]] = {
        state: {} for state in ("open", "limited", "coming")
    }
    for public in document.offers:
        offer = public.offer
        limits = limits_on(offer, language)
        state = offered(offer, today)
        state = "limited" if limits and state == "open" else state
        if offer.format == "remote" or state not in found:
            continue
        shown = limits if state == "limited" else ()
        group = Group(public.id, seconds(public.believed_until), shown, offer.start.month)
        place, serves = places_of(offer, reference)
        for code in (place,) if place in serves and place else serves:
            found[state].setdefault(code, []).append(group)
    return {
        state: {code: tuple(groups) for code, groups in places.items()}
        for state, places in found.items()
    }


def near(row: Row, neighbours: tuple[Neighbour, ...], found: Spots) -> tuple[Found, ...]:
    """Return where else to ask: open, then limited, then coming, each by distance.

    Groups that serve the municipality itself stand on its own page already. Open: the three nearest
    within AROUND_KM, or the nearest. Limited: the two nearest within AROUND_KM or nearer than that
    one. Coming: the nearest within AROUND_KM; if nothing else is anywhere, the nearest.
    """
    own = frozenset(row.offers)
    taking = _take(_places("open", neighbours, found, own), _OPEN, AROUND_KM)
    first = taking[0].neighbour.km if taking else inf
    limited = _take(_places("limited", neighbours, found, own), _LIMITED, max(AROUND_KM, first))
    limited = [line for line in limited if _near(line) or line.neighbour.km < first]
    coming = _take(_places("coming", neighbours, found, own), 1, AROUND_KM)
    if taking or limited:
        coming = [line for line in coming if _near(line)]
    return (*taking, *limited, *coming)


def _places(
    state: State, neighbours: tuple[Neighbour, ...], found: Spots, own: frozenset[OfferId]
) -> Iterator[Found]:
    """Yield the places of a state, nearest first; a group stands at the first that has it."""
    places, seen = found[state], set(own)
    for neighbour in neighbours:
        fresh = [g for g in places.get(neighbour.code, ()) if g.id not in seen]
        if fresh:
            seen.update(group.id for group in fresh)
            yield _found(neighbour, state, fresh)


def _near(line: Found) -> bool:
    return line.neighbour.km <= AROUND_KM


def _take(places: Iterator[Found], most: int, within: float) -> list[Found]:
    """Return the first `most` places, beyond `within` km only the very first one."""
    taken: list[Found] = []
    for place in places:
        if taken and place.neighbour.km > within:
            break
        taken.append(place)
        if len(taken) == most:
            break
    return taken


def _found(neighbour: Neighbour, state: State, groups: list[Group]) -> Found:
    limits = ordered({limit for group in groups for limit in group.restrictions})
    return Found(
        neighbour,
        Mark(state, max(group.until for group in groups), limits),
        min((g.month for g in groups if g.month), default=None),
        tuple(sorted(group.id for group in groups)),
    )


def _water_between(a: Municipality, b: Municipality) -> bool:
    if (a.area == _ALAND) != (b.area == _ALAND):
        return True
    return a.code in _BY_FERRY or b.code in _BY_FERRY


def _by_distance(neighbour: Neighbour) -> tuple[float, MunicipalityCode]:
    return (neighbour.km, neighbour.code)
