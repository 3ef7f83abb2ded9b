"""Every page is valid, names itself neutrally and in every language, and leads nowhere lost."""

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from html5lib.html5parser import ParseError

from hub.log import tiles
from hub.opendata import render as opendata
from hub.site import addresses
from hub.site.assets import assets
from hub.site.facts import HREFLANG, LANGUAGES, TAGS
from hub.site.model import Page
from hub.site.plan import plan
from hub.site.render import Renderer
from tests.hub.site.scene import FACTS, REFERENCE, snapshot

pytestmark = pytest.mark.whole

TODAY = date(2026, 11, 21)
NEUTRAL = {
    "fi": "Vertaistuki vanhemmille",
    "sv": "Kamratstöd för föräldrar",
    "en": "Peer support for parents",
    "selko": "Vertaistuki vanhemmille",
}
PLAIN_WORDS = re.compile(r">[^<>&]*[^<>&\s][^<>&]*<")
PLAIN_VALUE = re.compile(r'="[^"<>&]*"')

HOMES = frozenset(m.code for m in REFERENCE.municipalities)
"""Fragments that name a home municipality to the finder."""

LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "iframe": "src"}


class Seen(HTMLParser):
    """What matters of a page: ids, targets, alternates, headings, title, language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.targets: set[str] = set()
        self.alternates: dict[str | None, str | None] = {}
        self.headings = 0
        self.title = ""
        self.lang: str | None = None
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what matters."""
        given = dict(attrs)
        if identity := given.get("id"):
            self.ids[identity] += 1
        target = given.get(LINKS.get(tag, ""))
        if target and "{" not in target:  # the finder's prototypes are no links yet
            self.targets.add(target)
        if given.get("rel") == "alternate" and "hreflang" in given:
            self.alternates[given["hreflang"]] = given.get("href")
        if tag == "html":
            self.lang = given.get("lang")
        self.headings += tag == "h1"
        self._in_title = tag == "title" and not self.title

    def handle_data(self, data: str) -> None:
        """Keep the title."""
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        """Leave the title."""
        self._in_title = self._in_title and tag != "title"


@pytest.fixture(scope="module")
def every() -> tuple[Page, ...]:
    """Return every page, feeds and calendars, too."""
    return plan(snapshot(), REFERENCE, TODAY)


@pytest.fixture(scope="module")
def planned(every: tuple[Page, ...]) -> dict[str, Page]:
    """Return every page of HTML by its address."""
    return {page.address: page for page in every if page.path.endswith(".html")}


@pytest.fixture(scope="module")
def site(planned: dict[str, Page]) -> dict[str, str]:
    """Return every page, rendered once for the module."""
    renderer = Renderer(FACTS)
    return {address: renderer.render(page).decode() for address, page in planned.items()}


@pytest.fixture(scope="module")
def seen(site: dict[str, str]) -> dict[str, Seen]:
    """Return what matters of every page."""
    return {address: Seen(html) for address, html in site.items()}


def bones(html: str) -> str:
    """Return a page's tags: plain words and values decide nothing about its being valid."""
    return PLAIN_VALUE.sub('=""', PLAIN_WORDS.sub(">x<", html))


def test_every_page_is_valid(site: dict[str, str]) -> None:
    wrong = {}
    for html, address in {bones(html): address for address, html in site.items()}.items():
        parser = html5lib.HTMLParser(strict=True)
        try:
            parser.parse(html)
        except ParseError as error:
            wrong[address] = (str(error), parser.errors[-1:])
    assert wrong == {}


def test_ids_are_given_once_and_there_is_one_heading(seen: dict[str, Seen]) -> None:
    twice = {a: [i for i, n in s.ids.items() if n > 1] for a, s in seen.items()}
    assert {address: ids for address, ids in twice.items() if ids} == {}
    assert {address: s.headings for address, s in seen.items() if s.headings != 1} == {}


def test_titles_are_neutral_and_the_language_is_named(
    planned: dict[str, Page], seen: dict[str, Seen]
) -> None:
    for address, page in planned.items():
        assert seen[address].title.startswith(NEUTRAL[page.language]), address
        assert seen[address].lang == TAGS[page.language], address


def test_every_page_names_itself_in_four_languages(
    planned: dict[str, Page], seen: dict[str, Seen]
) -> None:
    starts = tuple((language, addresses.start(language)) for language in LANGUAGES)
    for address, page in planned.items():
        alternates = page.alternates or starts
        expected = {HREFLANG[t]: f"{FACTS.base_url}{to}" for t, to in alternates}
        assert len(expected) == len(LANGUAGES)
        assert seen[address].alternates == expected, address


def test_every_link_leads_to_what_is_published(
    every: tuple[Page, ...], seen: dict[str, Seen]
) -> None:
    files = {*assets().files, *opendata.render(snapshot()), opendata.MANIFEST}
    files |= {tiles.CHECKPOINT, tiles.TRUST, tiles.ROOT, tiles.entries_path(0)}
    known = {*(page.address for page in every), *(f"/{path}" for path in files)}
    lost = set()
    for address, page in seen.items():
        for target in page.targets:
            if "{" in target:  # {url}: a prototype that the finder's script fills
                continue
            to = urlsplit(urljoin(FACTS.base_url + address, target))
            if f"{to.scheme}://{to.netloc}" != FACTS.base_url:
                continue
            named = not to.fragment or to.fragment in (*HOMES, *seen[to.path].ids)
            if to.path not in known or not named:
                lost.add((address, target))
    assert lost == set()
