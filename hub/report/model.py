"""What the national report says, as frozen values, in no language.

A figure that nobody reported is None, never 0; beside every figure stands from how many networks.
"""

from collections.abc import Mapping

from msgspec import Struct

from shared.wire.availability import Groups, NetworkName
from shared.wire.opencoverage import CoverageRow, WhiteSpotRow
from shared.wire.opendata import AreaRow, Completeness
from shared.wire.openstatistics import Measure, ReportingRow, StatisticRow
from shared.wire.words import ActivityKind, AreaCode, Freshness, NodeId

Figures = Mapping[Measure, StatisticRow]
"""The figures of one place and period that were reported; a measure that is missing is unknown."""


class Line(Struct, frozen=True, kw_only=True):
    """A period of the nation: how complete it is, None if nobody reported, and its figures."""

    period: str
    reporting: ReportingRow | None
    figures: Figures


class Network(Struct, frozen=True, kw_only=True):
    """A network: how fresh its word is, its figures of the newest quarter, what it has beside."""

    node: NodeId
    name: NetworkName
    standing: str
    freshness: Freshness
    figures: Figures
    activities: Mapping[ActivityKind, int]


class Now(Struct, frozen=True, kw_only=True):
    """The groups that are believed today, each once: with the name, without it, remote ones.

    `peers` counts the groups where a peer instructor takes part, of all `groups`.
    """

    named: Groups
    other: Groups
    remote: Groups
    peers: int
    groups: int


class Area(Struct, frozen=True, kw_only=True):
    """An area today and in the newest quarter."""

    row: AreaRow
    reporting: ReportingRow | None
    figures: Figures

    @property
    def expected(self) -> bool:
        """Tell whether any network was to report of the area."""
        return bool(self.reporting and self.reporting.networks_expected)


class Report(Struct, frozen=True, kw_only=True):
    """Everything the report says.

    `quarters` stand in order and without a gap between them; `newest` is the period of the last one
    that anybody reported, None before the first.
    """

    quarters: tuple[Line, ...]
    years: tuple[Line, ...]
    newest: str | None
    networks: tuple[Network, ...]
    now: Now
    completeness: Completeness
    areas: tuple[Area, ...]
    coverage: tuple[CoverageRow, ...]
    white_spots: tuple[WhiteSpotRow, ...]

    def line(self, period: str | None) -> Line | None:
        """Return the line of a quarter."""
        return next((line for line in self.quarters if line.period == period), None)

    def covered(self, radius_km: int, code: AreaCode) -> CoverageRow | None:
        """Return the coverage of an area, or of the nation ("FI")."""
        return next((r for r in self.coverage if (r.radius_km, r.code) == (radius_km, code)), None)

    def spots(self, radius_km: int, most: int) -> tuple[WhiteSpotRow, ...]:
        """Return the first white spots of a radius."""
        return tuple(s for s in self.white_spots if s.radius_km == radius_km)[:most]
