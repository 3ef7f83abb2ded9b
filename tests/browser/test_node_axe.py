"""Every page of a node in every state that a person meets: axe-core, and 320 pixels.

The three languages take turns; `python -m tests.browser.node_axe` looks at all pages in each, in
light and dark, on a phone and on an office computer.
"""

import pytest

from node.app import LANGUAGES
from tests.browser import lived_scenes
from tests.browser.node_axe import NARROW, all_faults
from tests.browser.served import chromium

pytestmark = pytest.mark.browser


def test_every_page_in_every_state_is_without_faults() -> None:
    seen = lived_scenes.seen_by(*LANGUAGES)

    with chromium() as browser:
        page = browser.new_page(viewport={"width": NARROW, "height": 780})
        wrong = dict(all_faults(page, seen))

    assert len(seen) > 230
    assert wrong == {}
