"""The example country, published and served as the hub serves it, and the browser to look at it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace
from playwright.sync_api import Browser, Page, sync_playwright

from hub.site import addresses
from hub.site.facts import LANGUAGES, SiteFacts
from hub.site.publish import Publisher
from hub.web.static import StaticSite
from shared.reference.model import Area, Municipality
from shared.runtime.serve import Application, Listener
from tests.hub.site.scene import FACTS, REFERENCE, snapshot

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE_MS = 60_000

AREA = "01"
PLACES = {
    "open": "638",
    "limited": "407",
    "coming": "504",
    "full": "297",
    "none": "205",
    "unknown": "285",
}
"""A municipality of the example country in each state: Porvoo, Lapinjärvi, Myrskylä, Kuopio,
Kajaani, Kotka."""

FOUND = ".find .filters:not([hidden])"
"""What stands on a page with the finder when the list of a home municipality is shown."""

FIELD = ".find [role=combobox]"
OPTION = ".find [role=option]"


def place(code: str) -> Municipality:
    """Return a municipality of the tables. Raises LookupError."""
    if found := REFERENCE.municipality(code):
        return found
    raise LookupError(code)


def area() -> Area:
    """Return East Uusimaa, where most states stand side by side. Raises LookupError."""
    if found := REFERENCE.area(AREA):
        return found
    raise LookupError(AREA)


def pages(language: str) -> dict[str, str]:
    """Return the address of every kind of page, a municipality in each state among them."""
    start, finder = addresses.start(language), addresses.finder(language)
    towns = {state: addresses.municipality(language, place(c)) for state, c in PLACES.items()}
    county = addresses.area(language, area())
    return {
        "start": start,
        "start-found": f"{start}#{PLACES['open']}",
        "start-none": f"{start}#{PLACES['none']}",
        "finder": finder,
        "finder-found": f"{finder}#{PLACES['unknown']}",
        "area": county,
        "list": addresses.municipalities(language),
        "remote": addresses.remote(language),
        "report": addresses.report(language),
        **{f"municipality-{state}": address for state, address in towns.items()},
        "notice-area": addresses.notice(language, county),
        "notice-municipality": addresses.notice(language, towns["open"]),
        "leaflet": addresses.leaflet(language, county),
        **{name: addresses.text(language, name) for name in addresses.TEXTS},
        "missing": f"{start}no-such-page/",
    }


def every_kind() -> set[str]:
    """Return the addresses of all kinds of page in all languages, to write them."""
    every = {address for language in LANGUAGES for address in pages(language).values()}
    lost = {addresses.missing(language) for language in LANGUAGES}
    return {"/", "/404.html", *lost, *(address.partition("#")[0] for address in every)}


def visit(page: Page, address: str) -> None:
    """Load a page anew, and wait for the list if the address names a home municipality."""
    if "#" in address and page.url.partition("#")[0] == address.partition("#")[0]:
        page.goto("about:blank")  # another fragment alone would load nothing
    page.goto(address)
    if "#" in address:
        page.locator(FOUND).wait_for(state="attached", timeout=PATIENCE_MS)


@contextmanager
def served(root: Path, facts: SiteFacts = FACTS) -> Iterator[str]:
    """Publish the whole example country below `root` and serve it; the value is its address."""
    site = StaticSite()
    listener = Listener("site", site)
    listener.bind()
    own = replace(facts, base_url=listener.url)
    with _running(listener, site, Publisher(root, own, REFERENCE)._publish(snapshot()).folder):
        yield listener.url


@contextmanager
def showing(
    folder: Path, around: Callable[[Application], Application] | None = None, port: int = 0
) -> Iterator[str]:
    """Serve a published folder; the value is its base address. `around` may listen in."""
    site = StaticSite()
    listener = Listener("site", around(site) if around else site, port=port)
    listener.bind()
    with _running(listener, site, folder):
        yield listener.url


@contextmanager
def _running(listener: Listener, site: StaticSite, folder: Path) -> Iterator[None]:
    """Run the hub's own server in a thread: playwright keeps a loop in the caller's."""
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = Future()

    async def run() -> None:
        await site.show(folder)
        serving = asyncio.create_task(listener.serve())
        started.set_result((asyncio.get_running_loop(), serving))
        await asyncio.wait([serving])

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    loop, serving = started.result(timeout=120)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's chromium; pages may reach loopback only."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()
