"""All pages of the site as values: a pure function of snapshot, facts, reference and day.

Everything a page shows is in its values, so that equal values need no second rendering.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache, lru_cache

from hub.availability.snapshot import Snapshot
from hub.site import addresses, nearest
from hub.site.cards import Cards, mark
from hub.site.facts import LANGUAGES, SiteFacts
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
    StartPage,
    TextPage,
    Values,
)
from hub.site.signs import drawn, open_groups
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.reference.model import Area, Municipality
from shared.wire.opendata import AreaRow, Row
from shared.wire.words import MunicipalityCode

_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})
_INSET = {"fi": "Uusimaa", "sv": "Nyland", "en": "Uusimaa"}
_TEXTS = ("data", "privacy", "accessibility")

Alternates = tuple[tuple[str, str], ...]


def plan(
    snapshot: Snapshot, facts: SiteFacts, reference: Reference, today: date
) -> tuple[Page, ...]:
    """Return every page, in the order of their paths."""
    del facts  # the same for every page of a process: they reach the templates on their own
    whole = _Whole(snapshot, reference, today)
    pages = list(whole.roots())
    for language in LANGUAGES:
        pages.extend(_Site(whole, language).pages())
    return tuple(sorted(pages, key=lambda page: page.path))


class _Whole:
    """What is the same in every language: rows by code, neighbours, addresses."""

    def __init__(self, snapshot: Snapshot, reference: Reference, today: date) -> None:
        self.document = snapshot.availability
        self.networks = snapshot.networks
        self.reference = reference
        self.today = today
        self.rows = {row.municipality: row for row in self.document.municipalities}
        self.area_rows = {row.area: row for row in self.document.areas}
        self.speakers = {offer.id: offer.network for offer in self.document.offers}
        around, found = (
            nearest.neighbours(reference),
            nearest.spots(self.document, reference, today),
        )
        rows, soon = self.document.municipalities, nearest.among(found, "coming")
        self.taking = {
            row.municipality: nearest.taking(row, around.get(row.municipality, ()), found)
            for row in rows
        }
        self.coming = {
            row.municipality: nearest.coming(row, around.get(row.municipality, ()), soon)
            for row in rows
            if row.state != "open"
        }
        self.policy = TextPage(
            contact_s=self.document.policy.contact_s,
            confirmation_s=self.document.policy.confirmation_s,
        )

    def page(
        self, address: str, template: str, language: str, alternates: Alternates, values: Values
    ) -> Page:
        """Return a page of this day."""
        return Page(
            path=addresses.file_of(address),
            address=address,
            template=template,
            language=language,
            made=self.today,
            alternates=alternates,
            values=values,
        )

    def roots(self) -> Iterator[Page]:
        """Yield the two pages in all languages: choose one, and not found."""
        yield self.page("/", "languages.html", "fi", (), self.policy)
        yield self.page("/404.html", "languages.html", "fi", (), self.policy)


class _Site:
    """The pages of one language."""

    def __init__(self, whole: _Whole, language: str) -> None:
        self._whole = whole
        self._language = language
        self._reference = whole.reference
        self._cards = Cards(language, whole.reference, whole.document, whole.networks, whole.today)
        self._lines = {
            m.code: self._line(whole.rows[m.code])
            for m in self._reference.municipalities
            if m.code in whole.rows
        }

    def pages(self) -> Iterator[Page]:
        """Yield every page of the language."""
        yield self._page("start.html", _everywhere(addresses.start), self._start())
        yield self._page("list.html", _everywhere(addresses.municipalities), self._list())
        for name in _TEXTS:
            alternates = tuple((tongue, addresses.text(tongue, name)) for tongue in LANGUAGES)
            yield self._page(f"{name}.html", alternates, self._whole.policy)
        yield self._page("missing.html", _everywhere(addresses.missing), self._whole.policy)
        for area in self._reference.areas:
            if row := self._whole.area_rows.get(area.code):
                yield self._page("area.html", _of_area(area), self._area(area, row))
        for municipality in self._reference.municipalities:
            if found := self._whole.rows.get(municipality.code):
                values = self._municipality(municipality, found)
                yield self._page("municipality.html", _of_municipality(municipality), values)

    def _page(self, template: str, alternates: Alternates, values: Values) -> Page:
        address = dict(alternates)[self._language]
        return self._whole.page(address, template, self._language, alternates, values)

    def _start(self) -> StartPage:
        completeness, rows = self._whole.document.completeness, self._whole.document.areas
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
                inset_title=_INSET[self._language],
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

    def _area(self, area: Area, row: AreaRow) -> AreaPage:
        codes = [m.code for m in self._reference.municipalities_of(area.code)]
        lines = [self._lines[code] for code in codes if code in self._lines]
        marks = {code: drawn(self._whole.rows[code], self._language) for code in codes}
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
        speakers = [self._whole.speakers[i] for i in row.offers if i in self._whole.speakers]
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
            contacts=cards.contacts_of((*row.networks, *speakers)),
            offers=tuple(card for card in offers if card.format != "remote"),
            remote=tuple(card for card in offers if card.format == "remote"),
            activities=cards.activities_of(code, municipality.area),
            near=tuple(self._near(n) for n in self._whole.taking[code]),
            near_coming=tuple(self._near(n) for n in self._whole.coming.get(code, ())),
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


@cache
def collated(name: str) -> str:
    """Return a key that sorts as Finnish and Swedish do: å, ä, ö after z."""
    return name.lower().translate(_AFTER_Z)


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
