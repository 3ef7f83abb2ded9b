"""The hands of a person in front of a page: with a mouse, or with the keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page

TABS = 400
"""More presses of the tabulator than any page has things to reach."""


class Hands(Protocol):
    """What a person does with a form."""

    def write(self, field: Locator, text: str) -> None:
        """Write into a field."""

    def tick(self, box: Locator) -> None:
        """Tick a box or choose a radio button."""

    def press(self, button: Locator) -> None:
        """Press a button or follow a link."""


class Mouse:
    """Points and clicks."""

    def write(self, field: Locator, text: str) -> None:
        """Click into the field and write."""
        field.click()
        field.press_sequentially(text)

    def tick(self, box: Locator) -> None:
        """Click it."""
        box.click()

    def press(self, button: Locator) -> None:
        """Click it."""
        button.click()


class Keyboard:
    """Tab, letters, space and enter; nothing is ever pointed at."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def write(self, field: Locator, text: str) -> None:
        """Go to the field and write."""
        self._reach(field)
        self._page.keyboard.type(text)

    def tick(self, box: Locator) -> None:
        """Go to it and press space."""
        self._reach(box)
        self._page.keyboard.press("Space")

    def press(self, button: Locator) -> None:
        """Go to it and press enter."""
        self._reach(button)
        self._page.keyboard.press("Enter")

    def _reach(self, thing: Locator) -> None:
        """Press the tabulator until the thing has the focus."""
        thing.wait_for(state="visible")
        for _ in range(TABS):
            if thing.evaluate("one => one === document.activeElement"):
                return
            self._page.keyboard.press("Tab")
        raise AssertionError(f"not to be reached by keyboard: {thing}")
