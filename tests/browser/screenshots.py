"""Pictures of every kind of page: `python -m tests.browser.screenshots FOLDER`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.served import chromium, pages, served
from tests.hub.site.scene import NOW

WIDTHS = (360, 1280)
LANGUAGES = ("fi", "sv", "en")


def shoot(browser: Browser, base: str, folder: Path) -> int:
    """Write the pictures into the folder; return how many."""
    written = 0
    for width in WIDTHS:
        with browser.new_context(viewport={"width": width, "height": 780}) as context:
            page = context.new_page()
            page.clock.set_fixed_time(NOW)
            for language in LANGUAGES:
                for kind, address in pages(language).items():
                    page.goto(base + address)
                    page.screenshot(path=folder / f"{kind}-{language}-{width}.png", full_page=True)
                    written += 1
    for name, look in (("dark", {"color_scheme": "dark"}), ("print", {"media": "print"})):
        with browser.new_context(viewport={"width": 800, "height": 780}) as context:
            page = context.new_page()
            page.clock.set_fixed_time(NOW)
            page.emulate_media(**look)  # type: ignore[arg-type]
            for kind in ("start", "area", "municipality-open"):
                page.goto(base + pages("fi")[kind])
                page.screenshot(path=folder / f"{kind}-fi-{name}.png", full_page=True)
                written += 1
    return written


def main(arguments: list[str]) -> int:
    """Take the pictures into the folder named on the command line."""
    if len(arguments) != 1:
        print("Usage: python -m tests.browser.screenshots FOLDER")  # noqa: T201 (a command line)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root, served(Path(root)) as base, chromium() as browser:
        written = shoot(browser, base, folder)
    print(f"{written} pictures in {folder}")  # noqa: T201 (a command line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
