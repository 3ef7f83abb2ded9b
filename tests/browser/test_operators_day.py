"""An operator's day at the desk, in a real browser: from the command line's link to the evening.

Invite a network, confirm its key by telephone, release a held drop, hand a municipality over, be
told by mail of a network that fell silent, then read and print the national report with the figures
it sent, all on a telephone. The pages have no script; axe looks at each page on the way. Then every
page is read in three languages (tests/browser/test_desk_axe.py looks at those).
"""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from hub.availability.snapshot import Snapshot
from hub.availability.worker import AvailabilityWorker
from hub.notices.alerts.outgoing import Outgoing
from hub.notices.alerts.worker import AlertWorker
from hub.site import addresses
from shared import signing
from shared.wire.enrolment import Enrolled
from shared.wire.receipt import Receipt
from shared.wire.session import Welcome
from tests.browser.axe import violations
from tests.browser.open_desk import OpenDesk, open_desk
from tests.browser.served import showing
from tests.browser.whole import write
from tests.hub.cli.test_hub_cli import invitation
from tests.hub.ingest.builders_ingest import NODE, SimNode, Stand
from tests.hub.notices.test_alerts import PLAN, fold, mailbox, plan
from tests.hub.statistics.quarters import RELEASE_DAY, following
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PASSWORD = "kolme lampunjalkaa ja sateenvarjo"
GO_ON = "main form button[type=submit]"
OTHER = "etela-savo"
REPORT = {language: addresses.report(language) for language in ("fi", "sv", "en")}
TODAY = {"fi": "Tehtävää", "sv": "Att göra", "en": "To do"}
READING = ("/", "/networks", f"/networks/{NODE}", "/reporting", "/alarms", "/acts", "/operators")


@pytest.fixture
def port() -> int:
    """Choose the port on which the public site will be."""
    return free_port()


@pytest.fixture
def desk(tmp_path: Path, port: int) -> Iterator[OpenDesk]:
    """Open a new hub's desk."""
    with open_desk(tmp_path / "hub", f"http://127.0.0.1:{port}") as opened:
        yield opened


class Operator:
    """Somebody in front of the desk; every page that opens is looked at."""

    def __init__(self, page: Page, desk: OpenDesk) -> None:
        self.page, self.desk = page, desk
        self.looked, self.secret = 0, ""

    def go(self, path: str, language: str = "en") -> None:
        """Open a page."""
        self.page.goto(f"{self.desk.address}/{language}{path}")
        self.look()

    def look(self) -> None:
        """Have axe look at the page, and see that nothing is wider than the telephone."""
        self.page.wait_for_load_state("load")
        assert violations(self.page) == [], self.page.url
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= (self.page.viewport_size or {"width": 0})["width"], self.page.url
        self.looked += 1

    def write(self, **fields: str) -> None:
        """Write into fields."""
        for name, text in fields.items():
            self.page.locator(f"#f-{name}").fill(text)

    def press(self, button: str) -> None:
        """Press a button; one that asks before it does anything is pressed twice."""
        ask = self.page.locator("details.ask", has=self.page.locator("summary", has_text=button))
        if ask.count():
            ask.first.locator("summary").click()
            ask.first.get_by_role("button", name=button).click()
        else:
            self.page.get_by_role("button", name=button, exact=True).first.click()
        self.look()

    def reads(self, text: str) -> None:
        """See that the page says this."""
        assert text in (self.page.locator("main").text_content() or ""), (self.page.url, text)

    def signs_up(self) -> None:
        """Use the link: who, a second factor, recovery codes."""
        self.go(self.desk.link())
        self.write(name="Oona Esimerkki", login="oona", password=PASSWORD, again=PASSWORD)
        self.page.locator(GO_ON).first.click()
        self.look()
        shown = self.page.locator("main details .code").text_content() or ""
        self.secret = shown.replace(" ", "").strip()
        self.write(code=self.desk.code(self.secret))
        self.page.locator(GO_ON).first.click()
        self.look()
        self.press("I have kept the codes")

    def signs_in(self) -> None:
        """Sign in by password and code: the session has ended meanwhile."""
        self.go("/")
        self.write(login="oona", password=PASSWORD)
        self.press("Sign in")
        self.write(code=self.desk.code(self.secret))
        self.press("Sign in")


@pytest.fixture
def operator(browser: Browser, desk: OpenDesk) -> Iterator[Operator]:
    """Open a telephone's page."""
    with browser.new_context(viewport={"width": 360, "height": 780}) as context:
        yield Operator(context.new_page(), desk)


def test_an_operators_day(operator: Operator, desk: OpenDesk, port: int, tmp_path: Path) -> None:
    operator.signs_up()
    operator.reads("Nothing waits for you.")
    node = SimNode(desk.stand)

    invite_and_confirm(operator, desk, node)
    desk.do(lambda stand: stand.active_node(OTHER, "491"))
    release_what_is_held(operator, desk, node)
    hand_over(operator)
    notice_who_is_silent(operator, desk)
    read_the_national_report(operator, desk, node, port, tmp_path)
    read_in_three_languages(operator)

    assert operator.looked > 15
    operator.go("/acts")
    for said in ("is invited", "is confirmed", "is released", "answers for Siilinjärvi"):
        operator.reads(said)


def invite_and_confirm(operator: Operator, desk: OpenDesk, node: SimNode) -> None:
    """Invite a network; its lead enrols and reads the code out over the telephone."""
    operator.go("/networks")
    operator.page.get_by_role("link", name="Invite a network").click()
    operator.write(
        node=NODE, name_fi="Pohjois-Savon verkosto", municipalities="Kuopio, Siilinjärvi"
    )
    operator.press("Invite")
    line = operator.page.locator("main .code").text_content() or ""
    enrolled = desk.do(lambda _: node.enrol(invitation(line).token))
    assert isinstance(enrolled, Enrolled)
    operator.go("/")
    operator.page.get_by_role("link", name="Pohjois-Savon verkosto waits").click()
    read_out = signing.fingerprint(node.key.public, desk.stand.desk.root)
    operator.write(code="AAAA-AAAA-AAAA-AAAA")
    operator.press("Confirm the key")
    operator.reads("Nothing was confirmed")
    operator.write(code=read_out.lower())
    operator.press("Confirm the key")
    operator.reads("is confirmed. Its reports count from now on.")


def release_what_is_held(operator: Operator, desk: OpenDesk, node: SimNode) -> None:
    """The network reports, then drops its groups without a word; the operator has called it."""

    async def report_and_drop(_: Stand) -> None:
        assert isinstance(await node.hello(), Welcome)
        assert isinstance(await node.push(node.next()), Receipt)
        assert isinstance(await node.push(node.next(offers=())), Receipt)

    desk.do(report_and_drop)
    operator.go("/")
    operator.page.get_by_role("link", name="lost groups without a word").click()
    operator.look()
    operator.press("Release it")
    operator.reads("is released")


def hand_over(operator: Operator) -> None:
    """Announce that another network answers for a municipality from a day on."""
    operator.page.get_by_role("link", name="Hand over").click()
    operator.page.locator("#f-to").select_option(OTHER)
    operator.write(places="Siilinjärvi", day="1.1.2020")
    operator.press("Announce the handover")
    operator.reads("does not lie ahead")
    operator.write(day="1.1.2027")
    operator.press("Announce the handover")
    operator.reads(f"From 1.1.2027 on {OTHER} answers for Siilinjärvi")


def notice_who_is_silent(operator: Operator, desk: OpenDesk) -> None:
    """A week goes by without a word: a letter says so, and so does the page it leads to."""

    async def a_week(stand: Stand) -> list[bytes]:
        async with mailbox() as box:
            ways = plan(mail=replace(PLAN, port=box.port), desk=desk.address)
            await look_and_write(stand, ways)
            stand.clock.turn(days=8)
            await look_and_write(stand, ways)
            return box.mails

    (letter,) = desk.do(a_week)
    words = message_from_bytes(letter, policy=default).get_content()
    assert NODE in words
    operator.page.goto(re.findall(r"http://[^\s]+", words)[0])
    operator.signs_in()
    operator.reads("is silent. Call it.")
    operator.go("/reporting")
    operator.reads("is silent")


def read_the_national_report(
    operator: Operator, desk: OpenDesk, node: SimNode, port: int, folder: Path
) -> None:
    """In January the network sends its figures; the report that tells them is read and printed."""

    async def a_quarter(stand: Stand) -> Snapshot:
        stand.clock.turn(seconds=(RELEASE_DAY - stand.clock.now()).total_seconds())
        assert isinstance(await node.hello(), Welcome)
        assert isinstance(await node.push(following(node.head)), Receipt)
        return await published(stand)

    shown = desk.do(a_quarter)
    operator.signs_in()
    with showing(write(folder, shown, {*REPORT.values()}), port=port):
        for language, address in REPORT.items():
            operator.go("/", language)
            operator.page.locator(f"footer a[href$='{address}']").click()
            operator.look()
            said = operator.page.locator("#need ~ table").first.text_content() or ""
            assert re.search(r"IV/2026|Q4 2026", said), said
        operator.reads("Meetings of parents' panels")
        paper = operator.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) > 3


async def look_and_write(stand: Stand, ways: Outgoing) -> None:
    """Do what the hub does every few minutes: look who is silent, and write what is new."""
    await fold(stand)
    desk = stand.desk
    one = AlertWorker(
        database=desk.database,
        clock=desk.clock,
        policy=desk.policy,
        channels=ways.channels(),
        apart=timedelta(0),
    )
    await one.look()
    await one.tell("mail")


async def published(stand: Stand) -> Snapshot:
    """Return what the hub publishes now."""
    kept: list[Snapshot] = []

    async def keep(snapshot: Snapshot) -> None:
        kept.append(snapshot)

    at = stand.desk
    await AvailabilityWorker(
        at.database, at.clock, at.reference, at.policy, keep, asyncio.Event()
    ).refresh()
    return kept[0]


def read_in_three_languages(operator: Operator) -> None:
    """Open every page that is read in each language."""
    for language, first in TODAY.items():
        for path in READING:
            operator.page.goto(f"{operator.desk.address}/{language}{path}")
            assert operator.page.locator("header nav a").first.text_content() == first
            assert operator.page.locator("html").get_attribute("lang") == language
