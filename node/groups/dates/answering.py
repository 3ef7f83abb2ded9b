"""Answers to the forms of a group's meetings: the page, or the form again with what is wrong."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from msgspec.structs import replace

from node.groups import posting
from node.groups.answering import clash_lines, opened, status_of, view_of
from node.groups.dates import rhythm
from node.groups.dates.aligned import aligned
from node.groups.dates.forms import CAME, DAY
from node.groups.dates.rhythm import Rhythm
from node.groups.edit import Step
from node.groups.fields import day_text
from node.groups.labels import LABELS, WEEKDAYS
from node.groups.meetings import MEETINGS_LIMIT
from node.groups.model import MINUTES_LIMIT, Group, GroupId, Meeting
from node.groups.posting import Clash, Outcome, Refused
from node.groups.texts import meeting_texts
from node.web.visit import Visit
from shared.runtime.web.form import Choice, Field, filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

SPARE = 2
"""Empty fields behind the last day, for meetings to be added."""


async def taken(visit: Visit, posted: Posted, group: GroupId, step: Step) -> Outcome:
    """Take a step on a group as this person does it, from the version they have seen."""
    job = partial(
        posting.take,
        group=group,
        step=step,
        version=posted.version,
        reference=visit.desk.reference,
        doer=visit.doer,
    )
    return await visit.commit(job)


def on_day(visit: Visit, day: str) -> date:
    """Return the day in an address; answers with "no such page" for anything else."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        visit.missing()


async def meetings_page(
    visit: Visit, group: GroupId, *, typed: Posted | None = None, outcome: Refused | Clash = ()
) -> Page:
    """Return the meetings of a group, and the form that adds one."""
    found = await opened(visit, group)
    usual = {"starts_at": found.group.starts_at or "", "minutes": str(found.group.minutes or "")}
    return visit.page(
        "groups/meetings.html",
        status=status_of(outcome),
        group=found.group,
        themes=_themes(visit),
        weekdays=WEEKDAYS,
        today=visit.desk.today(),
        looks=[look for look in found.cautions if look.field in {"meetings", "minutes"}],
        version=found.version,
        form=view_of(found, _fields(visit)[:-1], usual, typed, outcome),
        clash=clash_lines(visit, outcome if isinstance(outcome, Clash) else None),
    )


async def meeting_page(
    visit: Visit,
    group: GroupId,
    day: date,
    *,
    typed: Posted | None = None,
    outcome: Refused | Clash = (),
) -> Page:
    """Return the form of one meeting; gone meanwhile, it is still there to be read."""
    found = await opened(visit, group)
    meeting = next((m for m in found.group.meetings if m.day == day), None)
    if meeting is None and not isinstance(outcome, Clash):
        visit.missing()
    stored = meeting_texts(meeting) if meeting else typed.fields if typed else {}
    return visit.page(
        "groups/meeting.html",
        status=status_of(outcome),
        group=found.group,
        day=day,
        form=view_of(found, _fields(visit), stored, typed, outcome),
        clash=clash_lines(visit, outcome if isinstance(outcome, Clash) else None),
    )


async def dates_page(
    visit: Visit, group: GroupId, *, typed: Posted | None = None, outcome: Refused | Clash = ()
) -> Page:
    """Return all days of a group to be changed, or those that a rhythm proposes."""
    found = await opened(visit, group)
    asked = {name: visit.query[name] for name in rhythm.FIELDS if name in visit.query}
    read = rhythm.read(asked) if asked.get("first") else ()
    days = rhythm.proposed(read) if isinstance(read, Rhythm) else _days(found.group)
    stored = _day_texts(_days(found.group))
    if typed and isinstance(outcome, Clash):
        told = aligned(typed.fields, typed.seen, tuple(stored.values()))
        typed = replace(typed, fields=told.fields, seen=told.seen)
    usual = {"times": str(found.group.planned_meetings), "every": "1", "skip": rhythm.HOLIDAYS}
    fields = tuple(_day_fields(found.group, days, typed.fields if typed else {}))
    form = view_of(found, fields, stored, typed, outcome)
    if typed is None:
        form = filled(fields, _day_texts(days), version=form.version, seen=form.seen)
    return visit.page(
        "groups/dates.html",
        status=status_of(outcome),
        group=found.group,
        proposed=isinstance(read, Rhythm),
        skipped=rhythm.skipped(days, read) if isinstance(read, Rhythm) else (),
        asking=filled(RHYTHM, {**usual, **asked}, invalid=() if isinstance(read, Rhythm) else read),
        form=form,
        clash=clash_lines(visit, outcome if isinstance(outcome, Clash) else None),
    )


async def attendance_page(
    visit: Visit, group: GroupId, *, typed: Posted | None = None, outcome: Refused | Clash = ()
) -> Page:
    """Return the form of how many came."""
    found = await opened(visit, group)
    fields = tuple(_came_fields(found.group))
    noted = {
        _came(m): "" if m.attendance is None else str(m.attendance) for m in found.group.meetings
    }
    return visit.page(
        "groups/attendance.html",
        status=status_of(outcome),
        group=found.group,
        form=view_of(found, fields, noted, typed, outcome),
        clash=clash_lines(visit, outcome if isinstance(outcome, Clash) else None),
    )


def _themes(visit: Visit) -> dict[int, str]:
    return {t.number: t.name(visit.language) for t in visit.desk.reference.themes}


def _fields(visit: Visit) -> tuple[Field, ...]:
    """Return the fields of one meeting."""
    themes = (
        Choice(str(number), Text("{n}. {name}", {"n": number, "name": name}))
        for number, name in _themes(visit).items()
    )
    none = Choice("", Text.of("not decided"))
    least = Text.of("At most {most}.", most=MINUTES_LIMIT)
    return (
        Field(name="day", label=LABELS["day"], kind="day", required=True, stays=True),
        Field(name="starts_at", label=Text.of("Hour"), kind="hour", stays=True),
        Field(name="minutes", label=Text.of("Minutes"), kind="number", help=least, rule=4),
        Field(name="theme", label=LABELS["theme"], kind="select", choices=(none, *themes), rule=6),
        Field(
            name="attendance",
            label=LABELS["attendance"],
            kind="number",
            help=Text.of("Only a number, no names."),
            rule=32,
            stays=True,
        ),
    )


def _days(group: Group) -> tuple[date, ...]:
    return tuple(meeting.day for meeting in group.meetings)


def _day_texts(days: tuple[date, ...]) -> dict[str, str]:
    return {f"{DAY}{n}": day_text(day) for n, day in enumerate(days, start=1)}


def _day_fields(group: Group, days: tuple[date, ...], typed: Mapping[str, str]) -> Iterator[Field]:
    """Yield a field for every meeting, with its weekday, for all that was typed, and spare ones."""
    last = max((n for n in range(1, MEETINGS_LIMIT + 1) if typed.get(f"{DAY}{n}")), default=0)
    most = min(MEETINGS_LIMIT, max(len(days), group.planned_meetings, last) + SPARE)
    for number in range(1, most + 1):
        label = Text.of("Meeting {n}", n=number)
        weekday = WEEKDAYS[days[number - 1].weekday()] if number <= len(days) else None
        yield Field(name=f"{DAY}{number}", label=label, kind="day", help=weekday)


def _came_fields(group: Group) -> Iterator[Field]:
    for meeting in group.meetings:
        label = Text.of("Meeting {n}, {day}", n=meeting.number, day=day_text(meeting.day))
        yield Field(name=_came(meeting), label=label, kind="number")


def _came(meeting: Meeting) -> str:
    return f"{CAME}{meeting.day.isoformat()}"


RHYTHM = (
    Field(name="first", label=Text.of("First meeting"), kind="day", help=Text.of("As 5.11.2027.")),
    Field(name="times", label=LABELS["planned_meetings"], kind="number"),
    Field(
        name="every",
        label=Text.of("Weeks from one to the next"),
        kind="number",
        help=Text.of("1 is every week, 2 every second week."),
    ),
    Field(
        name="skip",
        label=Text.of("Weeks that are skipped"),
        help=Text.of("Numbers of weeks, such as 52, 1. Also those of holidays: 8 or 9, 42."),
    ),
)
