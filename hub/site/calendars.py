"""A place's calendar as iCalendar (RFC 5545, 7986): whole months, no place, no day, no hour.

The same words of the networks give the same bytes: every stamp is theirs, none is of the making.
"""

from datetime import date, timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone
from markupsafe import Markup

from hub.site import addresses
from hub.site.feeds import CalendarPage, Entry

PRODUCT = "-//Peer support for parents//Calendar//EN"

_DAY = timedelta(days=1)
_NO_CHARACTERS = {0xFFFE: None, 0xFFFF: None}
_HELSINKI = Timezone.from_ical(
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Helsinki\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:19810329T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\nTZNAME:EEST\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nDTSTART:19961027T040000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\nTZNAME:EET\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n"
)
"""What a calendar without events holds: RFC 5545 asks for a component and some readers refuse a
calendar without one; a time zone is the only one that says nothing."""


class Calendars:
    """Writes calendars in one language; `told` are that language's macros of told.html."""

    def __init__(self, told: SimpleNamespace, base_url: str) -> None:
        self._told = told
        self._base = base_url.rstrip("/")
        self._host = urlsplit(base_url).hostname or "localhost"

    def written(self, values: CalendarPage) -> bytes:
        """Return the calendar's bytes."""
        home = self._base + values.place.path
        name = plain(self._told.name(values.place.name))
        calendar = Calendar()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        for key in ("name", "x-wr-calname"):
            calendar.add(key, name)
        for key in ("description", "x-wr-caldesc"):
            calendar.add(key, plain(self._told.about(values.until)))
        calendar.add("url", home)
        calendar.add("source", self._base + addresses.calendar(values.place.path), {"VALUE": "URI"})
        calendar.add("refresh-interval", _DAY, {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "P1D")
        for entry in values.entries:
            calendar.add_component(self._event(entry, home))
        if not values.entries:
            calendar.add_component(_HELSINKI)
        body: bytes = calendar.to_ical()
        return body

    def _event(self, entry: Entry, home: str) -> Event:
        first = date.fromisoformat(f"{entry.month}-01")
        said = (self._told.whole_month(), self._told.lines(entry), home)
        event = Event()
        event.add("uid", f"{entry.id}@{self._host}")
        event.add("dtstamp", entry.confirmed_at)
        event.add("last-modified", entry.confirmed_at)
        event.add("dtstart", first)
        event.add("dtend", (first + timedelta(days=31)).replace(day=1))
        event.add("summary", plain(self._told.title(entry)))
        event.add("description", "\n".join(map(plain, said)))
        event.add("url", home)
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        return event


def plain(said: str) -> str:
    """Return what a template said as bare text that XML can hold, a line for each that says any."""
    bare = Markup(said).unescape().translate(_NO_CHARACTERS)  # noqa: S704 (our own template's)
    return "\n".join(filter(None, (" ".join(line.split()) for line in bare.splitlines())))
