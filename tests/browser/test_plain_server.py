"""The snapshot on a plain static server, long after the hub has died: nothing old is told."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from hub.site.facts import LANGUAGES
from tests.browser.served import pages, visit
from tests.hub.site.scene import NOW

pytestmark = [pytest.mark.browser, pytest.mark.process]

LATER = NOW + timedelta(days=60)
UNKNOWN = {
    "fi": "Emme tiedä",
    "sv": "Vi vet inte",
    "en": "We do not know",
    "selko": "Emme tiedä",
}
MADE = {"en": "21 Nov 2026"}
PAST = {"en": "5 Dec 2026"}
DATED = (
    "start",
    "start-found",
    "finder-found",
    "area",
    "list",
    "remote",
    "leaflet",
    "municipality-open",
    "municipality-limited",
    "municipality-coming",
    "municipality-full",
    "municipality-none",
)
STATED = (
    "start",
    "start-found",
    "start-none",
    "finder-found",
    "area",
    "list",
    "remote",
    "leaflet",
    "municipality-open",
    "municipality-limited",
    "municipality-coming",
    "municipality-full",
    "municipality-none",
    "municipality-unknown",
)
SHOWN = ".state:visible:not(.legend *) .word"


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    """Serve the folder with Python's own file server, which knows nothing of the hub."""
    command = (sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0")
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        said = server.stdout.readline() if server.stdout else ""
        yield f"http://127.0.0.1:{re.findall(r'port ([0-9]+)', said)[0]}"
        server.terminate()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sixty_days_later_every_state_anywhere_is_unknown(
    page: Page, base: str, language: str
) -> None:
    page.clock.set_fixed_time(LATER)
    told, undated = {}, []
    for kind, address in pages(language).items():
        if kind == "missing":
            continue
        visit(page, base + address)
        shown = set(page.locator(SHOWN).all_inner_texts())
        if shown != ({UNKNOWN[language]} if kind in STATED else set()):
            told[kind] = shown
        if kind in DATED and PAST.get(language, "5.12.2026") not in page.inner_text("main"):
            undated.append(kind)
        assert not page.locator("svg.map, svg.dots").filter(visible=True).count(), kind
    assert (told, undated) == ({}, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_every_page_says_in_sight_when_it_was_made(
    browser: Browser, base: str, language: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        silent = []
        for kind, address in pages(language).items():
            if kind == "missing":
                continue
            page.goto(base + address)
            made = page.get_by_text(MADE.get(language, "21.11.2026")).filter(visible=True)
            if not made.count():
                silent.append(kind)
        assert silent == []
