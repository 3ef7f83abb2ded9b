"""The finder's data: everything a search in the browser needs, in two small static files.

The places are an asset, the same until a table changes; the other file holds what networks say and
names the places it was made with. Columns are positions, to be small; a `Town` is an index into
`municipalities`. The reader's browser matches names and computes distances: no place is asked for.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

import msgspec
from msgspec import Struct

from hub.availability.offers import ordered, places_of, seconds
from hub.availability.snapshot import Snapshot
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.reference.villages import villages
from shared.wire.opendata import NetworkRow, PublicOffer, Restriction, Row
from shared.wire.words import (
    AreaCode,
    Audience,
    Catchment,
    Format,
    Language,
    Month,
    MunicipalityCode,
    NodeId,
    Reason,
    StartKind,
    State,
)

Town = int
_STATUS = {"fi": "f", "sv": "s", "fi_sv": "fs", "sv_fi": "sf"}


class FindState(Struct, frozen=True, kw_only=True, array_like=True):
    """A municipality's state; `until` in Unix seconds, 0: nothing to expire."""

    state: State
    until: int
    since: date | None
    confirmed: date | None
    next_start: Month | None
    restrictions: tuple[Restriction, ...]
    reason: Reason | None
    checking: int
    networks: tuple[int, ...]


class FindNetwork(Struct, frozen=True, kw_only=True):
    """A network's name and public contact."""

    fi: str
    sv: str
    organisation: str | None
    telephone: str | None
    email: str | None
    web: str | None


class FindGroup(Struct, frozen=True, kw_only=True):
    """One offer, in the order of availability.json.

    `place` is -1 if only the area is shown; `area` and `network` are indexes.
    """

    place: Town
    area: int
    serves: tuple[Town, ...]
    catchment: Catchment
    audience: Audience
    languages: tuple[Language, ...]
    format: Format
    start: StartKind
    month: Month | None
    open: int
    coming: int
    full: int
    until: int
    network: int


AreaNames = tuple[AreaCode, str, str, str]
"""Code, short names in Finnish, Swedish and English."""

TownFacts = tuple[MunicipalityCode, str, str, float, float, int, str]
"""Code, Finnish name, Swedish name ("" if the same), lat, lon, area, languages: f, s, fs or sf."""


class Places(Struct, frozen=True, kw_only=True, tag_field="schema", tag="open-places/1"):
    """What the reference tables give.

    `villages` are each municipality's, joined by semicolons. `postcodes` are the steps from each to
    the next as numbers, and their municipalities: one index, or several, the main one first.
    """

    areas: tuple[AreaNames, ...]
    municipalities: tuple[TownFacts, ...]
    former: tuple[tuple[MunicipalityCode, str, str, Town], ...]
    others: tuple[tuple[str, Town], ...]
    villages: tuple[str, ...]
    postcodes: tuple[tuple[int, ...], tuple[Town | tuple[Town, ...], ...]]


class FindDocument(Struct, frozen=True, kw_only=True, tag_field="schema", tag="open-find/1"):
    """/data/v1/find.json: what the networks say; `made_at` in Unix seconds.

    `places` is the address of the file with the places that the indexes here point into.
    """

    made_at: int
    places: str
    networks: tuple[FindNetwork, ...]
    states: tuple[FindState, ...]
    groups: tuple[FindGroup, ...]


def find_document(snapshot: Snapshot, reference: Reference) -> FindDocument:
    """Return what the finder reads of a snapshot."""
    document, towns = snapshot.availability, places(reference).municipalities
    nodes = {row.node: index for index, row in enumerate(snapshot.networks.networks)}
    rows = {row.municipality: row for row in document.municipalities}
    return FindDocument(
        made_at=seconds(document.made_at),
        places=f"/{places_file(reference)[0]}",
        networks=tuple(_network(row) for row in snapshot.networks.networks),
        states=tuple(_state(rows[facts[0]], nodes) for facts in towns),
        groups=tuple(_group(public, reference, nodes) for public in document.offers),
    )


@cache
def places_file(reference: Reference) -> tuple[str, bytes]:
    """Return the path of the places' file, with its digest in the name, and the file."""
    body = msgspec.json.encode(places(reference))
    return f"assets/places-{hashlib.sha256(body).hexdigest()[:12]}.json", body


@cache
def places(reference: Reference) -> Places:
    """Return what the finder needs of the reference tables."""
    towns = _towns(reference)
    present = [m for m in reference.municipalities if m.code in towns]
    areas = {area.code: index for index, area in enumerate(reference.areas)}
    return Places(
        areas=tuple((a.code, a.short_fi, a.short_sv, a.short_en) for a in reference.areas),
        municipalities=tuple(_town(m, areas[m.area]) for m in sorted(present, key=_code)),
        former=tuple(
            (f.code, f.name_fi, _unless_same(f.name_sv, f.name_fi), towns[code])
            for f in reference.former
            if (code := reference.current_code(f.code))
        ),
        others=tuple(_others(reference, towns)),
        villages=_villages(reference, towns),
        postcodes=_postcodes(reference, towns),
    )


def _town(of: Municipality, area: int) -> TownFacts:
    other = _unless_same(of.name_sv, of.name_fi)
    return (of.code, of.name_fi, other, of.lat, of.lon, area, _STATUS[of.language_status])


def _others(
    reference: Reference, towns: dict[MunicipalityCode, Town]
) -> Iterator[tuple[str, Town]]:
    for other in reference.other_names:
        if code := reference.current_code(other.municipality):
            yield (other.name, towns[code])


def _villages(reference: Reference, towns: dict[MunicipalityCode, Town]) -> tuple[str, ...]:
    found: list[list[str]] = [[] for _ in towns]
    for name, codes in villages(reference).items():
        for code in codes:
            found[towns[code]].append(name)
    return tuple(";".join(names) for names in found)


def _postcodes(
    reference: Reference, towns: dict[MunicipalityCode, Town]
) -> tuple[tuple[int, ...], tuple[Town | tuple[Town, ...], ...]]:
    steps: list[int] = []
    where: list[Town | tuple[Town, ...]] = []
    last = 0
    for row in reference.postal_areas:
        now = map(reference.current_code, (row.municipality, *row.also))  # parts may have merged
        found = tuple(dict.fromkeys(towns[code] for code in now if code in towns))
        if not found:
            continue
        number = int(row.postcode)
        steps.append(number - last)
        last = number
        where.append(found if len(found) > 1 else found[0])
    return tuple(steps), tuple(where)


def _state(row: Row, nodes: dict[NodeId, int]) -> FindState:
    until = row.believed_until if row.state != "unknown" else None
    return FindState(
        state=row.state,
        until=seconds(until) if until else 0,
        since=row.since,
        confirmed=_day(row.confirmed_at),
        next_start=row.next_start,
        restrictions=ordered(row.restrictions),
        reason=row.reason,
        checking=int(row.checking),
        networks=tuple(nodes[node] for node in row.networks if node in nodes),
    )


def _network(row: NetworkRow) -> FindNetwork:
    contact = row.contact
    return FindNetwork(
        fi=row.name.fi,
        sv=row.name.sv,
        organisation=contact.organisation if contact else None,
        telephone=contact.telephone if contact else None,
        email=contact.email if contact else None,
        web=contact.web if contact else None,
    )


def _group(public: PublicOffer, reference: Reference, nodes: dict[NodeId, int]) -> FindGroup:
    offer, towns = public.offer, _towns(reference)
    place, serves = places_of(offer, reference)
    return FindGroup(
        place=towns[place] if place else -1,
        area=_areas(reference)[offer.area],
        serves=tuple(towns[code] for code in serves),
        catchment=offer.catchment,
        audience=offer.audience,
        languages=offer.languages,
        format=offer.format,
        start=offer.start.kind,
        month=offer.start.month,
        open=offer.groups.open,
        coming=offer.groups.coming,
        full=offer.groups.full,
        until=seconds(public.believed_until),
        network=nodes[public.network],
    )


@cache
def _towns(reference: Reference) -> dict[MunicipalityCode, Town]:
    return {c: i for i, c in enumerate(sorted(m.code for m in reference.municipalities))}


@cache
def _areas(reference: Reference) -> dict[AreaCode, int]:
    return {area.code: index for index, area in enumerate(reference.areas)}


def _code(of: Municipality) -> MunicipalityCode:
    return of.code


def _unless_same(name: str, other: str) -> str:
    return "" if name == other else name


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else helsinki_day(instant)
