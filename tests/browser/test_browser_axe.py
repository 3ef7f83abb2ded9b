"""Accessible: axe-core finds nothing on any kind of page, and nothing scrolls sideways."""

import pytest
from playwright.sync_api import Browser, Page

from hub.site.facts import LANGUAGES
from tests.browser.axe import AXE, VERSION, violations
from tests.browser.served import FIELD, FOUND, OPTION, pages, visit
from tests.hub.site.scene import NOW

pytestmark = pytest.mark.browser

WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"


def test_axe_is_the_newest_one() -> None:
    assert VERSION in AXE.read_text()[:200]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_kind_of_page(page: Page, base: str, language: str) -> None:
    found = {}
    for kind, address in pages(language).items():
        visit(page, base + address)
        if wrong := violations(page):
            found[kind] = wrong
    assert found == {}


def test_axe_finds_nothing_where_the_language_is_chosen(page: Page, base: str) -> None:
    page.goto(base + "/")
    assert violations(page) == []


def test_axe_finds_nothing_in_the_dark(browser: Browser, base: str) -> None:
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.clock.install(time=NOW)
        found = {}
        for kind, address in pages("fi").items():
            visit(page, base + address)
            if wrong := violations(page):
                found[kind] = wrong
        assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["start", "finder"])
def test_axe_finds_nothing_while_a_place_is_sought(
    page: Page, base: str, language: str, kind: str
) -> None:
    visit(page, base + pages(language)[kind])
    page.locator(FIELD).press_sequentially("ka")
    page.locator(OPTION).first.wait_for()
    assert violations(page) == []
    page.locator(FIELD).press("ArrowDown")
    page.locator(FIELD).press("Enter")
    page.locator(FOUND).wait_for()
    assert violations(page) == []
    page.locator(FIELD).fill("qqqqqqqqqq")
    page.locator(FIELD).press("Enter")
    page.locator(FOUND).wait_for(state="detached")
    assert violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_scrolls_sideways_at_320_pixels(page: Page, base: str, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wide = {}
    for kind, address in pages(language).items():
        visit(page, base + address)
        widths = page.evaluate(WIDTHS)
        if widths[0] > widths[1]:
            wide[kind] = widths
    assert wide == {}
