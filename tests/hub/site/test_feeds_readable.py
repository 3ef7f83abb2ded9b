"""Every calendar and feed is read by a library that knows nothing of ours, as a phone would."""

import re
from datetime import date, datetime, timedelta

import feedparser
import pytest
from icalendar import Calendar

from hub.site.feeds import CalendarPage, FeedPage
from hub.site.model import Page
from hub.site.plan import plan
from hub.site.render import Renderer
from shared.wire.availability import NetworkName
from tests.hub.site.scene import FACTS, NOW, REFERENCE, known, offer, snapshot

pytestmark = pytest.mark.whole

TODAY = date(2026, 11, 21)
HOUR = re.compile(r"\b(?:klo|kl\.?|at) ?\d|\b\d{1,2}[.:]\d\d\b(?![.\d])")
WEEKDAY = re.compile(
    r"(?i)\b(?:maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai"
    r"|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)


def rendered(kind: type) -> dict[str, tuple[Page, bytes]]:
    """Return every page of the example country that has such values, by address."""
    renderer = Renderer(FACTS)
    pages = plan(snapshot(), REFERENCE, TODAY)
    return {p.address: (p, renderer.render(p)) for p in pages if isinstance(p.values, kind)}


@pytest.fixture(scope="module")
def calendars() -> dict[str, tuple[Page, bytes]]:
    """Return every calendar."""
    return rendered(CalendarPage)


@pytest.fixture(scope="module")
def feeds() -> dict[str, tuple[Page, bytes]]:
    """Return every feed."""
    return rendered(FeedPage)


def test_every_calendar_parses_without_errors_and_round_trips(
    calendars: dict[str, tuple[Page, bytes]],
) -> None:
    assert len(calendars) == 3 * (308 + 23)
    for address, (page, body) in calendars.items():
        calendar = Calendar.from_ical(body)
        every = [calendar, *calendar.walk()]
        assert [component.errors for component in every if component.errors] == [], address
        assert calendar.to_ical() == body
        assert isinstance(page.values, CalendarPage)
        assert len(calendar.events) == len(page.values.entries)
        assert calendar.subcomponents, address
        assert b"\n" not in body.replace(b"\r\n", b"")
        assert max(map(len, body.split(b"\r\n"))) <= 75


def test_an_event_is_the_whole_month_and_takes_nobodys_time(
    calendars: dict[str, tuple[Page, bytes]],
) -> None:
    calendar = Calendar.from_ical(calendars["/en/municipality/myrskyla/calendar.ics"][1])
    months = [(e.start, e.end) for e in calendar.events]
    assert set(months) == {(date(2027, 1, 1), date(2027, 2, 1))}
    (event,) = [e for e in calendar.events if "Myrskylä" in str(e.summary)]
    assert event.summary == "Peer support for parents: new group, Myrskylä"
    assert (str(event["TRANSP"]), str(event["CLASS"])) == ("TRANSPARENT", "PRIVATE")
    assert event.url == "https://vertaistuki.example/en/municipality/myrskyla/"
    assert event.uid.startswith("ita-uusimaa.")
    assert event.uid.endswith("@vertaistuki.example")
    assert NOW - timedelta(hours=2, days=9) == event.DTSTAMP
    assert "Confirmed on 12 Nov 2026. Believed until 5 Dec 2026." in (event.description or "")
    assert "040 000 0000" in (event.description or "")
    assert not {"LOCATION", "GEO", "ORGANIZER", "ATTENDEE"} & set(event)


def test_a_calendar_asks_to_be_read_again_every_day(
    calendars: dict[str, tuple[Page, bytes]],
) -> None:
    for _, body in calendars.values():
        assert b"REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n" in body
        assert b"X-PUBLISHED-TTL:P1D\r\n" in body


def test_a_calendar_without_events_says_nothing_but_its_time_zone(
    calendars: dict[str, tuple[Page, bytes]],
) -> None:
    calendar = Calendar.from_ical(calendars["/fi/kunta/utsjoki/calendar.ics"][1])
    assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE"]
    zone = calendar.timezones[0].to_tz()
    offsets = [zone.utcoffset(datetime(2026, month, 1)) for month in (1, 7)]  # noqa: DTZ001
    assert offsets == [timedelta(hours=2), timedelta(hours=3)]


def test_an_event_is_one_and_the_same_in_every_language(
    calendars: dict[str, tuple[Page, bytes]],
) -> None:
    addresses = ("/fi/kunta/porvoo/", "/sv/kommun/borga/", "/en/municipality/porvoo/")
    found = [Calendar.from_ical(calendars[f"{a}calendar.ics"][1]).events for a in addresses]
    uids = [sorted(event.uid for event in events) for events in found]
    assert len(uids[0]) == 2
    assert uids[0] == uids[1] == uids[2]


def test_every_feed_parses_and_tells_what_is_expected(
    feeds: dict[str, tuple[Page, bytes]],
) -> None:
    assert len(feeds) == 3 * (308 + 23)
    for address, (page, body) in feeds.items():
        read = feedparser.parse(body)
        assert not read.bozo, (address, read.get("bozo_exception"))
        assert read.version == "atom10"
        assert isinstance(page.values, FeedPage)
        ids = [f"tag:vertaistuki.example,2026:{entry.id}" for entry in page.values.entries]
        assert [entry.id for entry in read.entries] == ids
        links = {link.rel: link.href for link in read.feed.links}
        assert links["self"] == f"https://vertaistuki.example{address}"
        assert links["alternate"] == f"https://vertaistuki.example{page.values.place.path}"
        assert read.feed.language == page.language
        for entry in read.entries:
            assert entry.title
            assert entry.summary
            assert entry.link == links["alternate"]
            assert datetime.fromisoformat(entry.updated) < NOW


def test_an_empty_feed_says_that_nothing_is_known_and_never_that_there_is_none(
    feeds: dict[str, tuple[Page, bytes]],
) -> None:
    read = feedparser.parse(feeds["/en/municipality/utsjoki/feed.atom"][1])
    assert read.entries == []
    assert "It does not mean that there is none" in read.feed.subtitle


def test_a_feed_says_until_when_it_is_believed(feeds: dict[str, tuple[Page, bytes]]) -> None:
    read = feedparser.parse(feeds["/en/municipality/porvoo/feed.atom"][1])
    assert "Believed until 5 Dec 2026." in read.feed.subtitle
    assert read.feed.updated == "2026-11-12T18:00:00Z"


def test_no_hour_weekday_or_exact_place_stands_in_any_of_them(
    calendars: dict[str, tuple[Page, bytes]], feeds: dict[str, tuple[Page, bytes]]
) -> None:
    for address, (_, body) in calendars.items():
        for event in Calendar.from_ical(body).events:
            said = f"{event.summary} {event.description}"
            assert not HOUR.search(said), address
            assert not WEEKDAY.search(said), address
    for address, (_, body) in feeds.items():
        read = feedparser.parse(body)
        said = " ".join([read.feed.subtitle, *(f"{e.title} {e.summary}" for e in read.entries)])
        assert not HOUR.search(said), address
        assert not WEEKDAY.search(said), address


def test_what_a_network_writes_breaks_neither() -> None:
    name = NetworkName(fi="Tuki & Apu; \"Oy\", 'x' \\n \uffff", sv="S")
    quoted = known("tuki", (name.fi, name.sv), "08", offers=(offer("837", ("837",), "08"),))
    pages = {p.address: p for p in plan(snapshot({"tuki": quoted}), REFERENCE, TODAY)}
    renderer = Renderer(FACTS)
    calendar = Calendar.from_ical(renderer.render(pages["/fi/kunta/tampere/calendar.ics"]))
    read = feedparser.parse(renderer.render(pages["/fi/kunta/tampere/feed.atom"]))
    assert "Tuki & Apu; \"Oy\", 'x' \\n" in str(calendar.events[0].description)
    assert not read.bozo
    assert "Tuki & Apu; \"Oy\", 'x' \\n" in read.entries[0].summary
