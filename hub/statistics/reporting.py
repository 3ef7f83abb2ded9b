"""How complete the reporting of a period is: networks and inhabitants, nation and areas. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct, field

from hub.registry.owners.model import owners
from hub.statistics.gathering import Gathered
from hub.statistics.quarters import following, newest_closed, quarter_of, year_of
from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.wire.openstatistics import NATION, Period, ReportingRow
from shared.wire.words import MunicipalityCode, NodeId, Quarter

Codes = frozenset[MunicipalityCode]


class Quarterly(Struct, frozen=True, kw_only=True):
    """One quarter: what every network was to report, and what it reported for."""

    quarter: Quarter
    expected: Mapping[NodeId, Codes]
    reported: Mapping[NodeId, Codes]
    without_people: frozenset[NodeId]


def reporting(gathered: Gathered, reference: Reference, today: date) -> tuple[ReportingRow, ...]:
    """Return a row for the nation and each area, for every quarter and year that anything is of."""
    quarters = list(_quarters(gathered, reference, today))
    years: dict[str, list[Quarterly]] = {}
    for one in quarters:
        years.setdefault(year_of(one.quarter), []).append(one)
    periods = [(one.quarter, [one]) for one in quarters] + list(years.items())
    return tuple(row for period, of in sorted(periods) for row in _period(period, of, reference))


def _quarters(gathered: Gathered, reference: Reference, today: date) -> Iterator[Quarterly]:
    """Yield every quarter that is over, from the first in which somebody was to report on."""
    quarter = _first(gathered)
    last = newest_closed(today)
    while quarter is not None and quarter <= last:
        owned = owners(gathered.ownership, quarter, reference)
        expected: dict[NodeId, set[MunicipalityCode]] = {}
        for code, node in owned.of.items():
            expected.setdefault(node, set()).add(code)
        released = {n: p.report for (q, n), p in gathered.releases.items() if q == quarter}
        found = Quarterly(
            quarter=quarter,
            expected={node: frozenset(codes) for node, codes in expected.items()},
            reported={
                node: frozenset(filter(None, map(reference.current_code, report.municipalities)))
                for node, report in released.items()
            },
            without_people=frozenset(n for n, r in released.items() if r.people is None),
        )
        if found.expected or found.reported:
            yield found
        quarter = following(quarter)


def _first(gathered: Gathered) -> Quarter | None:
    days = [stand.day for stands in gathered.ownership.stands.values() for stand in stands]
    quarters = [quarter for quarter, _ in gathered.releases]
    return min([*map(quarter_of, days), *quarters], default=None)


def _period(
    period: Period, quarters: list[Quarterly], reference: Reference
) -> Iterator[ReportingRow]:
    found = [_here(one, reference) for one in quarters]
    inhabitants: dict[str, int] = {}
    for place in reference.municipalities:
        for code in (NATION, place.area):
            inhabitants[code] = inhabitants.get(code, 0) + place.population
    for code in (NATION, *sorted(inhabitants.keys() - {NATION})):
        yield _row(period, code, [of.get(code, Here()) for of in found], inhabitants[code])


class Here(Struct):
    """What a quarter comes to in one place: networks, and inhabitants by municipality."""

    expected: set[NodeId] = field(default_factory=set)
    reported: set[NodeId] = field(default_factory=set)
    without: set[NodeId] = field(default_factory=set)
    inhabitants: dict[MunicipalityCode, int] = field(default_factory=dict)


def _here(one: Quarterly, reference: Reference) -> dict[str, Here]:
    """Return the quarter of the nation and of each area that anything is of."""
    found: dict[str, Here] = {}

    def places(codes: Codes) -> Iterator[tuple[Here, Municipality]]:
        for code in codes:
            if place := reference.municipality(code):
                for where in (NATION, place.area):
                    yield found.setdefault(where, Here()), place

    for node, codes in one.expected.items():
        for here, _ in places(codes):
            here.expected.add(node)
    for node, codes in one.reported.items():
        for here, place in places(codes):
            here.expected.add(node)
            here.reported.add(node)
            here.inhabitants[place.code] = place.population
            if node in one.without_people:
                here.without.add(node)
    return found


def _row(period: Period, code: str, quarters: list[Here], population: int) -> ReportingRow:
    """Return the row of a place: what was reported in every one of these quarters."""
    every = set[NodeId]().union(*(one.expected for one in quarters))
    missing = set[NodeId]().union(*(one.expected - one.reported for one in quarters))
    first, *rest = (one.inhabitants for one in quarters)
    covered = set(first).intersection(*rest)
    return ReportingRow(
        period=period,
        code=code,
        quarters=len(quarters),
        networks=len(every - missing),
        networks_expected=len(every),
        without_people=len(set[NodeId]().union(*(one.without for one in quarters))),
        population_reported=sum(first[place] for place in covered),
        population=population,
    )
