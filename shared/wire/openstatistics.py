"""The published statistics (/data/v1/statistics): sums of what networks released, nothing else.

Rows are flat, so that the table is the same in JSON and CSV. Beside every value stand the least and
the most that the truth may be; what was not reported has no row, it is never a zero.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from shared.wire.words import Digest, Instant, MunicipalityCode

Period = Annotated[
    str, Meta(pattern=r"^[0-9]{4}(-Q[1-4])?$(?!\n)", description="a quarter, or a year of quarters")
]
Level = Literal["place", "network", "area", "nation"]
Measure = Literal[
    "groups_started",
    "groups_ended",
    "groups_cancelled",
    "meetings",
    "trainings",
    "steering_group_meetings",
    "parents_panel_meetings",
    "developer_parents_meetings",
    "volunteer_development_meetings",
    "enquiries",
    "enquiries_met",
    "enquiries_waiting",
    "enquiries_not_met",
    "enquiries_elsewhere",
    "participants",
    "instructors",
    "trained",
]
PEOPLE: frozenset[Measure] = frozenset(
    (
        "enquiries",
        "enquiries_met",
        "enquiries_waiting",
        "enquiries_not_met",
        "enquiries_elsewhere",
        "participants",
        "instructors",
        "trained",
    )
)
"""Measures that are counted from people: protected, with a range wider than one value."""

NATION = "FI"
"""The code of the whole country."""


class StatisticRow(Struct, frozen=True, kw_only=True):
    """One figure of one place and period; `least` and `most` are possible truths, both included.

    `code`: of a network, of an area ("01"), of a place, or "FI". A place is a municipality; for
    counts of people a publishing area: a municipality's code or "r01", the smaller ones of an area
    together. `municipalities` says, at level "place" only, which the figure is of, in the codes of
    its day. `networks` counts those whose releases it is the sum of. Both ends of the range are
    called `min` and `max` in the files.
    """

    period: Period
    level: Level
    code: str
    municipalities: tuple[MunicipalityCode, ...]
    measure: Measure
    value: int
    least: int = field(name="min")
    most: int = field(name="max")
    networks: int


class ReportingRow(Struct, frozen=True, kw_only=True):
    """How complete a period is, for the nation ("FI") or an area: networks and inhabitants.

    `networks` reported of `networks_expected`; the municipalities they report for have
    `population_reported` of `population` inhabitants. `without_people`: networks that reported
    without counts of people. A year counts its `quarters` that are over, and of the networks and
    inhabitants those reported in every one of them; a quarter has `quarters` 1.
    """

    period: Period
    code: str
    quarters: int = 1
    networks: int
    networks_expected: int
    without_people: int
    population_reported: int
    population: int


class Release(Struct, frozen=True, kw_only=True):
    """A report that the rows are made from: recompute them from its entry of the public log."""

    period: Period
    network: str
    version: int
    digest: Digest
    entry: int


class StatisticsDocument(
    Struct, frozen=True, kw_only=True, tag_field="schema", tag="open-statistics/1"
):
    """/data/v1/statistics.json. Only the newest version of a network's quarter counts.

    `made_at` is since when it stands so: when the newest entry that it follows from came
    (`ledger_head` is that entry's), or when the last quarter ended.
    """

    made_at: Instant
    ledger_head: Digest
    licence: str
    description: str
    reporting: tuple[ReportingRow, ...]
    rows: tuple[StatisticRow, ...]
    releases: tuple[Release, ...]
