"""What the hub checks again of counts of people before it takes them (DISCLOSURE.md).

Pure. The hub is half trusted and cannot see the truth, but it can refuse what was made with weaker
protection or none: another grid, a figure at a level of its own, a second or a third release.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from hub.statistics.quarters import day_after
from shared.reference.lookup import Reference
from shared.reference.publishing import publishing_areas
from shared.reference.tables import VINTAGE
from shared.wire.problem import Code
from shared.wire.statistics import People, Statistics
from shared.wire.words import MunicipalityCode

VERSIONS = 2


class Refusal(Struct, frozen=True, kw_only=True):
    """Why a quarter is not taken: a code for the node's words, a sentence for the log."""

    code: Code
    detail: str


class Standing(Struct, frozen=True, kw_only=True):
    """What the hub knows when the report comes.

    `owned`: the municipalities whose counts this network reports in that quarter. `before`: what it
    reported of the quarter in earlier reports, by version.
    """

    today: date
    owned: frozenset[MunicipalityCode]
    before: Mapping[int, Statistics]


def refusal(report: Statistics, standing: Standing, reference: Reference) -> Refusal | None:
    """Return why the report is refused, None if it may enter the ledger."""
    return _vintage(report) or doubt(report, standing, reference)


def doubt(report: Statistics, standing: Standing, reference: Reference) -> Refusal | None:
    """Return why a report should have been refused, also of one made with older tables.

    Its borders can be checked only with the tables that it was made with.
    """
    return (
        _closed(report, standing)
        or _owned(report, standing)
        or _released(report, standing)
        or (_borders(report, reference) if report.vintage == VINTAGE else None)
    )


def _borders(report: Statistics, reference: Reference) -> Refusal | None:
    return _places(report, reference) or _grid(report, reference)


def _closed(report: Statistics, standing: Standing) -> Refusal | None:
    if standing.today >= day_after(report.quarter):
        return None
    return Refusal(
        code="quarter_open",
        detail=f"The quarter {report.quarter} is not over. Its figures are taken once it is.",
    )


def _vintage(report: Statistics) -> Refusal | None:
    if report.vintage == VINTAGE:
        return None
    return Refusal(
        code="other_tables",
        detail=f"The report was made with the tables {report.vintage}, the hub has {VINTAGE}. "
        "Update the node, or wait until the hub is updated.",
    )


def _owned(report: Statistics, standing: Standing) -> Refusal | None:
    foreign = sorted(set(report.municipalities) - standing.owned)
    if not foreign:
        return None
    return Refusal(
        code="not_owner",
        detail=f"This network does not report the counts of {', '.join(foreign[:5])} in "
        f"{report.quarter}. The operator settles which network does.",
    )


def _released(report: Statistics, standing: Standing) -> Refusal | None:
    """Demand one release and at most one revision, over the same grid."""
    if report.version in standing.before or len(standing.before) >= VERSIONS:
        return Refusal(
            code="released_before",
            detail=f"Version {report.version} of {report.quarter} was reported before. A quarter "
            "is published once and revised once.",
        )
    if report.version == 1 and not standing.before:
        return None
    first = standing.before.get(1)
    if first is None or report.version != VERSIONS:
        return Refusal(
            code="released_before",
            detail=f"The hub has no first version of {report.quarter}: this is no revision of it.",
        )
    again = first.key_lost or _rows(first.people) == _rows(report.people)
    if first.municipalities != report.municipalities or not again:
        return Refusal(
            code="unprotected",
            detail="A revision speaks of the same places as the first version.",
        )
    return None


def _rows(people: People | None) -> Sequence[str] | None:
    return None if people is None else [row.area for row in people.enquiries.areas]


def _places(report: Statistics, reference: Reference) -> Refusal | None:
    """Demand that every place exists and lies in its area."""
    for row in report.groups:
        place = None if row.place is None else reference.municipality(row.place)
        known = reference.area(row.area) is not None
        if not known or (row.place is not None and (place is None or place.area != row.area)):
            return Refusal(
                code="unknown_municipality",
                detail=f"No municipality {row.place} lies in the area {row.area}.",
            )
    return None


def _grid(report: Statistics, reference: Reference) -> Refusal | None:
    """Demand the full grid, and none where too few live for counts of people."""
    expected = publishing_areas(report.municipalities, reference)
    if report.people is None:
        if report.key_lost or not expected:
            return None
        return Refusal(code="unprotected", detail="The counts of people are missing.")
    found = [(row.area, row.municipalities) for row in report.people.enquiries.areas]
    if expected and found == [(area.code, area.municipalities) for area in expected]:
        return None
    return Refusal(
        code="unprotected",
        detail="The table of enquiries is not the whole grid of publishing areas of these "
        "municipalities, every row once and zeros included.",
    )
