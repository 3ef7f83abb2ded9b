"""Published statistics to look at: some quarters of some networks, made up by a fixed rule."""

from collections.abc import Iterable
from random import Random

from msgspec.structs import replace

from hub.availability.snapshot import Snapshot
from hub.statistics.sums import Figure, figure
from shared.wire.opendata import LICENCE
from shared.wire.openstatistics import (
    PEOPLE,
    Level,
    Measure,
    ReportingRow,
    StatisticRow,
    StatisticsDocument,
)
from tests.hub.site.scene import NOW, REFERENCE, snapshot

POPULATION = sum(place.population for place in REFERENCE.municipalities)
EXACT: tuple[Measure, ...] = (
    "groups_started",
    "groups_ended",
    "groups_cancelled",
    "meetings",
    "trainings",
    "steering_group_meetings",
    "parents_panel_meetings",
    "developer_parents_meetings",
    "volunteer_development_meetings",
)
WHERE = {"ita-uusimaa": "01", "pohjois-savo": "13", "keski-pohjanmaa": "18", "kainuu": "20"}
"""The example networks that report, and their areas."""

QUARTERS = ("2025-Q3", "2025-Q4", "2026-Q2", "2026-Q3")
"""Quarters that somebody reported; the spring of 2026 opens with a gap."""

EMPTY = StatisticsDocument(
    made_at=NOW,
    ledger_head="ab" * 32,
    licence=LICENCE,
    description="",
    reporting=(),
    rows=(),
    releases=(),
)


def reported(
    quarters: Iterable[str] = QUARTERS,
    networks: Iterable[str] = tuple(WHERE),
    *,
    without_people: Iterable[str] = (),
) -> StatisticsDocument:
    """Return the statistics of these networks in these quarters, and of the years."""
    sums: dict[tuple[str, Level, str, Measure], list[tuple[str, Figure]]] = {}
    reporting: list[ReportingRow] = []
    quarters = tuple(quarters)
    nodes, silent = tuple(networks), frozenset(without_people)
    for quarter in quarters:
        for node in nodes:
            for measure, found in _figures(f"{quarter}{node}", people=node not in silent).items():
                for period in (quarter, quarter[:4]):
                    for level, code in _places(node):
                        sums.setdefault((period, level, code, measure), []).append((node, found))
        reporting += _reporting(quarter, nodes, len(silent & set(nodes)))
    for year in sorted({quarter[:4] for quarter in quarters}):
        of = [row for row in reporting if row.period[:4] == year and row.code == "FI"]
        reporting.append(replace(of[0], period=year, quarters=len(of)))
    order = ("nation", "area", "network")
    rows = [
        _row(key, found)
        for key, found in sorted(sums.items(), key=lambda s: (s[0][0], order.index(s[0][1]), s[0]))
    ]
    return replace(EMPTY, reporting=tuple(reporting), rows=tuple(rows))


def told(statistics: StatisticsDocument, of: Snapshot | None = None) -> Snapshot:
    """Return the example country with these statistics."""
    return replace(of or snapshot(), statistics=statistics)


def _places(node: str) -> tuple[tuple[Level, str], ...]:
    return (("nation", "FI"), ("area", WHERE[node]), ("network", node))


def _figures(seed: str, *, people: bool) -> dict[Measure, Figure]:
    draw = Random(seed)
    exact = {measure: draw.randint(0, 6) for measure in EXACT} | {"meetings": draw.randint(9, 60)}
    found: dict[Measure, Figure] = {
        measure: Figure(value=n, least=n, most=n) for measure, n in exact.items()
    }
    if people:
        met, waiting, not_met, elsewhere = (figure(5 * draw.randint(0, 6)) for _ in range(4))
        found |= {
            "enquiries_met": met,
            "enquiries_waiting": waiting,
            "enquiries_not_met": not_met,
            "enquiries_elsewhere": elsewhere,
            "enquiries": figure(met.value + waiting.value + not_met.value + elsewhere.value),
            "instructors": figure(5 * draw.randint(1, 8)),
            "trained": figure(5 * draw.randint(0, 3)),
        }
    return found


def _row(key: tuple[str, Level, str, Measure], found: list[tuple[str, Figure]]) -> StatisticRow:
    period, level, code, measure = key
    whole = sum((one for _, one in found), Figure())
    return StatisticRow(
        period=period,
        level=level,
        code=code,
        municipalities=(),
        measure=measure,
        value=whole.value,
        least=whole.least,
        most=whole.most,
        networks=len({node for node, _ in found}),
    )


def _reporting(quarter: str, nodes: tuple[str, ...], without: int) -> Iterable[ReportingRow]:
    def people(area: str) -> int:
        return sum(place.population for place in REFERENCE.municipalities_of(area))

    yield ReportingRow(
        period=quarter,
        code="FI",
        quarters=1,
        networks=len(nodes),
        networks_expected=5,
        without_people=without,
        population_reported=sum(people(WHERE[node]) for node in nodes),
        population=POPULATION,
    )
    for area in REFERENCE.areas:
        mine = [node for node in nodes if WHERE[node] == area.code]
        yield ReportingRow(
            period=quarter,
            code=area.code,
            quarters=1,
            networks=len(mine),
            networks_expected=int(area.code in (*WHERE.values(), "10")),
            without_people=0,
            population_reported=people(area.code) if mine else 0,
            population=people(area.code),
        )


assert set(EXACT).isdisjoint(PEOPLE)
