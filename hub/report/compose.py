"""Compose the national report from what is published: availability, networks, statistics.

Pure, and from published values alone: nothing is counted here that a reader could not count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from hub.availability.offers import offered
from hub.report import quarters
from hub.report.model import Area, Figures, Line, Network, Now, Report
from hub.statistics import coverage
from shared.reference.lookup import Reference
from shared.wire.availability import Groups
from shared.wire.opendata import AvailabilityDocument, NetworksDocument, PublicOffer
from shared.wire.openstatistics import (
    NATION,
    Measure,
    ReportingRow,
    StatisticRow,
    StatisticsDocument,
)

QUARTERS_MOST = 12
"""Quarters on a page: three years. The files hold all."""

_Key = tuple[str, str, str]  # period, level, code


def compose(
    availability: AvailabilityDocument,
    networks: NetworksDocument,
    statistics: StatisticsDocument,
    reference: Reference,
    today: date,
    most: int = QUARTERS_MOST,
) -> Report:
    """Return the report of a snapshot, with the last `most` quarters."""
    figures = _by_place(statistics.rows)
    reporting = {(row.period, row.code): row for row in statistics.reporting}
    told = [row.period for row in statistics.rows if row.level == "nation"]
    axis = quarters.axis([*told, *_reported(statistics.reporting)], today, most)
    lines = tuple(_line(period, reporting, figures) for period in axis)
    newest = next((line.period for line in reversed(lines) if _is_told(line)), None)
    covered = coverage.document(availability, reference, today)
    return Report(
        quarters=lines,
        years=tuple(
            _line(period, reporting, figures)
            for period in sorted({period for period in told if not quarters.is_quarter(period)})
        ),
        newest=newest,
        networks=_networks(networks, availability, figures, newest),
        now=_now(availability.offers, today),
        completeness=availability.completeness,
        areas=tuple(
            Area(
                row=row,
                reporting=reporting.get((newest or "", row.area)),
                figures=figures.get((newest or "", "area", row.area), {}),
            )
            for row in availability.areas
        ),
        coverage=covered.coverage,
        white_spots=covered.white_spots,
    )


def _by_place(rows: Iterable[StatisticRow]) -> Mapping[_Key, Figures]:
    """Return the figures of every place and period; those of publishing areas are not shown."""
    found: dict[_Key, dict[Measure, StatisticRow]] = {}
    for row in rows:
        if row.level != "place":
            found.setdefault((row.period, row.level, row.code), {})[row.measure] = row
    return found


def _reported(rows: Iterable[ReportingRow]) -> Iterable[str]:
    """Return the quarters that at least one network has reported."""
    return {row.period for row in rows if row.networks}


def _line(
    period: str, reporting: Mapping[tuple[str, str], ReportingRow], figures: Mapping[_Key, Figures]
) -> Line:
    return Line(
        period=period,
        reporting=reporting.get((period, NATION)),
        figures=figures.get((period, "nation", NATION), {}),
    )


def _is_told(line: Line) -> bool:
    return bool(line.figures) or bool(line.reporting and line.reporting.networks)


def _networks(
    networks: NetworksDocument,
    availability: AvailabilityDocument,
    figures: Mapping[_Key, Figures],
    newest: str | None,
) -> tuple[Network, ...]:
    kinds = Counter((a.network, a.activity.kind) for a in availability.activities)
    return tuple(
        Network(
            node=row.node,
            name=row.name,
            standing=row.standing,
            freshness=row.freshness,
            figures=figures.get((newest or "", "network", row.node), {}),
            activities={kind: n for (node, kind), n in sorted(kinds.items()) if node == row.node},
        )
        for row in networks.networks
    )


def _now(offers: Iterable[PublicOffer], today: date) -> Now:
    """Count every group once, however many municipalities it serves."""
    named, other, remote, peers = [0, 0, 0], [0, 0, 0], [0, 0, 0], 0
    for public in offers:
        offer = public.offer
        coming = offer.groups.coming if _is_coming(public, today) else 0
        counts = (offer.groups.open, coming, offer.groups.full)
        into = remote if offer.format == "remote" else named if offer.named else other
        for at, count in enumerate(counts):
            into[at] += count
        if offer.peer_instructor == "yes":
            peers += sum(counts)
    return Now(
        named=_groups(named),
        other=_groups(other),
        remote=_groups(remote),
        peers=peers,
        groups=sum(named) + sum(other) + sum(remote),
    )


def _is_coming(public: PublicOffer, today: date) -> bool:
    """Tell whether planned groups are still to come; open ones beside them change nothing."""
    alone = replace(public.offer, groups=Groups(open=0, coming=1, full=0))
    return offered(alone, today) == "coming"


def _groups(counts: list[int]) -> Groups:
    return Groups(open=counts[0], coming=counts[1], full=counts[2])
