"""What a parent takes along from a place's page: a notice, a list to print, a calendar, a feed.

Sheets carry the day they were made. Calendars and feeds carry no such day: they stand still as long
as the networks' words do.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct

from hub.site import addresses, feeds, sheets
from hub.site.cards import Cards, mark
from hub.site.collation import collated
from hub.site.country import Country
from hub.site.facts import LANGUAGES
from hub.site.model import Page, Place
from shared.period import helsinki_day
from shared.reference.model import Area, Municipality
from shared.wire.opendata import AreaRow, OfferId, Row
from shared.wire.words import NodeId


class _Here(Struct, frozen=True, kw_only=True):
    """A municipality or area: its own page by language, who offers and who speaks there."""

    place: Place
    name: str
    home: Callable[[str], str]
    offers: tuple[OfferId, ...]
    networks: tuple[NodeId, ...]


def of_area(
    country: Country, cards: Cards, language: str, area: Area, row: AreaRow
) -> Iterator[Page]:
    """Yield the pages that go with an area's page."""
    municipalities = country.reference.municipalities_of(area.code)
    rows = [country.rows[m.code] for m in municipalities if m.code in country.rows]
    here = _Here(
        place=cards.areas[row.area],
        name=area.name(language),
        home=lambda tongue: addresses.area(tongue, area),
        offers=tuple(dict.fromkeys(offer for found in rows for offer in found.offers)),
        networks=tuple(dict.fromkeys(node for found in rows for node in country.speaking(found))),
    )
    yield from _of_place(country, cards, language, here)
    yield _sheet(
        country, language, here, addresses.leaflet, _leaflet(country, cards, here, rows, area)
    )


def of_municipality(
    country: Country, cards: Cards, language: str, municipality: Municipality, row: Row
) -> Iterator[Page]:
    """Yield the pages that go with a municipality's page."""
    place = cards.places[row.municipality]
    here = _Here(
        place=place,
        name=place.name,
        home=lambda tongue: addresses.municipality(tongue, municipality),
        offers=row.offers,
        networks=country.speaking(row),
    )
    yield from _of_place(country, cards, language, here)


def _of_place(country: Country, cards: Cards, language: str, here: _Here) -> Iterator[Page]:
    notice = sheets.notice(
        here.place, cards.offers_of(here.offers), cards.contacts_of(here.networks)
    )
    yield _sheet(country, language, here, addresses.notice, notice)
    if language not in feeds.LANGUAGES:
        return
    place = here.place
    entries = [cards.entries[offer] for offer in here.offers if offer in cards.entries]
    confirmed = [cards.confirmed[node] for node in here.networks if node in cards.confirmed]
    calendar = feeds.calendar(place, entries)
    feed = feeds.feed(place, entries, confirmed)
    yield Page.of(addresses.calendar(place.path), "calendar", language, None, (), calendar)
    yield Page.of(addresses.feed(place.path), "feed.atom", language, None, (), feed)


def _sheet(
    country: Country,
    language: str,
    here: _Here,
    address: Callable[[str, str], str],
    values: sheets.NoticePage | sheets.LeafletPage,
) -> Page:
    alternates = tuple((tongue, address(tongue, here.home(tongue))) for tongue in LANGUAGES)
    template = "notice.html" if isinstance(values, sheets.NoticePage) else "leaflet.html"
    return Page.of(
        dict(alternates)[language], template, language, country.today, alternates, values
    )


def _leaflet(
    country: Country, cards: Cards, here: _Here, rows: list[Row], area: Area
) -> sheets.LeafletPage:
    groups = sheets.numbered(
        (offer.id, cards.offers[offer.id], feeds.ends(offer, cards.offers[offer.id].mark.state))
        for offer in country.document.offers
        if offer.id in frozenset(here.offers)
    )
    lines = [
        sheets.LeafletLine(
            place=cards.places[row.municipality],
            mark=mark(row),
            next_start=row.next_start,
            since=row.since,
            confirmed=row.confirmed_at and helsinki_day(row.confirmed_at),
            until=row.believed_until and helsinki_day(row.believed_until),
            groups=sheets.numbers(groups, row.offers),
        )
        for row in rows
    ]
    return sheets.LeafletPage(
        place=here.place,
        name=here.name,
        lines=tuple(sorted(lines, key=lambda line: collated(line.place.name))),
        groups=tuple(group for group in groups.values() if group.card.format != "remote"),
        remote=tuple(group for group in groups.values() if group.card.format == "remote"),
        contacts=cards.contacts_of(here.networks),
        activities=cards.activities_in(area.code),
    )
