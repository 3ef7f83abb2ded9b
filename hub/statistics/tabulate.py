"""From one network's release to the figures that are added up: by place, area, network, nation.

Pure. What an organisation chose is exact; what was counted from people has its range, the narrowest
that the published value of the tree gives, and the total that it is a part of (DISCLOSURE.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hub.statistics.sums import (
    Figure,
    asked,
    figure,
    instructors,
    parents,
    row,
    total,
    trained,
    within,
)
from shared.reference.lookup import Reference
from shared.wire.openstatistics import NATION, Level, Measure
from shared.wire.statistics import Outcomes, People, Statistics
from shared.wire.words import AreaCode, MunicipalityCode

STOCKS: frozenset[Measure] = frozenset({"instructors"})
"""Measures of a quarter's last day: a year shows its last quarter's, never their sum."""

GROUPS: tuple[Measure, Measure] = ("groups_started", "groups_ended")

CELLS: tuple[tuple[str, Measure], ...] = (
    ("met", "enquiries_met"),
    ("waiting", "enquiries_waiting"),
    ("not_met", "enquiries_not_met"),
)


class Place(NamedTuple):
    """What a figure is of, and what it counts: the key that figures are added up under."""

    level: Level
    code: str
    measure: Measure


class Part(NamedTuple):
    """One figure of one release. `municipalities`: at level "place" only, as released."""

    place: Place
    municipalities: tuple[MunicipalityCode, ...]
    figure: Figure


def parts(report: Statistics, reference: Reference) -> Iterator[Part]:
    """Yield every figure of a release, on every level that it is published at.

    `reference` is that of the day: a place that was merged away stands under what it became.
    """
    yield from _groups(report, reference)
    for measure, count in _chosen(report):
        yield from _summed(report, measure, exact(count))
    if report.people is not None:
        yield from _people(report, report.people, reference)


def exact(value: int) -> Figure:
    """Return what an organisation chose: it is what it is."""
    return Figure(value=value, least=value, most=value)


def _chosen(report: Statistics) -> Iterator[tuple[Measure, int]]:
    yield "groups_started", sum(group.started for group in report.groups)
    yield "groups_ended", sum(group.ended for group in report.groups)
    yield "groups_cancelled", report.cancelled
    yield "meetings", report.meetings
    yield "trainings", report.trainings
    met = report.participation
    yield "steering_group_meetings", met.steering_group
    yield "parents_panel_meetings", met.parents_panel
    yield "developer_parents_meetings", met.developer_parents
    yield "volunteer_development_meetings", met.volunteer_development


def _groups(report: Statistics, reference: Reference) -> Iterator[Part]:
    """Yield groups by municipality, and by area also those whose municipality is not told.

    An area that the network reports for and tells no group of has a reported none there.
    """
    for area in sorted(_areas(report, reference)):
        for measure in GROUPS:
            yield _part("area", area, measure, exact(0))
    for group in report.groups:
        for measure, count in zip(GROUPS, (group.started, group.ended), strict=True):
            yield _part("area", group.area, measure, exact(count))
            if group.place is not None:
                code = reference.current_code(group.place) or group.place
                yield _part("place", code, measure, exact(count), (group.place,))


def _areas(report: Statistics, reference: Reference) -> set[AreaCode]:
    """Return the areas of the municipalities that the network reports for."""
    found = map(reference.municipality, report.municipalities)
    return {place.area for place in found if place is not None}


def _people(report: Statistics, people: People, reference: Reference) -> Iterator[Part]:
    whole = asked(people.enquiries)
    for (level, code), rows in _places(people.enquiries.areas, reference).items():
        named = {each for of in rows for each in of.municipalities} if level == "place" else set()
        found: tuple[Measure, Figure] = ("enquiries", within(total(map(row, rows)), whole))
        for measure, value in (found, *_cells(rows, whole)):
            yield _part(level, code, measure, value, tuple(sorted(named)))
    yield from _summed(report, "enquiries", whole)
    for measure, value in _cells(people.enquiries.areas, whole):
        yield from _summed(report, measure, value)
    yield from _summed(report, "enquiries_elsewhere", figure(people.enquiries.elsewhere))
    if people.participants is not None:
        yield from _summed(report, "participants", parents(people.participants))
    yield from _summed(report, "instructors", instructors(people))
    yield from _summed(report, "trained", trained(people, report.trainings))


def _places(
    rows: Sequence[Outcomes], reference: Reference
) -> Mapping[tuple[Level, str], Sequence[Outcomes]]:
    """Return the rows of each publishing area and of each wellbeing area."""
    found: dict[tuple[Level, str], list[Outcomes]] = {}
    for of in rows:
        code, area = place_of(of.area, reference)
        found.setdefault(("area", area), []).append(of)
        found.setdefault(("place", code), []).append(of)
    return found


def _cells(rows: Sequence[Outcomes], whole: Figure) -> Iterator[tuple[Measure, Figure]]:
    """Yield what came of the enquiries of these rows, a part of all that the network had.

    So the truth of a part is never above the most that the published total may stand for.
    """
    for cell, measure in CELLS:
        yield measure, within(total(figure(getattr(of, cell)) for of in rows), whole)


def place_of(row_code: str, reference: Reference) -> tuple[str, AreaCode]:
    """Return today's code of a publishing area, and the wellbeing area that it lies in."""
    if row_code.startswith("r"):
        return row_code, row_code[1:]
    place = reference.municipality(row_code)
    return (row_code, "") if place is None else (place.code, place.area)


def _summed(report: Statistics, measure: Measure, value: Figure) -> Iterator[Part]:
    """Yield what is told of a network as a whole, and with it of the nation."""
    yield _part("network", report.node, measure, value)
    yield _part("nation", NATION, measure, value)


def _part(
    level: Level,
    code: str,
    measure: Measure,
    value: Figure,
    municipalities: tuple[MunicipalityCode, ...] = (),
) -> Part:
    return Part(Place(level, code, measure), municipalities, value)
