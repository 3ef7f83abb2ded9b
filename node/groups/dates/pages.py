"""The pages of a group's meetings, which assistants keep, too; and their calendar file."""

from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.groups import meetings
from node.groups.answering import answer, opened, say_in
from node.groups.dates import calendar, forms
from node.groups.dates.answering import (
    attendance_page,
    dates_page,
    meeting_page,
    meetings_page,
    on_day,
    taken,
)
from node.groups.edit import Saved
from node.groups.model import Meeting
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

SAVED = Text.of("Saved.")


@page("/groups/{group:str}/meetings", may="look")
async def every(visit: NamedDependency[Visit], group: FromPath[str]) -> Page:
    """Show the meetings of a group."""
    return await meetings_page(visit, group)


@act("/groups/{group:str}/meetings", may="meet")
async def add(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], group: FromPath[str]
) -> Page:
    """Add one meeting."""
    new = forms.meeting(posted.fields)
    if not isinstance(new, Meeting):
        return await meetings_page(visit, group, typed=posted, outcome=new)
    outcome = await taken(visit, posted, group, lambda g, _: meetings.add(g, new))
    if isinstance(outcome, Saved):
        return visit.go(f"/groups/{group}/meetings", SAVED)
    return await meetings_page(visit, group, typed=posted, outcome=outcome)


@page("/groups/{group:str}/meetings/{day:str}", may="meet")
async def one(visit: NamedDependency[Visit], group: FromPath[str], day: FromPath[str]) -> Page:
    """Show the form of one meeting."""
    return await meeting_page(visit, group, on_day(visit, day))


@act("/groups/{group:str}/meetings/{day:str}", may="meet")
async def save(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    group: FromPath[str],
    day: FromPath[str],
) -> Page:
    """Store one meeting: moved, with another theme, with how many came."""
    old, new = on_day(visit, day), forms.meeting(posted.fields)
    if not isinstance(new, Meeting):
        return await meeting_page(visit, group, old, typed=posted, outcome=new)
    outcome = await taken(visit, posted, group, lambda g, _: meetings.rewritten(g, old, new))
    if isinstance(outcome, Saved):
        return visit.go(f"/groups/{group}/meetings", SAVED)
    return await meeting_page(visit, group, old, typed=posted, outcome=outcome)


@act("/groups/{group:str}/meetings/{day:str}/remove", may="meet")
async def remove(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    group: FromPath[str],
    day: FromPath[str],
) -> Page:
    """Remove one meeting."""
    old = on_day(visit, day)
    outcome = await taken(visit, posted, group, lambda g, _: meetings.remove(g, old))
    told = Text.of("The meeting was removed.")
    return await answer(visit, group, outcome, told, path=f"/groups/{group}/meetings")


@page("/groups/{group:str}/dates", may="meet")
async def dates(visit: NamedDependency[Visit], group: FromPath[str]) -> Page:
    """Show all days of a group, or a proposal of days, each to be changed."""
    return await dates_page(visit, group)


@act("/groups/{group:str}/dates", may="meet")
async def set_dates(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], group: FromPath[str]
) -> Page:
    """Store all days at once."""
    days = forms.days(posted.fields)
    if not isinstance(days, dict):
        return await dates_page(visit, group, typed=posted, outcome=days)
    outcome = await taken(visit, posted, group, lambda g, _: meetings.redated(g, days))
    if isinstance(outcome, Saved):
        return visit.go(f"/groups/{group}/meetings", SAVED)
    return await dates_page(visit, group, typed=posted, outcome=outcome)


@page("/groups/{group:str}/attendance", may="meet")
async def attendance(visit: NamedDependency[Visit], group: FromPath[str]) -> Page:
    """Show the form of how many came, a number for every meeting."""
    return await attendance_page(visit, group)


@act("/groups/{group:str}/attendance", may="meet")
async def note(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], group: FromPath[str]
) -> Page:
    """Store how many came."""
    came = forms.came(posted.fields, (await opened(visit, group)).group)
    if not isinstance(came, dict):
        return await attendance_page(visit, group, typed=posted, outcome=came)
    outcome = await taken(visit, posted, group, lambda g, _: meetings.attended(g, came))
    if isinstance(outcome, Saved):
        return visit.go(f"/groups/{group}/meetings", SAVED)
    return await attendance_page(visit, group, typed=posted, outcome=outcome)


@page("/groups/{group:str}/calendar", may="look")
async def download(visit: NamedDependency[Visit], group: FromPath[str]) -> Page:
    """Return the calendar file; place and themes only where they were asked for."""
    found, asked = await opened(visit, group), visit.query
    write = partial(calendar.written, found.group, visit.desk.reference, say_in(visit))
    content = write(
        language=visit.language,
        now=visit.desk.now(),
        version=found.version,
        place=asked.get("place") == "yes",
        themes=asked.get("themes") == "yes",
    )
    return visit.download(content, calendar.FILE, calendar.MEDIA)


ROUTES = [every, add, one, save, remove, dates, set_dates, attendance, note, download]
