"""One snapshot of the example country for all files, one server and one browser for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.served import chromium, every_kind, showing
from tests.browser.whole import write
from tests.hub.site.scene import NOW, snapshot


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example country's snapshot: a page of every kind in every language."""
    return write(tmp_path_factory.mktemp("country"), snapshot(), every_kind())


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    """Serve the example country."""
    with showing(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser; not for longer than a file, because it keeps a loop running."""
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a phone's page, its clock at the snapshot's time."""
    with browser.new_context(viewport={"width": 360, "height": 780}) as context:
        opened = context.new_page()
        opened.clock.install(time=NOW)
        yield opened
