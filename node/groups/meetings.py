"""A group's meetings in order: numbers, themes and the start follow the days (6, 10).

Dates are the truth, never a weekly pattern: nothing here invents one.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from node.groups.fields import day_text
from node.groups.model import (
    MEETINGS_MAX,
    MEETINGS_MIN,
    MINUTES_LIMIT,
    STANDING,
    Group,
    Meeting,
)
from shared.period import month_of
from shared.text import Invalid, Text

THEMES = 10
PEOPLE_LIMIT = 100
MEETINGS_LIMIT = 40
"""What a record of the past may hold at most."""


def with_meetings(group: Group, meetings: Iterable[Meeting]) -> Group:
    """Return the group with these meetings in order of their days, and its start after the first.

    An offer on request or all year round keeps its kind of start, a postponed group its new month.
    Ten meetings take the ten themes in order where nothing else was decided; with eight or nine
    the lead picks (6).
    """
    ordered = sorted(meetings, key=lambda m: m.day)
    numbered = tuple(replace(m, number=n) for n, m in enumerate(ordered, start=1))
    planned = max(group.planned_meetings, len(numbered))
    if numbered and _follows(group, numbered[0].day):
        group = replace(group, start="month", start_month=month_of(numbered[0].day))
    if planned == THEMES:
        numbered = _in_order(numbered)
    return replace(group, meetings=numbered, planned_meetings=planned)


def set_days(group: Group, days: Iterable[date], *, planned: int | None = None) -> Group:
    """Return the group with meetings on exactly these days; what is known of a kept day stays.

    Eight to ten days are taken for the whole plan unless `planned` says otherwise. No days at all
    leave the month of the start as it was.
    """
    old = {m.day: m for m in _undecided(group)}
    usual = Meeting(number=0, day=date.min, minutes=group.minutes, starts_at=group.starts_at)
    fresh = [old.get(day, replace(usual, day=day)) for day in sorted(set(days))]
    if planned is None:
        whole = MEETINGS_MIN <= len(fresh) <= MEETINGS_MAX
        planned = len(fresh) if whole else group.planned_meetings
    return with_meetings(replace(group, planned_meetings=planned), fresh)


def redated(group: Group, days: Mapping[int, date], *, planned: int | None = None) -> Group:
    """Return the group with meetings on these days, by their numbers; the rest is removed.

    Where a number has another day and the old one is gone, the meeting moved with all that is
    known of it.
    """
    wanted = set(days.values())
    moved = tuple(
        replace(m, day=days[m.number])
        if m.number in days and m.day not in wanted and days[m.number] not in _days(group)
        else m
        for m in group.meetings
    )
    return set_days(replace(group, meetings=moved), wanted, planned=planned)


def add(group: Group, meeting: Meeting) -> Group | Invalid:
    """Return the group with one more meeting."""
    if any(m.day == meeting.day for m in group.meetings):
        return Invalid(
            "meetings",
            Text.of("There is already a meeting on {day}.", day=day_text(meeting.day)),
        )
    if len(group.meetings) >= MEETINGS_LIMIT:
        return Invalid("meetings", Text.of("A group has at most {most} meetings.", most=40))
    if meeting.minutes is not None and (wrong := minutes_refused(meeting.minutes)):
        return Invalid("minutes", wrong)
    if meeting.theme is not None and meeting.theme not in range(1, THEMES + 1):
        return Invalid("theme", Text.of("The themes are numbered from 1 to 10."))
    others = _undecided(group) if meeting.theme is None else group.meetings
    return with_meetings(group, (*others, meeting))


def remove(group: Group, day: date) -> Group | Invalid:
    """Return the group without the meeting of that day; one meeting fewer is planned, too."""
    left = tuple(m for m in _undecided(group) if m.day != day)
    if len(left) == len(group.meetings):
        return _no_meeting(day)
    whole = len(group.meetings) >= group.planned_meetings
    planned = max(1, group.planned_meetings - 1) if whole else group.planned_meetings
    return with_meetings(replace(group, planned_meetings=planned), left)


def change(group: Group, day: date, said: Mapping[str, object]) -> Group | Invalid:
    """Return the group with what was said of one meeting's fields; None says nothing."""
    theme, came = said.get("theme"), said.get("attendance")
    meetings = {m.day: m for m in (_undecided(group) if theme is None else group.meetings)}
    old = meetings.pop(day, None)
    if old is None:
        return _no_meeting(day)
    if came is not None and came not in range(PEOPLE_LIMIT + 1):
        return Invalid("attendance", Text.of("Write how many parents came, from 0 to 100."))
    left = replace(group, meetings=tuple(meetings.values()))
    return add(left, replace(old, **{k: v for k, v in said.items() if v is not None}))


def rewritten(group: Group, day: date, new: Meeting) -> Group | Invalid:
    """Return the group with the meeting of a day as it was written anew, moved if its day is.

    A theme that merely followed the order follows it on; one that was written stays.
    """
    known = {m.day: m for m in group.meetings}
    if day not in known:
        return _no_meeting(day)
    follows = new.theme == known[day].theme
    others = {m.day: m for m in (_undecided(group) if follows else group.meetings)}
    old = others.pop(day)
    theme = old.theme if follows else new.theme
    left = replace(group, meetings=tuple(others.values()))
    return add(left, replace(new, theme=theme))


def attended(group: Group, came: Mapping[date, int | None]) -> Group | Invalid:
    """Return the group with how many parents came to its meetings, a number for each day."""
    for day, number in came.items():
        if number is not None and number not in range(PEOPLE_LIMIT + 1):
            text = Text.of("Write how many parents came, from 0 to 100.")
            return Invalid(f"came-{day.isoformat()}", text)
    noted = tuple(replace(m, attendance=came.get(m.day, m.attendance)) for m in group.meetings)
    return replace(group, meetings=noted)


def minutes_refused(minutes: int) -> Text | None:
    """Return the refusal of a meeting longer than three hours (4)."""
    if 1 <= minutes <= MINUTES_LIMIT:
        return None
    return Text.of("A meeting lasts at most {most} minutes (three hours).", most=MINUTES_LIMIT)


def _no_meeting(day: date) -> Invalid:
    return Invalid("meetings", Text.of("The group has no meeting on {day}.", day=day_text(day)))


def _follows(group: Group, first: date) -> bool:
    """Tell whether the kind of start follows the first meeting."""
    if group.start in STANDING:
        return False
    return group.lifecycle != "postponed" or first != group.first_day


def _days(group: Group) -> frozenset[date]:
    return frozenset(m.day for m in group.meetings)


def _undecided(group: Group) -> tuple[Meeting, ...]:
    """Return the meetings, without themes that merely followed the order of ten."""
    in_order = all(m.theme in {None, m.number} for m in group.meetings)
    if group.planned_meetings != THEMES or not in_order:
        return group.meetings
    return tuple(replace(m, theme=None) for m in group.meetings)


def _in_order(meetings: tuple[Meeting, ...]) -> tuple[Meeting, ...]:
    if any(m.theme is not None for m in meetings):
        return meetings
    return tuple(replace(m, theme=m.number if m.number <= THEMES else None) for m in meetings)
