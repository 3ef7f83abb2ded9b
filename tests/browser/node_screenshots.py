"""Pictures of every page of a node in every state, and contact sheets of them.

`python -m tests.browser.node_screenshots FOLDER` writes FOLDER/<look>/…png and FOLDER/node-….png:
three languages, a phone and an office computer; in Finnish also the dark, forced colours and paper.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page

from node.app import LANGUAGES
from shared.runtime.web.house import HERE
from tests.browser import lived_scenes, sheets
from tests.browser.looks import looking
from tests.browser.served import chromium

WIDTHS = (360, 1280)
LOOKS = ("dark", "forced-colours", "print")
LINKED = re.compile(r'<link rel="stylesheet" href="/(?:node|desk)\.css">')


def styled(html: str) -> str:
    """Return a page with its style sheet in it, so that nothing is fetched."""
    return LINKED.sub(
        lambda _: f"<style>{(HERE / 'assets' / 'pages.css').read_text()}</style>", html
    )


def shoot(
    browser: Browser, pages: Mapping[str, Mapping[str, str]], folder: Path, of: str = "node"
) -> int:
    """Take all pictures and lay them out; return how many were taken."""
    taken = 0
    for language, seen in pages.items():
        for width in WIDTHS:
            name = f"{of}-light-{language}-{width}"
            taken += _looked_at(browser, seen, "light", name, width, folder)
    for look in LOOKS:
        taken += _looked_at(browser, pages["fi"], look, f"{of}-{look}-fi", WIDTHS[0], folder)
    return taken


def _looked_at(
    browser: Browser, seen: Mapping[str, str], look: str, name: str, width: int, folder: Path
) -> int:
    """Take the pictures of one look and lay them out."""
    under = folder / name
    under.mkdir(parents=True, exist_ok=True)
    with looking(browser, look, width) as page:
        taken = [_picture(page, html, under, of) for of, html in seen.items()]
    sheets.lay_out(browser, taken, folder / f"sheet-{name}")
    return len(taken)


def _picture(page: Page, html: str, folder: Path, name: str) -> Path:
    page.set_content(styled(html))
    path = folder / (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".png")
    page.screenshot(path=path, full_page=True)
    return path


def main(arguments: list[str]) -> int:
    """Take the pictures into the folder named on the command line."""
    if len(arguments) != 1:
        print("Usage: python -m tests.browser.node_screenshots FOLDER")  # noqa: T201 (a command line)
        return 2
    folder = Path(arguments[0])
    pages = {language: lived_scenes.seen_by(language) for language in LANGUAGES}
    with chromium() as browser:
        taken = shoot(browser, pages, folder)
    print(f"{taken} pictures of the node and their sheets in {folder}")  # noqa: T201 (a command line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
