"""The national report in a browser: accessible, on a phone, in every look, and on paper."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from hub.site import addresses
from tests.browser.axe import violations
from tests.browser.looks import looking
from tests.browser.served import showing
from tests.browser.whole import write
from tests.hub.report.quarterly import reported, told

pytestmark = pytest.mark.browser

TONGUES = ("fi", "sv", "en")
WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"
SHEET = re.compile(rb"/Type\s*/Page\b")
A4 = re.compile(rb"/MediaBox\s*\[0 0 (\d+)\.?\d* (\d+)\.?\d*\]")
YEARS = [f"{year}-Q{number}" for year in (2024, 2025) for number in (1, 2, 3, 4)]
"""Two whole years; of 2026 nothing was reported before its third quarter."""
SEEN = "(it) => getComputedStyle(it).display !== 'none' && it.getClientRects().length > 0"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a country with three years of figures and a gap in them."""
    shown = told(reported((*YEARS, "2026-Q3"), without_people=("kainuu",)))
    every = {addresses.report(language) for language in TONGUES}
    root = tmp_path_factory.mktemp("report")
    with showing(write(root, shown, every)) as address:
        yield address


@pytest.mark.parametrize("language", TONGUES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    page: Page, site: str, language: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site + addresses.report(language))
    widths = page.evaluate(WIDTHS)
    assert widths[0] <= widths[1]
    assert violations(page) == []


@pytest.mark.parametrize("language", TONGUES)
def test_axe_finds_nothing_before_the_first_quarter(page: Page, base: str, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(base + addresses.report(language))
    widths = page.evaluate(WIDTHS)
    assert widths[0] <= widths[1]
    assert violations(page) == []


@pytest.mark.parametrize("look", ["dark", "forced-colours"])
def test_axe_finds_nothing_in_other_looks(browser: Browser, site: str, look: str) -> None:
    with looking(browser, look, 1280) as page:
        page.goto(site + addresses.report("fi"))
        assert violations(page) == []


@pytest.mark.parametrize("look", ["light", "dark", "forced-colours", "print", "achromatopsia"])
def test_bar_gap_and_whisker_are_told_apart_in_every_look(
    browser: Browser, site: str, look: str
) -> None:
    with looking(browser, look, 360) as page:
        page.goto(site + addresses.report("fi"))
        chart = page.locator("svg.chart").first
        fills = [
            chart.locator(name).first.evaluate("(it) => getComputedStyle(it).fill")
            for name in (".c-bar", ".c-gap")
        ]
        strokes = [
            chart.locator(name).first.evaluate("(it) => getComputedStyle(it).stroke")
            for name in (".c-whisker", ".c-halo")
        ]
        assert "url(" in fills[1]
        assert fills[0] != fills[1]
        assert strokes[0] != strokes[1]
        assert chart.locator(".c-none").first.text_content() == "ei tiedossa"


def test_the_printed_report_is_a4_with_all_tables_and_pictures(page: Page, site: str) -> None:
    page.goto(site + addresses.report("fi"))
    paper = page.pdf(prefer_css_page_size=True)
    assert set(A4.findall(paper)) <= {(b"594", b"841"), (b"595", b"842"), (b"595", b"841")}
    assert 8 <= len(SHEET.findall(paper)) <= 20
    page.emulate_media(media="print")
    for hidden in (".top", ".bottom", ".contents", ".screen"):
        assert page.locator(hidden).first.is_hidden(), hidden
    for shown in ("main table", "svg.chart", "main h2:not(.screen *)"):
        for found in page.locator(shown).all():
            assert found.evaluate(SEEN), shown


def test_no_picture_and_no_row_is_cut_by_a_page(page: Page, site: str) -> None:
    page.goto(site + addresses.report("fi"))
    page.emulate_media(media="print")
    for kept in (".trend", "main tr", ".brief div"):
        style = page.locator(kept).first.evaluate("(it) => getComputedStyle(it).breakInside")
        assert style == "avoid", kept


def test_the_contents_lead_to_every_part_by_keyboard(page: Page, site: str) -> None:
    page.goto(site + addresses.report("en"))
    for link in page.locator(".contents a").all():
        link.press("Enter")
        target = page.evaluate("location.hash")
        assert page.locator(f"main {target}").count() == 1


def test_the_workbook_can_be_fetched(page: Page, site: str) -> None:
    answer = page.request.get(f"{site}/data/v1/report.xlsx")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert answer.body()[:2] == b"PK"
