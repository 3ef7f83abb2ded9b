"""Pictures of every kind of page in every look, and contact sheets of them.

`python -m tests.browser.screenshots FOLDER` writes FOLDER/<look>/…png and FOLDER/sheet-….png.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from hub.site.facts import LANGUAGES
from tests.browser import sheets
from tests.browser.looks import LOOKS, looking
from tests.browser.served import PLACES, chromium, every_kind, pages, showing, visit
from tests.browser.whole import write
from tests.hub.report.quarterly import reported, told

WIDTHS = (360, 1280)
NARROW = WIDTHS[0]
SIGNS = {
    "legend": ("start", "figure.picture .legend"),
    "map": ("start", "svg.map"),
    "dots": ("area", "svg.dots"),
    **{f"answer-{state}": (f"municipality-{state}", ".answer") for state in PLACES},
}
"""What must be told apart in every look, and where it stands."""


def shoot(browser: Browser, base: str, folder: Path) -> int:
    """Take all pictures and lay them out; return how many were taken."""
    taken = []
    for width in WIDTHS:
        for language in LANGUAGES:
            found = _pages(browser, base, "light", language, width, folder)
            sheets.lay_out(browser, found, folder / f"sheet-light-{language}-{width}")
            taken += found
    for look in LOOKS:
        if look != "light":
            found = _pages(browser, base, look, "fi", NARROW, folder)
            sheets.lay_out(browser, found, folder / f"sheet-{look}-fi")
            taken += found
    signs = [_signs(browser, base, look, folder) for look in LOOKS]
    for look, found in zip(LOOKS, signs, strict=True):
        sheets.lay_out(browser, found, folder / f"sheet-signs-{look}")
        taken += found
    return len(taken)


def _pages(
    browser: Browser, base: str, look: str, language: str, width: int, folder: Path
) -> list[Path]:
    """Take a picture of every kind of page."""
    taken = []
    with looking(browser, look, width) as page:
        for kind, address in pages(language).items():
            visit(page, base + address)
            taken.append(_file(folder, look, f"{kind}-{language}-{width}"))
            page.screenshot(path=taken[-1], full_page=True)
    return taken


def _signs(browser: Browser, base: str, look: str, folder: Path) -> list[Path]:
    """Take a picture of everything that tells the states apart."""
    taken = []
    with looking(browser, look, NARROW) as page:
        for name, (kind, selector) in SIGNS.items():
            visit(page, base + pages("fi")[kind])
            if page.locator(selector).first.is_visible():
                taken.append(_file(folder, look, f"signs-{name}"))
                page.locator(selector).first.screenshot(path=taken[-1])
    return taken


def _file(folder: Path, look: str, name: str) -> Path:
    (folder / look).mkdir(parents=True, exist_ok=True)
    return folder / look / f"{name}.png"


def main(arguments: list[str]) -> int:
    """Take the pictures into the folder named on the command line."""
    if len(arguments) != 1:
        print("Usage: python -m tests.browser.screenshots FOLDER")  # noqa: T201 (a command line)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as root,
        showing(write(Path(root), told(reported()), every_kind())) as base,
        chromium() as browser,
    ):
        taken = shoot(browser, base, folder)
    print(f"{taken} pictures and their sheets in {folder}")  # noqa: T201 (a command line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
