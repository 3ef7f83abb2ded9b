"""What the tests of the finder share: where things stand on the page, and how one seeks."""

from playwright.sync_api import Page, expect

from tests.browser.served import FIELD, PATIENCE_MS, pages

START = pages("en")["start"]
DATA = "**/data/v1/find.json"
TITLE = ".found h2"
SUMMARY = ".found .summary"
MESSAGE = ".find .note:visible"

expect.set_options(timeout=PATIENCE_MS)


def seek(page: Page, typed: str) -> None:
    """Type into the field and press Enter."""
    page.locator(FIELD).fill(typed)
    page.locator(FIELD).press("Enter")


def lines(page: Page, state: str) -> list[str]:
    """Return the places under the heading of a state, in their order."""
    section = page.locator(".found section").filter(has=page.locator(f"h3 .s-{state}"))
    return section.locator(".where a").all_inner_texts()
