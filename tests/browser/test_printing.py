"""On paper: a notice is one A4 sheet, nothing that matters is missing, no heading ends a sheet."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from hub.site.facts import LANGUAGES
from tests.browser.served import pages, showing, visit
from tests.browser.whole import write
from tests.hub.site.scene import known, offer, snapshot

pytestmark = pytest.mark.browser

PARTED = """() => [...document.querySelectorAll(":is(main, footer) :is(h2, h3)")]
  .filter((it) => it.offsetHeight && getComputedStyle(it).breakAfter !== "avoid")
  .map((it) => it.innerText)"""
CARRIED = ("start", "area", "remote", "municipality-open", "leaflet", "groups", "professionals")
LIMITED = ("municipality-limited", "area", "leaflet")
NOTICES = ("notice-area", "notice-municipality")
SHEET = re.compile(rb"/Type\s*/Page\b")
A4 = re.compile(rb"/MediaBox\s*\[0 0 (\d+)\.?\d* (\d+)\.?\d*\]")


def printed(page: Page, address: str) -> bytes:
    """Return a page as it is printed, on paper of its own size."""
    page.goto(address)
    return page.pdf(prefer_css_page_size=True)


def test_a_notice_is_one_sheet_in_every_language(page: Page, base: str) -> None:
    for language in LANGUAGES:
        for kind in NOTICES:
            paper = printed(page, base + pages(language)[kind])
            assert len(SHEET.findall(paper)) == 1, (language, kind)
            assert set(A4.findall(paper)) <= {(b"594", b"841"), (b"595", b"842"), (b"595", b"841")}


def test_a_notice_that_names_many_networks_is_one_sheet(browser: Browser, tmp_path: Path) -> None:
    names = ("Läntisen Uudenmaan vertaistuen esimerkkiverkosto", "Västra Nylands exempelnätverk")
    every = {
        node: known(node, names, "01", offers=(offer("638", ("638",), named=named),))
        for node, named in (("yksi", True), ("kaksi", False), ("kolme", True), ("nelja", True))
    }
    address = pages("en")["notice-municipality"]
    folder = write(tmp_path, snapshot(every), {address})
    with showing(folder) as base, browser.new_context() as context:
        page = context.new_page()
        assert len(SHEET.findall(printed(page, base + address))) == 1
        assert page.locator(".asked li").count() == 4


def test_what_is_for_the_screen_only_is_not_printed(page: Page, base: str) -> None:
    page.emulate_media(media="print")
    for kind in (*NOTICES, "leaflet"):
        page.goto(base + pages("fi")[kind])
        for part in (".top", ".bottom", ".crumbs", ".note"):
            assert page.locator(part).first.is_hidden(), (kind, part)
        assert page.locator("svg.qr").is_visible()


@pytest.mark.parametrize("kind", LIMITED)
def test_paper_says_for_whom_a_limited_group_is(page: Page, base: str, kind: str) -> None:
    page.emulate_media(media="print")
    visit(page, base + pages("fi")[kind])
    chip = page.locator("main .state.s-limited:not(.legend *)").first
    assert chip.inner_text().endswith(": äideille, ruotsiksi")


def test_no_heading_is_parted_from_what_it_stands_over(page: Page, base: str) -> None:
    page.emulate_media(media="print")
    parted = {}
    for kind in CARRIED:
        visit(page, base + pages("fi")[kind])
        if found := page.evaluate(PARTED):
            parted[kind] = found
    assert parted == {}
