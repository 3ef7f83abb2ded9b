"""What can be taken along: what enters a feed, what a sheet says, what neither ever tells."""

import re
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from hub.availability.model import Known
from hub.site import feeds
from hub.site.cards import Cards
from hub.site.facts import LANGUAGES
from hub.site.feeds import CalendarPage, Entry, FeedPage
from hub.site.model import Page
from hub.site.plan import plan
from hub.site.qr import qr
from hub.site.render import Renderer
from hub.site.sheets import LeafletPage, NoticePage
from shared.wire.availability import Groups, Start
from tests.hub.site.scene import FACTS, NOW, REFERENCE, known, offer, snapshot

TODAY = date(2026, 11, 21)
PORVOO = "/fi/kunta/porvoo/"
WORDS = re.compile(r"(?i)voikukkia|maskros|dandelion|sijoit|huosta|placer|omhänder|placed|care")


def planned(*networks: Known, today: date = TODAY) -> dict[str, Page]:
    """Return the pages of the example country, or of these networks, by address."""
    chosen = {network.node: network for network in networks} or None
    return {p.address: p for p in plan(snapshot(chosen), REFERENCE, today)}


def entries(pages: dict[str, Page], place: str = PORVOO) -> tuple[Entry, ...]:
    """Return the entries of a place's feed."""
    values = pages[f"{place}feed.atom"].values
    assert isinstance(values, FeedPage)
    return values.entries


def events(pages: dict[str, Page], place: str = PORVOO) -> tuple[Entry, ...]:
    """Return the entries of a place's calendar."""
    values = pages[f"{place}calendar.ics"].values
    assert isinstance(values, CalendarPage)
    return values.entries


def one(**changes: object) -> Known:
    """Return a network with one offer in Porvoo, changed as asked."""
    return known("verkko", ("Verkko", "Nät"), "01", offers=(offer("638", ("638",), **changes),))  # type: ignore[arg-type]


def rendered(address: str, pages: dict[str, Page] | None = None) -> str:
    """Return a page of the example country, or of these pages, as text."""
    return Renderer(FACTS).render((pages or planned())[address]).decode()


COMING = Groups(open=0, coming=1, full=0)


@pytest.mark.parametrize(
    ("changes", "states", "months"),
    [
        ({}, ["open"], ["2027-01"]),
        ({"groups": COMING}, ["coming"], ["2027-01"]),
        ({"start": Start(kind="month", month="2026-11")}, ["open"], ["2026-11"]),
        ({"start": Start(kind="month", month="2026-10")}, ["open"], []),
        ({"start": Start(kind="all_year", month=None)}, ["open"], []),
        ({"groups": COMING, "start": Start(kind="when_found", month=None)}, ["coming"], []),
        ({"groups": Groups(open=0, coming=0, full=2)}, [], []),
        ({"format": "remote", "serves": ()}, ["open"], ["2027-01"]),
    ],
)
def test_what_a_parent_can_still_join_is_told_and_a_month_to_come_stands_in_the_calendar(
    changes: dict[str, object], states: list[str], months: list[str]
) -> None:
    serves = changes.pop("serves", ("638",))
    only = offer("638", serves, **changes)  # type: ignore[arg-type]
    pages = planned(known("verkko", ("Verkko", "Nät"), "01", offers=(only,)))
    assert [entry.state for entry in entries(pages)] == states
    assert [entry.month for entry in events(pages)] == months


def test_a_network_that_fell_silent_has_nothing_in_feeds_and_calendars() -> None:
    pages = planned()
    for place in ("/fi/kunta/kotka/", "/fi/alue/kymenlaakso/"):
        assert (entries(pages, place), events(pages, place)) == ((), ())


def test_what_is_coming_is_not_believed_beyond_its_month() -> None:
    late = one(groups=Groups(open=0, coming=1, full=1), start=Start(kind="month", month="2026-11"))
    assert [entry.until for entry in entries(planned(late))] == [date(2026, 12, 1)]
    assert [entry.until for entry in entries(planned(one()))] == [date(2026, 12, 5)]


def test_a_group_serves_every_place_it_says_and_the_area_tells_it_once() -> None:
    pages = planned()
    (porvoo,) = [e for e in entries(pages) if e.where == "Porvoo"]
    for place in ("/fi/kunta/askola/", "/fi/kunta/sipoo/", "/fi/alue/ita-uusimaa/"):
        assert [e for e in entries(pages, place) if e.id == porvoo.id] == [porvoo]
    assert porvoo not in entries(pages, "/fi/kunta/pukkila/")


def test_an_entry_keeps_its_identity_in_every_language_and_on_every_day() -> None:
    pages, later = planned(), planned(today=TODAY + timedelta(days=3))
    ids = [entry.id for entry in entries(pages)]
    assert [e.id for e in entries(pages, "/sv/kommun/borga/")] == ids
    assert [e.id for e in entries(pages, "/en/municipality/porvoo/")] == ids
    assert [e.id for e in entries(later)] == ids


def test_feeds_and_calendars_stand_still_from_day_to_day_and_sheets_do_not() -> None:
    pages, later = planned(), planned(today=TODAY + timedelta(days=1))
    for address, page in pages.items():
        if address.endswith((".ics", ".atom")):
            assert later[address] == page
        if isinstance(page.values, NoticePage | LeafletPage):
            assert (page.made, later[address].made) == (TODAY, TODAY + timedelta(days=1))


def test_a_confirmation_renews_the_feeds_of_its_own_network_only() -> None:
    east, west = one(), known("lansi", ("Länsi", "Väst"), "02")
    word = east.effective
    assert word is not None
    confirmed = replace(word.report, confirmed_at=NOW - timedelta(hours=3))
    again = replace(east, effective=replace(word, report=confirmed))
    before, after = planned(east, west), planned(again, west)
    changed = {a for a in before if a.endswith("feed.atom") and before[a] != after[a]}
    towns = {"askola", "lapinjarvi", "loviisa", "myrskyla", "porvoo", "pukkila", "sipoo"}
    slugs = {a.split("/")[3] for a in changed if a.startswith("/fi/")}
    assert slugs == towns | {"ita-uusimaa"}
    (entry,) = entries(after)
    assert entry.confirmed_at == NOW - timedelta(hours=3)


def test_an_empty_feed_was_updated_when_somebody_last_spoke_or_never() -> None:
    pages = planned()
    kotka, utsjoki = (pages[f"/fi/kunta/{town}/feed.atom"].values for town in ("kotka", "utsjoki"))
    assert isinstance(kotka, FeedPage)
    assert isinstance(utsjoki, FeedPage)
    assert kotka.updated == NOW - timedelta(days=29)
    assert (utsjoki.updated, utsjoki.entries, utsjoki.until) == (feeds.NEVER, (), None)


def test_plain_finnish_pages_lead_to_the_finnish_calendar_and_feed() -> None:
    pages = planned()
    assert not [a for a in pages if a.startswith("/selko/") and a.endswith((".ics", ".atom"))]
    html = rendered("/selko/kunta/porvoo/", pages)
    assert f'href="{PORVOO}calendar.ics"' in html
    assert (
        f'type="application/atom+xml" title="Vertaistuki vanhemmille – Porvoo" href="{PORVOO}'
        in html
    )


@pytest.mark.parametrize("place", ["/fi/kunta/porvoo/", "/fi/alue/ita-uusimaa/"])
def test_titles_of_calendars_feeds_and_events_are_neutral(place: str) -> None:
    feed, calendar = rendered(f"{place}feed.atom"), rendered(f"{place}calendar.ics")
    titles = re.findall(r"<title>(.*?)</title>|<name>(.*?)</name>", feed)
    titles += re.findall(r"(?:SUMMARY|NAME|X-WR-CALNAME|PRODID):(.*)", calendar)
    assert len(titles) > 5
    assert not WORDS.search(str(titles))
    assert not WORDS.search(calendar)


def test_a_wrong_page_is_told_in_a_mail_that_holds_its_address_and_nothing_else() -> None:
    place = "https%3A//vertaistuki.example/fi/kunta/{}/"
    for town, mailbox in (
        ("porvoo", "ryhmat@ita-uusimaa.example"),
        ("utsjoki", "vertaistuki@esimerkki.example"),
    ):
        address = place.format(town)
        html = rendered(f"/fi/kunta/{town}/")
        wrong = html.partition('class="wrong"')[2].partition("</section>")[0]
        assert re.findall(r'href="(mailto:[^"]*)"', wrong) == [
            f"mailto:{mailbox}?subject={address}&amp;body={address}"
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_on_a_notice_leads_to_the_page_of_its_place(language: str) -> None:
    pages = planned()
    notices = [
        (address, page.values)
        for address, page in pages.items()
        if page.language == language and isinstance(page.values, NoticePage)
    ]
    assert len(notices) == 308 + 23
    renderer = Renderer(FACTS)
    for address, values in notices[::40]:
        home = values.place.path
        assert address.startswith(home)
        assert pages[home].language == language
        assert qr(f"https://vertaistuki.example{home}") in renderer.render(pages[address]).decode()


def test_a_notice_never_tells_the_situation_and_always_whom_to_ask() -> None:
    pages, renderer = planned(), Renderer(FACTS)
    for town in ("porvoo", "kuopio", "kajaani", "kotka", "utsjoki"):
        html = renderer.render(pages[f"/en/municipality/{town}/notice/"]).decode()
        sheet = html.partition("<article")[2].partition("</article>")[0]
        assert 'class="state' not in sheet
        assert "no group" not in sheet.lower()
        assert 'href="tel:' in sheet
        assert "No authority may make the group a condition of anything" in sheet


@pytest.mark.parametrize(
    ("named", "naming"),
    [((True,), "all"), ((True, False), "some"), ((False,), "none"), ((), "none")],
)
def test_a_notice_carries_the_name_only_where_groups_may(
    named: tuple[bool, ...], naming: str
) -> None:
    offers = tuple(offer("638", ("638",), named=each) for each in named)
    pages = planned(known("verkko", ("Verkko", "Nät"), "01", offers=offers))
    values = pages[f"{PORVOO}ilmoitus/"].values
    assert isinstance(values, NoticePage)
    assert values.naming == naming
    sheet = rendered(f"{PORVOO}ilmoitus/", pages).partition("<article")[2]
    assert ("VOIKUKKIA" in sheet) == (naming != "none")


def test_a_printed_list_has_every_municipality_with_its_groups_and_remote_ones_apart() -> None:
    values = planned()["/fi/alue/ita-uusimaa/luettelo/"].values
    assert isinstance(values, LeafletPage)
    where = {g.number: g.card.place.name for g in values.groups if g.card.place}
    told = {line.place.name: [where[n] for n in line.groups] for line in values.lines}
    assert told == {
        "Askola": ["Porvoo"],
        "Lapinjärvi": ["Loviisa"],
        "Loviisa": ["Loviisa", "Porvoo"],
        "Myrskylä": ["Myrskylä"],
        "Porvoo": ["Porvoo"],
        "Pukkila": [],
        "Sipoo": ["Porvoo"],
    }
    assert [group.card.format for group in values.remote] == ["remote"]
    assert {line.until for line in values.lines} == {date(2026, 12, 5)}


def test_entries_need_somebody_who_stands_behind_them() -> None:
    document = snapshot()
    unconfirmed = tuple(replace(n, confirmed_at=None) for n in document.networks.networks)
    cards = Cards(
        "fi",
        REFERENCE,
        document.availability,
        replace(document.networks, networks=unconfirmed),
        TODAY,
    )
    assert cards.entries == {}
