"""The budgets of the parents' site, measured in a browser: bytes by brotli, and layout shift.

What a machine's speed decides is only told here; `make bench` measures it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser, Page

from hub.site import addresses
from hub.site.facts import LANGUAGES
from tests.browser import slow
from tests.browser.served import FIELD, FOUND, PATIENCE_MS, every_kind, pages, showing, visit
from tests.browser.whole import whole, write
from tests.hub.site.scene import NOW

pytestmark = pytest.mark.browser

KB = 1024
FIRST_VIEW, AFTER_A_SEARCH, SCRIPT, MAP, SHIFT = 30 * KB, 45 * KB, 6 * KB, 7 * KB, 0.05
PAINT_S = 1.8
WATCHED = ("start", "start-found", "finder-found", "municipality-open", "area")
DELAY_MS = 200
QUIET_MS = 300

Record = Callable[[str, object], None]


class Site:
    """A served country and its files."""

    def __init__(self, name: str, base: str, folder: Path) -> None:
        self.name = name
        self.base = base
        self._folder = folder

    def weight(self, url: str) -> int:
        """Return the bytes of a file as brotli, by its address."""
        path = addresses.file_of(url.removeprefix(self.base).partition("#")[0])
        return (self._folder / f"{path}.br").stat().st_size

    def text(self, address: str) -> str:
        """Return a page's HTML."""
        return (self._folder / addresses.file_of(address)).read_text()


@pytest.fixture(scope="module", params=["example", "whole"])
def site(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Serve the example country, then one where every municipality has a network."""
    shown = folder
    if request.param == "whole":
        shown = write(tmp_path_factory.mktemp("whole"), whole(), every_kind())
    with showing(shown) as base:
        yield Site(f"{request.param} country", base, shown)


@contextmanager
def fresh(browser: Browser) -> Iterator[Page]:
    """Open a phone's page with nothing in its cache, its clock at the snapshot's time."""
    with browser.new_context(viewport={"width": 360, "height": 780}) as context:
        slow.watch(context)
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        yield page


def loaded(browser: Browser, site: Site, do: Callable[[Page], None]) -> set[str]:
    """Return the addresses that a browser loads, and the icon's, which it does not tell."""
    urls, coded = set(), set()
    with fresh(browser) as page:
        page.on("response", lambda response: coded.add(response.headers.get("content-encoding")))
        page.on("request", lambda request: urls.add(request.url.partition("#")[0]))
        do(page)
        page.wait_for_load_state("networkidle")
        icon = page.locator("link[rel=icon]").get_attribute("href")
    assert coded == {"br"}
    return {*urls, f"{site.base}{icon}"}


def search(page: Page, start: str) -> None:
    """Open the start page and look for Kuopio as a parent does."""
    visit(page, start)
    page.locator(FIELD).press_sequentially("kuopio")
    page.locator(FIELD).press("Enter")
    page.locator(FOUND).wait_for()


def told(record: Record, what: str, limit: float, found: Mapping[str, float]) -> float:
    """Put the worst of the languages into the table of budgets and return it."""
    worst = max(found, key=lambda language: found[language])
    form = "{:.3f}".format if limit < 1 else lambda size: f"{size / KB:.1f} KB"
    record("budget", [f"{what}, worst in {worst}", form(limit), form(found[worst])])
    return found[worst]


def test_bytes_of_the_first_view(browser: Browser, site: Site, record_property: Record) -> None:
    found = {}
    for language in LANGUAGES:
        start = site.base + pages(language)["start"]
        urls = loaded(browser, site, lambda page, start=start: visit(page, start))  # type: ignore[misc]
        found[language] = sum(map(site.weight, urls))
    assert told(record_property, f"first view, {site.name}", FIRST_VIEW, found) <= FIRST_VIEW


def test_bytes_of_everything_after_one_search(
    browser: Browser, site: Site, record_property: Record
) -> None:
    found, scripts = {}, {}
    for language in LANGUAGES:
        start = site.base + pages(language)["start"]
        urls = loaded(browser, site, lambda page, start=start: search(page, start))  # type: ignore[misc]
        found[language] = sum(map(site.weight, urls))
        scripts[language] = sum(site.weight(url) for url in urls if url.endswith(".js"))
    script = told(record_property, f"script, {site.name}", SCRIPT, scripts)
    every = told(record_property, f"everything after a search, {site.name}", AFTER_A_SEARCH, found)
    assert script <= SCRIPT
    assert every <= AFTER_A_SEARCH


def test_bytes_of_the_map(site: Site, record_property: Record) -> None:
    found = {}
    for language in LANGUAGES:
        maps = re.findall(
            r"(?s)<svg[^>]* class=\"map\".*?</svg>", site.text(pages(language)["start"])
        )
        found[language] = len(brotli.compress(maps[0].encode()))
    assert told(record_property, f"map alone, {site.name}", MAP, found) <= MAP


@pytest.mark.parametrize("kind", WATCHED)
def test_nothing_shifts_while_a_page_is_loaded(
    browser: Browser, site: Site, kind: str, record_property: Record
) -> None:
    found = {}
    for language in LANGUAGES:
        with fresh(browser) as page:
            slow.slow_line(page, DELAY_MS, slow.NO_LIMIT)
            visit(page, site.base + pages(language)[kind])
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(QUIET_MS)
            found[language] = slow.shifted(page)
    assert told(record_property, f"layout shift, {kind}, {site.name}", SHIFT, found) <= SHIFT


def test_the_largest_paint_is_told(browser: Browser, site: Site, record_property: Record) -> None:
    with fresh(browser) as page:
        slow.slow_phone(page)
        visit(page, site.base + pages("fi")["start"])
        page.wait_for_function("window.painted > 0", timeout=PATIENCE_MS)
        page.wait_for_timeout(QUIET_MS)
        seconds = slow.largest_paint_ms(page) / 1000
    what = f"largest paint, start, fi, {site.name}, one round here (see make bench)"
    record_property("budget", [what, f"{PAINT_S:.1f} s", f"{seconds:.1f} s"])
    assert seconds > 0
