"""As a new lead would: from the one-time link to a group on the hub's page, in few screens.

In three languages, by mouse, by keyboard alone, and with scripts off; the hub and every node are
processes of their own. Nobody reads a manual: what is pressed is the one thing that leads on.
"""

import os
import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from hub.site import addresses
from shared.reference import lookup
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.newcomer import NewNodes, RunningHub, running_hub

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.timeout(900)]

SCREENS = 12
PATIENCE_S = 180.0
WINDOW: ViewportSize = {"width": 1000, "height": 800}
PASSWORD = "neljä-lunta-kolme-puuta"
OPEN = {"fi": "Ottaa uusia vanhempia", "sv": "Tar emot nya föräldrar", "en": "Takes new parents"}
GO_ON = "main form button[type=submit]"
ALL_VARIANTS = [
    ("fi", "mouse", "18"),
    ("fi", "keyboard", "16"),
    ("fi", "without-scripts", "10"),
    ("sv", "mouse", "09"),
    ("sv", "keyboard", "08"),
    ("sv", "without-scripts", "15"),
    ("en", "mouse", "06"),
    ("en", "keyboard", "11"),
    ("en", "without-scripts", "01"),
]
"""Language, hands, and the area that the new network answers for: each has one of its own."""

EVERY = "FIRST_RUN_EVERY" in os.environ
VARIANTS = [
    (language, by, area)
    for language, by, area in ALL_VARIANTS
    if EVERY
    or language == "fi"
    or (language, by) in {("sv", "keyboard"), ("en", "without-scripts")}
]
"""Finnish in every way, the others each in one; `make soak` takes every way in every language."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """Return a hub that all the newcomers share."""
    areas = {f"{language}-{by}": area for language, by, area in VARIANTS}
    with running_hub(tmp_path_factory.mktemp("shared-hub"), areas) as running:
        yield running


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewNodes]:
    """Return the newcomers' nodes; the next one starts while a test runs."""
    orders = [(f"{language}-{by}", language) for language, by, _ in VARIANTS]
    started = NewNodes(tmp_path_factory.mktemp("newcomers"), orders)
    yield started
    started.stop()


class Screens:
    """Counts the pages a person gets to see."""

    def __init__(self, page: Page) -> None:
        self.seen: list[str] = []
        page.on("domcontentloaded", lambda shown: self.seen.append(shown.url))


def account(page: Page, hands: Hands, link: str) -> None:
    """Make the first lead's account: who, a second factor, recovery codes."""
    page.goto(link)
    hands.write(page.locator("#f-name"), "Liisa Esimerkki")
    hands.write(page.locator("#f-login"), "liisa")
    hands.write(page.locator("#f-password"), PASSWORD)
    hands.write(page.locator("#f-again"), PASSWORD)
    hands.press(page.locator(GO_ON).first)
    secret = (page.locator("main details .code").text_content() or "").replace(" ", "")
    hands.write(page.locator("#f-code"), pyotp.TOTP(secret.strip()).now())
    hands.press(page.locator(GO_ON).first)
    hands.press(page.locator("form[action$='/recovery-codes/kept'] button"))


def set_up(page: Page, hands: Hands, area: str) -> str:
    """Go through the steps up to the preview; return where the first group meets."""
    hands.write(page.locator("#f-name_fi"), "Uusi verkosto")
    hands.write(page.locator("#f-controller"), "Esimerkki ry")
    hands.press(page.locator(GO_ON).first)
    hands.tick(page.locator(f"input[name=areas][value='{area}']"))
    hands.press(page.locator(GO_ON).first)
    hands.press(page.locator(GO_ON).first)
    hands.write(page.locator("#f-organisation"), "Esimerkki ry")
    hands.write(page.locator("#f-telephone"), "040 000 0000")
    hands.press(page.locator(GO_ON).first)
    place = page.locator("#f-meets_in option").first.get_attribute("value") or ""
    hands.write(page.locator("#f-start_month"), "12/2099")
    hands.press(page.locator(GO_ON).first)
    hands.press(page.locator("form[action$='/start/preview'] button"))
    return place


def joined(page: Page, hands: Hands, invitation: str) -> str:
    """Paste the invitation; return the fingerprint that is read out over the telephone."""
    hands.write(page.locator("#f-invitation"), invitation)
    hands.press(page.locator("form[action$='/start/enrol'] button[type=submit]"))
    return (page.locator("main .code.big").text_content() or "").strip()


def published(page: Page, address: str, word: str) -> bool:
    """Tell whether the hub's page says it by now, without a person looking."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        answer = page.request.get(address)
        if answer.ok and word in answer.text():
            return True
        time.sleep(0.3)
    return False


@pytest.mark.parametrize(("language", "by", "area"), VARIANTS)
def test_a_new_lead_gets_a_group_onto_the_hubs_page(
    hub: RunningHub, nodes: NewNodes, browser: Browser, language: str, by: str, area: str
) -> None:
    network = f"{language}-{by}"
    scripts = by != "without-scripts"
    with (
        nodes.take(network) as node,
        browser.new_context(java_script_enabled=scripts, viewport=WINDOW) as context,
    ):
        page = context.new_page()
        screens = Screens(page)
        hands: Hands = Keyboard(page) if by == "keyboard" else Mouse()
        account(page, hands, node.link)
        place = set_up(page, hands, area)
        hub.command("confirm", network, joined(page, hands, hub.invitations[network]))
        node.a_minute_passes()
        town = lookup.load().municipality(place)
        assert town is not None
        address = hub.site + addresses.municipality(language, town)
        assert published(page, address, OPEN[language]), address
        page.goto(address)

        assert OPEN[language] in page.locator("main").inner_text()
        assert len(screens.seen) <= SCREENS, screens.seen
