"""The pages of one language, as values.

Everything a page shows is in its values, so that equal values need no second rendering.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache, lru_cache

from hub.site import addresses, along, national, nearest
from hub.site.cards import Cards, mark
from hub.site.collation import collated
from hub.site.country import Country
from hub.site.facts import LANGUAGES
from hub.site.map.dots import draw_dots
from hub.site.map.draw import draw
from hub.site.model import (
    AreaLine,
    AreaPage,
    Letter,
    ListPage,
    Mark,
    MunicipalityLine,
    MunicipalityPage,
    Near,
    Page,
    RemotePage,
    StartPage,
    Values,
)
from hub.site.signs import drawn, open_groups
from shared.period import helsinki_day
from shared.reference.model import Area, Municipality
from shared.wire.opendata import AreaRow, Row
from shared.wire.words import MunicipalityCode

_INSET = {"sv": "Nyland"}

Alternates = tuple[tuple[str, str], ...]


class Edition:
    """The pages of one language."""

    def __init__(self, country: Country, language: str) -> None:
        self._country = country
        self._language = language
        self._reference = country.reference
        self._cards = Cards(
            language, country.reference, country.document, country.networks, country.today
        )
        self._lines = {
            m.code: self._line(country.rows[m.code])
            for m in self._reference.municipalities
            if m.code in country.rows
        }

    def pages(self) -> Iterator[Page]:
        """Yield every page of the language."""
        country = self._country
        yield self._page("start.html", _everywhere(addresses.start), self._start())
        yield self._page("finder.html", _everywhere(addresses.finder), country.policy)
        yield self._page("list.html", _everywhere(addresses.municipalities), self._list())
        yield self._page("remote.html", _everywhere(addresses.remote), self._remote())
        yield self._page(
            "report.html", _everywhere(addresses.report), national.page(country, self._cards)
        )
        for name in addresses.TEXTS:
            alternates = tuple((tongue, addresses.text(tongue, name)) for tongue in LANGUAGES)
            yield self._page(f"{name}.html", alternates, country.policy)
        yield self._page("missing.html", _everywhere(addresses.missing), country.policy)
        for area in self._reference.areas:
            if row := country.area_rows.get(area.code):
                yield self._page("area.html", _of_area(area), self._area(area, row))
                yield from along.of_area(country, self._cards, self._language, area, row)
        for municipality in self._reference.municipalities:
            if found := country.rows.get(municipality.code):
                values = self._municipality(municipality, found)
                yield self._page("municipality.html", _of_municipality(municipality), values)
                yield from along.of_municipality(
                    country, self._cards, self._language, municipality, found
                )

    def _page(self, template: str, alternates: Alternates, values: Values) -> Page:
        address = dict(alternates)[self._language]
        return Page.of(address, template, self._language, self._country.today, alternates, values)

    def _start(self) -> StartPage:
        completeness, rows = self._country.document.completeness, self._country.document.areas
        lines = tuple(
            AreaLine(
                place=self._cards.areas[row.area],
                mark=mark(row),
                municipalities=row.municipalities,
                open_groups=open_groups(row),
            )
            for row in rows
        )
        return StartPage(
            areas=tuple(sorted(lines, key=lambda line: collated(line.place.name))),
            map=draw(
                {row.area: drawn(row, self._language) for row in rows},
                inset_title=_INSET.get(self._language, "Uusimaa"),
            ),
            map_until=_earliest(mark(row) for row in rows),
            networks_believed=completeness.networks_believed,
            networks=completeness.networks,
            population_known=completeness.population_known,
            population=completeness.population,
        )

    def _list(self) -> ListPage:
        letters: dict[str, list[MunicipalityLine]] = {}
        for line in sorted(self._lines.values(), key=lambda line: collated(line.place.name)):
            letters.setdefault(line.place.name[0].upper(), []).append(line)
        return ListPage(
            letters=tuple(
                Letter(letter=letter, municipalities=tuple(lines))
                for letter, lines in letters.items()
            )
        )

    def _remote(self) -> RemotePage:
        found = [o for o in self._country.document.offers if o.offer.format == "remote"]
        return RemotePage(
            offers=self._cards.offers_of(offer.id for offer in found),
            contacts=self._cards.contacts_of(offer.network for offer in found),
        )

    def _area(self, area: Area, row: AreaRow) -> AreaPage:
        codes = [m.code for m in self._reference.municipalities_of(area.code)]
        lines = [self._lines[code] for code in codes if code in self._lines]
        marks = {code: drawn(self._country.rows[code], self._language) for code in codes}
        return AreaPage(
            place=self._cards.areas[area.code],
            name=area.name(self._language),
            mark=mark(row),
            municipalities=tuple(sorted(lines, key=lambda line: collated(line.place.name))),
            dots=draw_dots(area.code, marks, language=self._language),
            dots_until=_earliest(line.mark for line in lines),
            contacts=self._cards.contacts_of(row.networks),
            activities=self._cards.activities_in(area.code),
        )

    def _municipality(self, municipality: Municipality, row: Row) -> MunicipalityPage:
        cards, code = self._cards, municipality.code
        offers = cards.offers_of(row.offers)
        return MunicipalityPage(
            place=cards.places[code],
            area=cards.areas[municipality.area],
            mark=mark(row),
            open_groups=open_groups(row),
            reason=row.reason,
            since=row.since,
            confirmed=_day(row.confirmed_at),
            believed_until=_day(row.believed_until),
            next_start=row.next_start,
            contacts=cards.contacts_of(self._country.speaking(row)),
            offers=tuple(card for card in offers if card.format != "remote"),
            remote=tuple(card for card in offers if card.format == "remote"),
            activities=cards.activities_of(code, municipality.area),
            near=tuple(self._near(found) for found in self._country.elsewhere[code]),
        )

    def _near(self, found: nearest.Found) -> Near:
        return Near(
            place=self._cards.places[found.neighbour.code],
            mark=found.mark,
            km=nearest.about(found.neighbour.km),
            water=found.neighbour.water,
            next_start=found.month,
        )

    def _line(self, row: Row) -> MunicipalityLine:
        code: MunicipalityCode = row.municipality
        return MunicipalityLine(
            place=self._cards.places[code],
            mark=mark(row),
            next_start=row.next_start,
            confirmed=_day(row.confirmed_at),
        )


def _earliest(marks: Iterable[Mark]) -> int | None:
    """Return the second from which a picture of these states is no longer true."""
    return min((mark.until for mark in marks if mark.until is not None), default=None)


def _everywhere(address: addresses.Address) -> Alternates:
    return tuple((language, address(language)) for language in LANGUAGES)


@cache
def _of_area(area: Area) -> Alternates:
    return tuple((language, addresses.area(language, area)) for language in LANGUAGES)


@cache
def _of_municipality(municipality: Municipality) -> Alternates:
    return tuple((tongue, addresses.municipality(tongue, municipality)) for tongue in LANGUAGES)


@lru_cache(maxsize=512)
def _day(instant: datetime | None) -> date | None:
    return None if instant is None else helsinki_day(instant)
