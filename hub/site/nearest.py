"""Where else: the municipalities around a municipality, by distance from town to town.

A parent who finds nothing here is never left without the next place to ask.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from msgspec import Struct

from hub.availability.voice import limits_on
from hub.site.model import Mark
from shared.period import month_of
from shared.reference.distance import distance_km
from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.wire.availability import Offer
from shared.wire.opendata import AvailabilityDocument, OfferId, Restriction, Row
from shared.wire.words import Instant, Month, MunicipalityCode, State

AROUND_KM = 60
"""Within this distance several are named; farther off only the first that takes parents.

So a parent in the far north still reads of the nearest group, and one change of one municipality
does not change every page of the country.
"""

_MOST: Mapping[State, int] = {"open": 3, "limited": 2, "coming": 1}
_MOST_FAR: Mapping[State, int] = {"open": 1, "limited": 1, "coming": 0}

_ALAND = "91"
_BY_FERRY = frozenset({"035", "062", "072", "295", "318", "766", "941"})
"""Brändö, Föglö, Hailuoto, Kumlinge, Kökar, Sottunga, Vårdö: no way there but by ferry."""

_WHOLE = 20
_STEP = 5


class Neighbour(Struct, frozen=True):
    """A municipality at a distance in kilometres; `water`: sea lies between."""

    code: MunicipalityCode
    km: float
    water: bool


Neighbours = Mapping[MunicipalityCode, tuple[Neighbour, ...]]


class Group(Struct, frozen=True):
    """An offer where it meets: its state there, until when it is believed, for whom it is."""

    id: OfferId
    state: State
    until: int
    restrictions: tuple[Restriction, ...]
    month: Month | None


class Found(Struct, frozen=True):
    """A place to ask: the neighbour, and what its groups make together."""

    neighbour: Neighbour
    mark: Mark
    month: Month | None


Spots = Mapping[MunicipalityCode, tuple[Group, ...]]
"""Where groups meet, or whom they serve if the place is not said: by municipality."""


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


def spots(document: AvailabilityDocument, reference: Reference, today: date) -> Spots:
    """Return the groups that take parents or are coming, by where they meet."""
    found: dict[MunicipalityCode, list[Group]] = {}
    for public in document.offers:
        offer = public.offer
        state = offered(offer, today)
        if offer.format == "remote" or state not in {"open", "coming"}:
            continue
        for code in (offer.place,) if offer.place in offer.serves else offer.serves:
            if municipality := reference.municipality(code or ""):
                limits = limits_on(offer, municipality.majority_language)
                limited: State = "limited" if limits and state == "open" else state
                month = offer.start.month
                group = Group(public.id, limited, seconds(public.believed_until), limits, month)
                found.setdefault(municipality.code, []).append(group)
    return {code: tuple(groups) for code, groups in found.items()}


def among(found: Spots, state: State) -> Spots:
    """Return the places where a group has that state: most of the way passes through others."""
    return {code: gs for code, gs in found.items() if any(g.state == state for g in gs)}


def taking(row: Row, near: tuple[Neighbour, ...], found: Spots) -> tuple[Found, ...]:
    """Return the nearest that take parents, and nearer restricted ones, by distance.

    Groups that serve the municipality itself stand on its own page already.
    """
    return tuple(_walk(row, near, found, ("open", "limited")))


def coming(row: Row, near: tuple[Neighbour, ...], found: Spots) -> tuple[Found, ...]:
    """Return the nearest where a group is coming."""
    return tuple(_walk(row, near, found, ("coming",)))


def offered(offer: Offer, today: date) -> State:
    """Return the state of an offer by its groups, best first; a month that is past brings none."""
    if offer.groups.open:
        return "open"
    to_come = offer.start.month is None or offer.start.month >= month_of(today)
    if offer.groups.coming and to_come:
        return "coming"
    return "full" if offer.groups.full else "unknown"


def ordered(limits: Iterable[Restriction]) -> tuple[Restriction, ...]:
    """Return restrictions as they are told: for whom first, then in which language."""
    return tuple(sorted(limits, key=lambda limit: (limit.startswith("language_"), limit)))


def seconds(instant: Instant) -> int:
    """Return the instant as Unix seconds."""
    return int(instant.timestamp())


def _walk(
    row: Row, near: tuple[Neighbour, ...], found: Spots, wanted: tuple[State, ...]
) -> Iterator[Found]:
    """Yield a place for each group not seen yet, nearest first; the first state wanted ends it."""
    seen = set(row.offers)
    chosen = dict.fromkeys(wanted, 0)
    for neighbour in near:
        if neighbour.code not in found:
            continue
        far = neighbour.km > AROUND_KM
        if far and chosen[wanted[0]]:
            return
        for state in wanted:
            if chosen[state] >= (_MOST_FAR if far else _MOST)[state]:
                continue
            fresh = [g for g in found[neighbour.code] if g.state == state and g.id not in seen]
            if fresh:
                chosen[state] += 1
                seen.update(group.id for group in fresh)
                yield _found(neighbour, state, fresh)
                break


def _found(neighbour: Neighbour, state: State, groups: list[Group]) -> Found:
    limits = ordered({limit for group in groups for limit in group.restrictions})
    mark = Mark(state, max(group.until for group in groups), limits if state == "limited" else ())
    return Found(neighbour, mark, min((g.month for g in groups if g.month), default=None))


def _water_between(a: Municipality, b: Municipality) -> bool:
    if (a.area == _ALAND) != (b.area == _ALAND):
        return True
    return a.code in _BY_FERRY or b.code in _BY_FERRY


def _by_distance(neighbour: Neighbour) -> tuple[float, MunicipalityCode]:
    return (neighbour.km, neighbour.code)
