"""The finder when something is missing: a location, the data, freshness, a page of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.finding import DATA, MESSAGE, START, TITLE, lines, seek
from tests.browser.served import FIELD, pages, visit
from tests.hub.site.scene import NOW

pytestmark = pytest.mark.browser

DAY_MS = 86_400_000


@contextmanager
def standing(browser: Browser, base: str, **where: Any) -> Iterator[Page]:
    """Open the start page on a device that stands somewhere, and press the button."""
    with browser.new_context(viewport={"width": 360, "height": 780}, **where) as context:
        if not where:
            context.grant_permissions([])  # all others are refused
        page = context.new_page()
        page.clock.install(time=NOW)
        page.goto(base + START)
        page.get_by_role("button", name="Use my location").click()
        yield page


def at(latitude: float, longitude: float) -> dict[str, Any]:
    """Return the arguments of a context that stands there and lets pages know it."""
    where = {"latitude": latitude, "longitude": longitude}
    return {"geolocation": where, "permissions": ["geolocation"]}


def test_the_location_is_used_when_it_is_given(browser: Browser, base: str) -> None:
    with standing(browser, base, **at(62.9, 27.7)) as page:
        expect(page.locator(TITLE)).to_have_text("Kuopio", use_inner_text=True)
    with standing(browser, base, **at(48.9, 2.4)) as page:
        expect(page.locator(MESSAGE)).to_contain_text("outside Finland")


def test_without_a_location_the_field_goes_on_working(browser: Browser, base: str) -> None:
    with standing(browser, base) as page:
        expect(page.locator(MESSAGE)).to_contain_text("did not let us use your location")
        seek(page, "Kuopio")
        expect(page.locator(TITLE)).to_have_text("Kuopio", use_inner_text=True)
        assert not page.locator(MESSAGE).is_visible()


def broken(body: str) -> Callable[[Route], None]:
    """Return a handler that answers with this text."""
    return lambda route: route.fulfill(status=200, content_type="application/json", body=body)


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        (DATA, lambda route: route.abort()),
        (DATA, broken("<html>")),
        (DATA, broken('{"schema":"open-find/2"}')),
        (DATA, broken('{"schema":"open-find/1"}')),
        ("**/places-*.json", lambda route: route.abort()),
    ],
)
def test_without_the_data_the_doors_are_there(
    page: Page, base: str, pattern: str, answer: Callable[[Route], None]
) -> None:
    page.route(pattern, answer)
    page.goto(base + START)
    seek(page, "Kuopio")
    expect(page.locator(MESSAGE)).to_contain_text("The search does not work right now")
    assert page.locator(MESSAGE).get_by_role("link").get_attribute("href") == pages("en")["list"]
    page.unroute(pattern)
    seek(page, "Kuopio")
    expect(page.locator(TITLE)).to_have_text("Kuopio", use_inner_text=True)
    assert page.locator(".filters option").count() == 3


def test_old_data_say_that_they_are_old(page: Page, base: str) -> None:
    def aged(route: Route) -> None:
        document = route.fetch().json()
        route.fulfill(json=document | {"made_at": document["made_at"] - 30 * 86_400})

    page.route(DATA, aged)
    visit(page, f"{base}{START}#297")
    expect(page.locator(MESSAGE)).to_contain_text("made on 22 Oct 2026. They may be out of date.")


def test_after_sixty_days_nothing_is_known_any_more(page: Page, base: str) -> None:
    page.clock.set_fixed_time(NOW + timedelta(days=60))
    visit(page, f"{base}{START}#638")
    answer = page.locator(".found .answer").inner_text()
    assert "We do not know" in answer
    assert "The information was believed until 5 Dec 2026." in answer
    assert page.locator(".found h3 .state").count() == 0
    sipoo = page.locator(".found .near li", has_text="Sipoo").inner_text()
    assert "Not known since 5 Dec 2026. Itä-Uudenmaan esimerkkiverkosto" in sipoo


def test_a_result_kept_open_ages_by_itself(page: Page, base: str) -> None:
    visit(page, f"{base}{START}#638")
    page.clock.fast_forward(13 * DAY_MS)
    assert lines(page, "open")[0] == "Porvoo"
    page.clock.fast_forward(2 * DAY_MS)
    expect(page.locator(".found .answer .word")).to_have_text("We do not know")
    assert page.locator(".found h3 .state").count() == 0


def test_it_works_where_nothing_may_be_stored(page: Page, base: str) -> None:
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException(name); } });"
        "Object.defineProperty(Document.prototype, 'cookie', { get() { throw new Error(); } });"
    )
    page.goto(base + START)
    seek(page, "Kuopio")
    expect(page.locator(TITLE)).to_have_text("Kuopio", use_inner_text=True)


class Host(BaseHTTPRequestHandler):
    """Somebody else's page, with the finder in a frame that may do as little as possible."""

    src = ""

    def do_GET(self) -> None:
        """Answer with the page."""
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(
            f'<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>'
            f'<iframe src="{self.src}" title="finder" width="340" height="720" sandbox='
            '"allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>'.encode()
        )

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_it_works_in_a_sandboxed_frame_of_another_site(page: Page, base: str) -> None:
    host = type("Framing", (Host,), {"src": base + pages("en")["finder"]})
    with ThreadingHTTPServer(("127.0.0.1", 0), host) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        frame = page.frame_locator("iframe")
        frame.locator(FIELD).fill("Kuopio")
        frame.locator(FIELD).press("Enter")
        expect(frame.locator(TITLE)).to_have_text("Kuopio", use_inner_text=True)
        assert not frame.locator(".locate").is_visible()
        assert page.frames[1].evaluate("origin") == "null"
        with page.expect_popup() as opened:
            frame.locator(f"{TITLE} a").click()
        assert opened.value.url == base + pages("en")["municipality-full"]
        server.shutdown()
