"""The report as flat tables, for CSV files and the sheets of a workbook.

Pure. A figure stands in three columns: its value, the least and the most that the truth may be;
what was not reported has no row. The report has the areas and networks of its newest quarter, as
its page has; `everything` has all quarters.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from hub.report.model import Report
from shared.text import Text
from shared.wire.openstatistics import NATION, Level, StatisticRow, StatisticsDocument

Cell = str | int | None
Called = Mapping[str, tuple[str, str]]
"""The Finnish and the Swedish name of the nation, an area or a network, by its code."""

_NAMED = ("name_fi", "name_sv")
_NAMELESS = ("", "")
"""What stands for a network that is told of no more."""

_NATION_NAMES = ("Suomi", "Finland")

TABLES: Mapping[str, Text] = {
    "reporting": Text.of("how complete each quarter is, by area"),
    "nation": Text.of("the figures of the whole country, by quarter and year"),
    "areas": Text.of("the figures of the areas in the newest quarter"),
    "networks": Text.of("the figures of the networks in the newest quarter"),
    "groups_now": Text.of("the groups of today, by area"),
    "participation": Text.of("other support for parents, by network"),
    "coverage": Text.of("inhabitants near a group, by area"),
    "white_spots": Text.of("municipalities known to be without a group near by"),
}
"""The tables of the report by name, in order, with what each holds."""

_LEVELS: Mapping[str, Level] = {
    "nation": "nation",
    "areas": "area",
    "networks": "network",
    "places": "place",
}


class Names(Struct, frozen=True):
    """What country, areas and networks are called in Finnish and Swedish, by code.

    Apart, because a network's short name may look like the code of an area.
    """

    places: Called
    networks: Called


class Table(Struct, frozen=True, kw_only=True):
    """A table: its name (a file's and a sheet's), the names of its columns, its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(report: Report, statistics: StatisticsDocument) -> tuple[Table, ...]:
    """Return every table of the report, in the order of TABLES."""
    newest = [row for row in statistics.rows if row.period == report.newest]
    names = _names(report)
    return (
        _reporting(statistics, names),
        *(
            _figures(name, newest if name != "nation" else statistics.rows, names)
            for name in ("nation", "areas", "networks")
        ),
        _groups_now(report),
        _participation(report),
        _coverage(report, names),
        _white_spots(report),
    )


def everything(report: Report, statistics: StatisticsDocument) -> tuple[Table, ...]:
    """Return every published figure of every quarter and year, a table for each level."""
    names = _names(report)
    return tuple(_figures(name, statistics.rows, names) for name in _LEVELS)


def _names(report: Report) -> Names:
    areas = {area.row.area: (area.row.name_fi, area.row.name_sv) for area in report.areas}
    networks = {network.node: (network.name.fi, network.name.sv) for network in report.networks}
    return Names(places={NATION: _NATION_NAMES, **areas}, networks=networks)


def path_of(name: str) -> str:
    """Return where a table's CSV file stands below /data/v1."""
    return f"{name}.csv" if name == "coverage" else f"report/{name}.csv"


def _reporting(statistics: StatisticsDocument, names: Names) -> Table:
    return Table(
        name="reporting",
        columns=(
            "period",
            "code",
            *_NAMED,
            "networks",
            "networks_expected",
            "without_people",
            "population_reported",
            "population",
        ),
        rows=tuple(
            (
                row.period,
                row.code,
                *names.places[row.code],
                row.networks,
                row.networks_expected,
                row.without_people,
                row.population_reported,
                row.population,
            )
            for row in statistics.reporting
        ),
    )


def _figures(name: str, rows: Iterable[StatisticRow], names: Names) -> Table:
    """Return the figures of a level; those of areas and networks stand with their names."""
    level = _LEVELS[name]
    named = _NAMED if level in ("area", "network") else ()
    known = names.networks if level == "network" else names.places
    measured = ("municipalities", "measure", "value", "min", "max", "networks")
    return Table(
        name=name,
        columns=("period", "code", *named, *measured),
        rows=tuple(
            (
                row.period,
                row.code,
                *(known.get(row.code, _NAMELESS) if named else ()),
                " ".join(row.municipalities),
                row.measure,
                row.value,
                row.least,
                row.most,
                row.networks,
            )
            for row in rows
            if row.level == level
        ),
    )


def _groups_now(report: Report) -> Table:
    states = ("open", "limited", "coming", "full")
    return Table(
        name="groups_now",
        columns=(
            "area",
            *_NAMED,
            "state",
            *(f"groups_{state}" for state in states),
            *(f"other_groups_{state}" for state in states),
            *(f"municipalities_{state}" for state in (*states, "none", "unknown")),
        ),
        rows=tuple(
            (
                area.row.area,
                area.row.name_fi,
                area.row.name_sv,
                area.row.state,
                *(getattr(area.row.groups, state) for state in states),
                *(getattr(area.row.other_groups, state) for state in states),
                *(getattr(area.row.municipalities, s) for s in (*states, "none", "unknown")),
            )
            for area in report.areas
        ),
    )


def _participation(report: Report) -> Table:
    return Table(
        name="participation",
        columns=("network", "name_fi", "name_sv", "kind", "number"),
        rows=tuple(
            (network.node, network.name.fi, network.name.sv, kind, number)
            for network in report.networks
            for kind, number in network.activities.items()
        ),
    )


def _coverage(report: Report, names: Names) -> Table:
    return Table(
        name="coverage",
        columns=(
            "radius_km",
            "level",
            "code",
            *_NAMED,
            "population",
            "reached",
            "without",
            "unknown",
        ),
        rows=tuple(
            (
                r.radius_km,
                r.level,
                r.code,
                *names.places[r.code],
                r.population,
                r.reached,
                r.without,
                r.unknown,
            )
            for r in report.coverage
        ),
    )


def _white_spots(report: Report) -> Table:
    return Table(
        name="white_spots",
        columns=(
            "radius_km",
            "rank",
            "municipality",
            "name_fi",
            "name_sv",
            "area",
            "newly_reached",
        ),
        rows=tuple(
            (s.radius_km, s.rank, s.municipality, s.name_fi, s.name_sv, s.area, s.newly_reached)
            for s in report.white_spots
        ),
    )
