"""What a group is to the public in a week: open, coming, full, or nothing at all (13, 25).

Only the Monday of the week enters, never the day: what time alone changes leaves the node on a
Monday, because the day of a report would betray the weekday of the meetings. A person's act counts
at once.
"""

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from node.groups.model import STANDING, Group
from shared.period import month_of
from shared.wire.availability import Start
from shared.wire.words import Month

Standing = Literal["open", "coming", "full"]

WEEK = timedelta(days=7)


class Left(Struct, frozen=True, kw_only=True):
    """When a group left the public list.

    `ceased`: the day from which a person's *none* is a word on the time after the group.
    `since`: the day its listing ended, which the public reads.
    """

    ceased: date
    since: date


def standing(group: Group, monday: date) -> Standing | None:
    """Return the public class of a group in the week of that Monday; None for not listed."""
    if group.withdrawn_on is not None:
        return None
    match group.lifecycle:
        case "planned" | "postponed":
            return "coming" if _is_coming(group, monday) else None
        case "open" | "full" | "running":
            if _over(group, monday):
                return None
            takes = group.lifecycle == "open" and group.takes_parents
            return "open" if takes and not _started(group, monday) else "full"
        case "ended":  # the day of this act would betray the weekday: the Monday tells it
            return "full" if _ended_in_time(group) and not _over(group, monday) else None
        case _:
            return None


def start_of(group: Group) -> Start:
    """Return how a group starts: dates are the truth (10), unless it was postponed."""
    if group.start in STANDING:
        return Start(kind=group.start, month=None)
    first = month_of(group.first_day) if group.first_day else None
    month: Month | None
    if group.lifecycle == "postponed":
        month = (group.start_month or first) if group.start == "month" else None
    else:
        month = first or (group.start_month if group.start == "month" else None)
    if month is not None:
        return Start(kind="month", month=month)
    return Start(kind="when_found" if group.start == "when_found" else "not_said", month=None)


def left(group: Group, monday: date) -> Left | None:
    """Return when a group that is not listed left the list; None if no date of it tells."""
    days = [found for found in (_by_calendar(group, monday), _by_act(group)) if found is not None]
    return min(days, key=lambda found: (found.since, found.ceased), default=None)


def lapse_of(month: Month) -> date:
    """Return the first Monday on which a month is past: on the 1st of the next one, or after it."""
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return after + timedelta(days=-after.weekday() % 7)


def _is_coming(group: Group, monday: date) -> bool:
    """Tell whether a planned group has a month not yet past, or starts when four are found."""
    start = start_of(group)
    if start.month is not None:
        return monday < lapse_of(start.month)
    return start.kind == "when_found"


def _stands(group: Group) -> bool:
    """Tell whether this is a standing offer, which no date moves."""
    return group.start in STANDING and group.lifecycle in {"open", "full"}


def _started(group: Group, monday: date) -> bool:
    """Tell whether the first meeting's week, or the month that stands for it, has come."""
    if _stands(group):
        return False
    if group.first_day is not None:
        return monday > group.first_day - WEEK
    month = group.start_month if group.start == "month" else None
    return month is not None and monday >= lapse_of(month)


def _over(group: Group, monday: date) -> bool:
    """Tell whether the Monday after the last meeting has come."""
    return not _stands(group) and group.last_day is not None and monday > group.last_day


def _ended_in_time(group: Group) -> bool:
    """Tell whether a person confirmed an end that the dates had foreseen."""
    confirmed, last = group.end_confirmed_on, group.last_day
    return confirmed is not None and last is not None and confirmed >= last


def _by_calendar(group: Group, monday: date) -> Left | None:
    """Return when time alone took the group off the list."""
    match group.lifecycle:
        case "planned" | "postponed":
            month = start_of(group).month
            gone = lapse_of(month) if month else None
            return Left(ceased=gone, since=gone) if gone and gone <= monday else None
        case "open" | "full" | "running" | "ended" if _over(group, monday) and group.last_day:
            after = group.last_day + timedelta(days=7 - group.last_day.weekday())
            ceased = group.last_day + timedelta(days=1)
            if _ended_in_time(group) and group.end_confirmed_on:
                ceased = min(ceased, group.end_confirmed_on)
            return Left(ceased=ceased, since=after)
        case _:
            return None


def _by_act(group: Group) -> Left | None:
    """Return when a person's dated act took the group off the list; drafts never stood there."""
    if group.lifecycle == "draft":
        return None
    acts = [group.withdrawn_on]
    if group.lifecycle == "ended" and not _ended_in_time(group):
        acts.append(group.end_confirmed_on)
    days = [day for day in acts if day is not None]
    return Left(ceased=min(days), since=min(days)) if days else None
