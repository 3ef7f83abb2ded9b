"""The published statistics as a function of what was gathered from the ledger, and of the day.

Pure. Only sums of released values, over networks and over the quarters of a year; a merged
municipality is the sum of what it was merged from. What was not reported has no row.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from msgspec import Struct

from hub.statistics.gathering import Gathered, Published
from hub.statistics.quarters import day_after, newest_closed, year_of
from hub.statistics.reporting import reporting
from hub.statistics.sums import Figure
from hub.statistics.tabulate import STOCKS, Part, Place, parts
from shared.period import day_start
from shared.reference.lookup import Reference
from shared.wire.opendata import LICENCE
from shared.wire.openstatistics import (
    Level,
    Period,
    StatisticRow,
    StatisticsDocument,
)
from shared.wire.words import MunicipalityCode, NodeId, Quarter

DESCRIPTION = (
    "Sums of what networks released. Counts of people are rounded to multiples of 5 before they"
    " leave a network; the truth lies between min and max, both included. Of one network's"
    " enquiries in a quarter no part reaches above the most of their total. What was not reported"
    " has no row; an area that was reported for without a group has 0. See"
    " /data/v1/statistics.txt."
)
_LEVELS: dict[Level, int] = {"nation": 0, "area": 1, "network": 2, "place": 3}


class Sum(Struct):
    """What one place comes to in one period, and whose releases are in it; grows by `add`."""

    figure: Figure
    municipalities: set[MunicipalityCode]
    networks: set[NodeId]

    def add(self, part: Part, node: NodeId) -> None:
        """Add a figure of a release."""
        self.figure += part.figure
        self.municipalities.update(part.municipalities)
        self.networks.add(node)


Sums = dict[tuple[Period, Place], Sum]


def document(gathered: Gathered, reference: Reference, today: date) -> StatisticsDocument:
    """Return the statistics as they stand on a Helsinki day."""
    of_the_day = reference.on(today)
    releases = [gathered.releases[key] for key in sorted(gathered.releases)]
    return StatisticsDocument(
        made_at=_since(gathered, today),
        ledger_head=gathered.head,
        licence=LICENCE,
        description=DESCRIPTION,
        reporting=reporting(gathered, of_the_day, today),
        rows=tuple(_rows(_sums(releases, of_the_day))),
        releases=tuple(one.release for one in releases),
    )


def _since(gathered: Gathered, today: date) -> datetime:
    """Return since when the document stands so, as far as day and ledger say."""
    turn = day_start(day_after(newest_closed(today)))
    return turn if gathered.at is None else max(turn, gathered.at)


def _sums(releases: Collection[Published], reference: Reference) -> Sums:
    """Return the sums of quarters and years; of a stock a year has each network's last quarter."""
    newest: dict[tuple[str, NodeId], Quarter] = {}
    for one in releases:
        key = (year_of(one.report.quarter), one.report.node)
        newest[key] = max(newest.get(key, ""), one.report.quarter)
    sums: Sums = {}
    for one in releases:
        quarter, node = one.report.quarter, one.report.node
        year = year_of(quarter)
        last = newest[year, node] == quarter
        for part in parts(one.report, reference):
            _add(sums, quarter, part, node)
            if last or part.place.measure not in STOCKS:
                _add(sums, year, part, node)
    return sums


def _add(sums: Sums, period: Period, part: Part, node: NodeId) -> None:
    found = sums.get((period, part.place))
    if found is None:
        found = sums[period, part.place] = Sum(Figure(), set(), set())
    found.add(part, node)


def _rows(sums: Mapping[tuple[Period, Place], Sum]) -> Iterator[StatisticRow]:
    """Yield the rows: by period, then from the nation down, by code and measure."""
    for period, place in sorted(sums, key=_order):
        found = sums[period, place]
        yield StatisticRow(
            period=period,
            level=place.level,
            code=place.code,
            municipalities=tuple(sorted(found.municipalities)),
            measure=place.measure,
            value=found.figure.value,
            least=found.figure.least,
            most=found.figure.most,
            networks=len(found.networks),
        )


def _order(key: tuple[Period, Place]) -> tuple[Period, int, str, str]:
    period, place = key
    return (period, _LEVELS[place.level], place.code, place.measure)
