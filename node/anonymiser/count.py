"""Count a quarter: what the organisation chose as it is, what is counted from people as it is true.

Pure, and the true counts of people stay here: only what `rounding` makes of them goes on. A group
belongs to the quarter of its first meeting when it started, of its last one when it ended (rule 13:
only confirmed starts and ends).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import get_args

from msgspec import Struct

from node.anonymiser.protection import shown_instructors, shown_trained
from node.enquiries.model import TOLD, Counted, Told, quarter_of, told_of
from node.groups.model import Group
from node.trainings.model import Training
from node.work.model import Participation as Work
from node.work.model import ParticipationKind
from shared.reference.publishing import PublishingArea
from shared.wire.statistics import GroupsOf, Participation
from shared.wire.words import AreaCode, MunicipalityCode, Quarter

AreaOf = Callable[[MunicipalityCode], AreaCode]

ACTIVE_FOR = timedelta(days=365)
"""Who led a meeting within this time before the quarter's end is an active instructor."""


class Asked(Struct, frozen=True, kw_only=True):
    """True enquiries of one publishing area."""

    met: int
    waiting: int
    not_met: int


class Counts(Struct, frozen=True, kw_only=True):
    """One quarter of the node, true. `asked` has every row of the grid, in its order.

    `sizes`: the parents of every group that started; one nobody counted has the least, four.
    `instructors_shown` and `trained_shown`: how many of them the other figures show anyway.
    """

    groups: tuple[GroupsOf, ...]
    cancelled: int
    meetings: int
    trainings: int
    participation: Participation
    asked: tuple[tuple[str, Asked], ...]
    elsewhere: int
    sizes: tuple[int, ...]
    instructors: int
    instructors_shown: int
    trained: int
    trained_shown: int


class Records(Struct, frozen=True, kw_only=True):
    """What is counted from. `listed`: ids of the groups that stand in public now."""

    groups: tuple[Group, ...]
    trainings: tuple[Training, ...]
    enquiries: tuple[Counted, ...]
    listed: frozenset[str]
    participation: tuple[Work, ...] = ()


def days_of(quarter: Quarter) -> tuple[date, date]:
    """Return the first and the last day of a quarter such as "2026-Q3"."""
    year, first_month = int(quarter[:4]), 3 * int(quarter[-1]) - 2
    after = date(year + 1, 1, 1) if first_month == 10 else date(year, first_month + 3, 1)  # noqa: PLR2004 (October)
    return date(year, first_month, 1), after - timedelta(days=1)


def count(
    records: Records, quarter: Quarter, areas: Sequence[PublishingArea], area_of: AreaOf
) -> Counts:
    """Return the true counts of a quarter over the grid of publishing areas.

    `area_of` maps the code of a municipality to its wellbeing area's.
    """
    started = [one for one in records.groups if _within(_started_on(one), quarter)]
    asked, elsewhere = _asked(records.enquiries, quarter, areas)
    done = [one for one in records.trainings if quarter_of(one.day) == quarter]
    trainings = len({(one.kind, one.day, one.place) for one in done})
    until = days_of(quarter)[1]
    return Counts(
        groups=_groups(records.groups, quarter, area_of),
        cancelled=sum(_cancelled(one, quarter) for one in records.groups),
        meetings=sum(_meetings(one, quarter) for one in records.groups),
        trainings=trainings,
        participation=_participation(records.participation, quarter),
        asked=asked,
        elsewhere=elsewhere,
        sizes=tuple(one.parents or 0 for one in started),
        instructors=len(set(_active(records, until))),
        instructors_shown=shown_instructors(
            listed=bool(records.listed), met=any(_met(one, until) for one in records.groups)
        ),
        trained=len({one.instructor for one in done}),
        trained_shown=shown_trained(trainings),
    )


def _groups(groups: Iterable[Group], quarter: Quarter, area_of: AreaOf) -> tuple[GroupsOf, ...]:
    started: Counter[tuple[AreaCode, MunicipalityCode]] = Counter()
    ended: Counter[tuple[AreaCode, MunicipalityCode]] = Counter()
    for group in groups:
        place = (area_of(group.meets_in), "" if group.show_area_only else group.meets_in)
        started[place] += _within(_started_on(group), quarter)
        ended[place] += _within(_ended_on(group), quarter)
    return tuple(
        GroupsOf(
            area=area, place=place or None, started=started[area, place], ended=ended[area, place]
        )
        for area, place in sorted(+started | +ended)
    )


def _asked(
    enquiries: Iterable[Counted], quarter: Quarter, areas: Sequence[PublishingArea]
) -> tuple[tuple[tuple[str, Asked], ...], int]:
    """Return every row of the grid, and how many asked from outside of it."""
    row_of: Mapping[MunicipalityCode, str] = {
        code: area.code for area in areas for code in area.municipalities
    }
    cells: dict[tuple[str, Told], int] = {}
    elsewhere = 0
    for one in enquiries:
        if one.tally.quarter != quarter:
            continue
        row = row_of.get(one.tally.municipality)
        if row is None:
            elsewhere += one.count
        else:
            cell = (row, told_of(one.tally.outcome))
            cells[cell] = cells.get(cell, 0) + one.count
    rows = tuple(
        (area.code, Asked(**{told: cells.get((area.code, told), 0) for told in TOLD}))
        for area in areas
    )
    return rows, elsewhere


def _active(records: Records, until: date) -> Iterator[str]:
    """Yield who leads a group that is listed, or led one that met in the year before."""
    for group in records.groups:
        if group.id in records.listed or _met(group, until):
            yield from group.instructors


def _met(group: Group, until: date) -> bool:
    """Tell whether a group that began met within the year until that day."""
    if group.start_confirmed_on is None:
        return False
    return any(until - ACTIVE_FOR < meeting.day <= until for meeting in group.meetings)


def _meetings(group: Group, quarter: Quarter) -> int:
    if group.start_confirmed_on is None:
        return 0
    return sum(quarter_of(meeting.day) == quarter for meeting in group.meetings)


def _participation(work: Iterable[Work], quarter: Quarter) -> Participation:
    """Return how often each kind met; two of one kind that met on one day met twice."""
    met = Counter(one.kind for one in work for day in one.days if quarter_of(day) == quarter)
    return Participation(**{kind: met[kind] for kind in get_args(ParticipationKind)})


def _started_on(group: Group) -> date | None:
    begun = group.start_confirmed_on
    return begun and (group.first_day or begun)


def _ended_on(group: Group) -> date | None:
    ended = group.end_confirmed_on
    return ended and (group.last_day or ended)


def _cancelled(group: Group, quarter: Quarter) -> bool:
    """Tell whether a group that was to start in the quarter was cancelled."""
    if group.lifecycle != "cancelled":
        return False
    if group.first_day is None and group.start_month is not None:
        return quarter_of(date.fromisoformat(f"{group.start_month}-01")) == quarter
    return _within(group.first_day or group.start_confirmed_on, quarter)


def _within(day: date | None, quarter: Quarter) -> bool:
    return day is not None and quarter_of(day) == quarter
