"""A wrong step of an enquiry is put right by the form its page shows, and the count with it."""

import re
from html import unescape
from typing import Any

import pytest

from node.enquiries import pages
from tests.node.web import conftest
from tests.node.web.conftest import Browser, Pages

FORM = {
    "contact": "040 555 0199",
    "ways": "call",
    "municipality": "Porvoo",
    "came_on": "1.9.2026",
    "consent": "yes",
    "consent_on": "1.9.2026",
}


@pytest.fixture(autouse=True)
def _own_pages_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "found_routes", lambda: list(pages.ROUTES))


async def form_of(browser: Browser, path: str, action: str) -> dict[str, Any]:
    """Return the hidden fields of the form on a page that is sent to `action`."""
    shown = await browser.open(path)
    found = re.search(rf'<form method="post" action="/en{action}".*?</form>', shown, re.DOTALL)
    assert found is not None, action
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found[0])
    return {name: unescape(value) for name, value in hidden}


async def recorded(house: Pages) -> str:
    """Write an enquiry down and return its page."""
    answer = await house.assistant.press("/enquiries/new", FORM)
    return "/enquiries/" + str(answer.headers["location"].rsplit("/", 1)[1])


async def press(house: Pages, path: str, act: str, state: str) -> None:
    """Send the form of an act as the page shows it, with a state chosen."""
    action = f"{path}/{act}"
    sent = await form_of(house.assistant, path, action)
    answer = await house.assistant.press(action, sent | {"state": state})
    assert answer.status_code == 303


async def test_a_wrong_step_is_put_right_and_the_count_with_it(house: Pages) -> None:
    path = await recorded(house)
    for state in ("contacted", "pre_meeting", "place"):
        await press(house, path, "step", state)
    assert "got a place 1, waiting 0" in await house.assistant.open("/enquiries/tallies")

    await press(house, path, "correct", "waiting")

    shown = await house.assistant.open("/enquiries/tallies")
    assert "Somebody changed this enquiry meanwhile" not in shown
    assert "got a place 0, waiting 1" in shown


async def test_an_old_page_corrects_nothing(house: Pages) -> None:
    path = await recorded(house)
    old = await form_of(house.assistant, path, f"{path}/correct")
    await press(house, path, "step", "contacted")

    await house.assistant.press(f"{path}/correct", old | {"state": "closed"})

    assert "Somebody changed this enquiry meanwhile" in await house.assistant.open(path)


async def test_exact_tallies_are_not_called_rounded(house: Pages) -> None:
    path = await recorded(house)
    for state in ("contacted", "pre_meeting", "place"):
        await press(house, path, "step", state)

    shown = await house.assistant.open("/enquiries/tallies")

    assert "Told rounded" not in shown
    assert "Exact, not for publication: got a place 1" in shown
    assert 'href="/en/leaves/statistics"' in shown
