"""The ways a page is looked at: in the dark, in forced colours, on paper, by colour-blind eyes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from tests.hub.site.scene import NOW

PAPER_PX = 718
"""An A4 sheet's width at 96 dots an inch, less margins of 10 mm."""

EYES = ("protanopia", "deuteranopia", "tritanopia", "achromatopsia")
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced-colours": {"forced_colors": "active"},
    "print": {"media": "print"},
    **{eyes: {} for eyes in EYES},
}


@contextmanager
def looking(browser: Browser, look: str, width: int) -> Iterator[Page]:
    """Open a page that is seen in a certain way, its clock at the snapshot's time."""
    wide = PAPER_PX if look == "print" else width
    with browser.new_context(viewport={"width": wide, "height": 780}) as context:
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        page.emulate_media(**LOOKS[look])
        if look in EYES:
            session = context.new_cdp_session(page)
            session.send("Emulation.setEmulatedVisionDeficiency", {"type": look})
        yield page
