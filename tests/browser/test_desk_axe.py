"""Every page of the operators' desk: axe-core, and 320 pixels; the three languages take turns."""

import pytest

from hub.translations import LANGUAGES
from tests.browser import desk_scenes
from tests.browser.node_axe import NARROW, all_faults
from tests.browser.served import chromium

pytestmark = pytest.mark.browser


def test_every_page_of_the_desk_is_without_faults() -> None:
    seen = desk_scenes.seen_by(*LANGUAGES)

    with chromium() as browser:
        page = browser.new_page(viewport={"width": NARROW, "height": 780})
        wrong = dict(all_faults(page, seen))

    assert len(seen) > 25
    assert wrong == {}
