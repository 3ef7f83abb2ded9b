"""All pages of the site as values: a pure function of snapshot, reference and day."""

from collections.abc import Iterator
from datetime import date

from hub.availability.snapshot import Snapshot
from hub.site.country import Country
from hub.site.edition import Edition
from hub.site.facts import LANGUAGES
from hub.site.model import Page
from shared.reference.lookup import Reference


def plan(snapshot: Snapshot, reference: Reference, today: date) -> tuple[Page, ...]:
    """Return every page, in the order of their paths.

    What the operator says of itself does not change in a process: it goes to the templates alone.
    """
    country = Country(snapshot, reference, today)
    pages = list(_roots(country))
    for language in LANGUAGES:
        pages.extend(Edition(country, language).pages())
    return tuple(sorted(pages, key=_path))


def _roots(country: Country) -> Iterator[Page]:
    """Yield the two pages in all languages: choose one, and not found."""
    for address in ("/", "/404.html"):
        yield Page.of(address, "languages.html", "fi", country.today, (), country.policy)


def _path(page: Page) -> str:
    return page.path
