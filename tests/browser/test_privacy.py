"""Two parents who seek different places look the same to the server, until one opens a page."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from hub.site import addresses
from shared.runtime.serve import Application
from tests.browser.served import FIELD, FOUND, place, showing, visit
from tests.hub.site.scene import NOW

pytestmark = pytest.mark.browser

START = addresses.start("fi")
KAJAANI = addresses.municipality("fi", place("205"))
PORVOO = addresses.municipality("fi", place("638"))

Request = tuple[str, str, tuple[tuple[bytes, bytes], ...]]
Deed = Callable[[Page, str], None]


@dataclass
class Wire:
    """What reaches the server: method, target with its query, all headers. Bodies are told by one.

    It stands around the site: the hub's own code is not asked what it has seen.
    """

    heard: list[Request] = field(default_factory=list)
    base: str = ""

    def around(self, site: Application) -> Application:
        """Return the site, overheard."""

        async def overheard(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                target = (scope["raw_path"] + b"?" + scope["query_string"]).decode()
                self.heard.append((scope["method"], target, tuple(sorted(scope["headers"]))))
            await site(scope, receive, send)

        return overheard


@pytest.fixture(scope="module")
def wire(folder: Path) -> Iterator[Wire]:
    """Serve the example country with somebody listening in."""
    listening = Wire()
    with showing(folder, listening.around) as base:
        listening.base = base
        yield listening


def heard(browser: Browser, wire: Wire, does: Deed, **more: Any) -> list[Request]:
    """Let a parent do something in a new browser; return what the server heard, in order."""
    wire.heard.clear()
    with browser.new_context(**more) as context:
        page = context.new_page()
        page.clock.install(time=NOW)
        does(page, wire.base)
        page.wait_for_load_state("networkidle")
        assert context.cookies() == []
    return sorted(wire.heard)


def seek(typed: str, code: str, audience: str, opened: str) -> Deed:
    """Return the deed of one who types, chooses filters, reloads, and opens the place's page."""

    def does(page: Page, base: str) -> None:
        visit(page, base + START)
        page.locator(FIELD).press_sequentially(typed)
        page.locator(FIELD).press("Enter")
        page.locator(FOUND).wait_for()
        page.locator(f".filters [value={audience}]").check()
        page.locator(".filters select").select_option(index=1)
        assert page.url.startswith(f"{base}{START}#{code},{audience},")
        page.reload()
        page.locator(FOUND).wait_for()
        page.locator(f'.found a[href="{opened}"]').first.click()
        page.wait_for_url(base + opened)

    return does


def test_what_is_sought_chosen_and_reloaded_is_told_to_nobody(browser: Browser, wire: Wire) -> None:
    one = heard(browser, wire, seek("kajaani", "205", "fathers", KAJAANI))
    other = heard(browser, wire, seek("borgå", "638", "mothers", PORVOO))
    assert _but(one, KAJAANI) == _but(other, PORVOO)
    assert [_bare(one, KAJAANI)] == [_bare(other, PORVOO)]
    names = {name for _, _, headers in one for name, _ in headers}
    assert names.isdisjoint({b"referer", b"cookie", b"content-length", b"transfer-encoding"})
    assert {method for method, _, _ in one} == {"GET"}
    assert "kajaani" not in repr(_but(one, KAJAANI)).lower()


def _but(requests: list[Request], opened: str) -> list[Request]:
    return [request for request in requests if request[1] != f"{opened}?"]


def _bare(requests: list[Request], opened: str) -> list[tuple[tuple[bytes, bytes], ...]]:
    return [headers for _, target, headers in requests if target == f"{opened}?"]


def test_a_shared_link_does_not_tell_its_place(browser: Browser, wire: Wire) -> None:
    def follow(fragment: str) -> Deed:
        return lambda page, base: visit(page, f"{base}{START}#{fragment}")

    one = heard(browser, wire, follow("205,fathers,sv"))
    assert one == heard(browser, wire, follow("638"))
    assert {target for _, target, _ in one if not target.startswith("/assets/")} == {
        f"{START}?",
        "/data/v1/find.json?",
    }


def test_what_is_not_found_is_told_to_nobody(browser: Browser, wire: Wire) -> None:
    def fail(typed: str) -> Deed:
        def does(page: Page, base: str) -> None:
            visit(page, base + START)
            page.locator(FIELD).press_sequentially(typed)
            page.locator(FIELD).press("Enter")
            page.get_by_text(typed).wait_for()

        return does

    one = heard(browser, wire, fail("qqqq wwww"))
    assert one == heard(browser, wire, fail("zzzz xxxx cccc"))


def test_where_the_parent_stands_is_told_to_nobody(browser: Browser, wire: Wire) -> None:
    def locate(page: Page, base: str) -> None:
        visit(page, base + START)
        page.locator(".locate").click()
        page.locator(FOUND).wait_for()

    def at(latitude: float, longitude: float) -> dict[str, Any]:
        where = {"latitude": latitude, "longitude": longitude}
        return {"geolocation": where, "permissions": ["geolocation"]}

    one = heard(browser, wire, locate, **at(64.2273, 27.7285))
    assert one == heard(browser, wire, locate, **at(60.3923, 25.6651))


def test_the_hubs_log_holds_no_address(browser: Browser, folder: Path, logs: io.StringIO) -> None:
    with showing(folder) as base, browser.new_context() as context:
        page = context.new_page()
        page.clock.install(time=NOW)
        seek("kajaani", "205", "fathers", KAJAANI)(page, base)
        page.goto(f"{base}/fi/kunta/kajaani-no-such-page/")
    lines = [json.loads(line) for line in logs.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["listener.opened", "listener.closed"]
    assert "kajaani" not in logs.getvalue().lower()
