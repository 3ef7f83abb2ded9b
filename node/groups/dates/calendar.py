"""The meetings of a group as a calendar file (RFC 5545), for the staff who hold them.

Private, for download only. The title is neutral and the file names nobody: it may lie on a phone
that others see. The place and the theme stand in it only where a person asked for them.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from node.groups.model import MINUTES_USUAL_MIN, Group, Meeting
from shared.period import HELSINKI
from shared.reference.lookup import Reference
from shared.text import Text

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Network node//Calendar//EN"
FILE = "calendar.ics"
MEDIA = "text/calendar"


def written(
    group: Group,
    reference: Reference,
    say: Callable[[Text], str],
    *,
    language: str,
    now: datetime,
    version: int = 0,
    place: bool = False,
    themes: bool = False,
) -> bytes:
    """Return the file. `version` grows with every change: a calendar then moves what it has."""
    # Five megabytes that only a download needs: an idle node is to stay small.
    from icalendar import Calendar, Event  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    names = {t.number: t.name(language) for t in reference.themes} if themes else {}
    for meeting in group.meetings:
        event = _filled(Event(), group, meeting)
        event.add("dtstamp", now)
        event.add("sequence", version)
        event.add("summary", say(Text.of("Group")))
        if place and group.place:
            event.add("location", group.place)
        if meeting.theme in names:
            event.add("description", names[meeting.theme])
        calendar.add_component(event)
    body: bytes = calendar.to_ical()
    return body


def _filled(event: "Event", group: Group, meeting: Meeting) -> "Event":
    """Say when a meeting is: its hours where they are known, the whole day where not."""
    event.add("uid", _uid(group, meeting))
    event.add("class", "PRIVATE")
    if meeting.starts_at is None:
        event.add("dtstart", meeting.day)
        event.add("transp", "TRANSPARENT")
        return event
    hour = time.fromisoformat(meeting.starts_at)
    starts = datetime.combine(meeting.day, hour, HELSINKI).astimezone(UTC)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=meeting.minutes or MINUTES_USUAL_MIN))
    return event


def _uid(group: Group, meeting: Meeting) -> str:
    """Return a lasting name of the entry that tells nothing of the group."""
    told = hashlib.sha256(f"{group.id} {meeting.number}".encode()).hexdigest()
    return f"{told[:32]}@node.invalid"
