"""The example country, published and served on loopback, and the browser to look at it."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from msgspec.structs import replace
from playwright.sync_api import Browser, sync_playwright

from hub.site.facts import SiteFacts
from hub.site.publish import Publisher
from hub.web.static import StaticSite
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

PLACES = {
    "open": ("porvoo", "borga", "porvoo"),
    "limited": ("lapinjarvi", "lapptrask", "lapinjarvi"),
    "coming": ("myrskyla", "morskom", "myrskyla"),
    "full": ("kuopio", "kuopio", "kuopio"),
    "none": ("kajaani", "kajana", "kajaani"),
    "unknown": ("kotka", "kotka", "kotka"),
}
"""A municipality in each state, by its slugs in Finnish, Swedish and English."""

_WORDS = {
    "fi": ("kunta", "alue/ita-uusimaa", "kunnat", "tietoaineisto", "tietosuoja", "saavutettavuus"),
    "sv": (
        "kommun",
        "omrade/ostra-nyland",
        "kommuner",
        "datamaterial",
        "dataskydd",
        "tillganglighet",
    ),
    "en": (
        "municipality",
        "area/ita-uusimaa",
        "municipalities",
        "about-data",
        "privacy",
        "accessibility",
    ),
}


def pages(language: str) -> dict[str, str]:
    """Return the address of every kind of page, a municipality in each state among them."""
    one, area, every, data, privacy, accessibility = _WORDS[language]
    index = ("fi", "sv", "en").index(language)
    towns = {f"municipality-{s}": f"{one}/{slugs[index]}/" for s, slugs in PLACES.items()}
    kinds = {
        "start": "",
        "area": f"{area}/",
        "list": f"{every}/",
        "data": f"{data}/",
        "privacy": f"{privacy}/",
        "accessibility": f"{accessibility}/",
        "missing": "no-such-page/",
    }
    return {kind: f"/{language}/{path}" for kind, path in {**kinds, **towns}.items()}


@contextmanager
def served(root: Path, facts: SiteFacts = FACTS) -> Iterator[str]:
    """Publish the example country below `root` and serve it; the value is its base address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        site = StaticSite()
        config = uvicorn.Config(site, log_level="critical", lifespan="off", access_log=False)
        server = uvicorn.Server(config)

        async def run() -> None:
            publisher = Publisher(root, replace(facts, base_url=base), REFERENCE)
            await site.show((await publisher.publish(snapshot())).folder)
            await server.serve(sockets=[listener])

        # A thread of its own: playwright keeps a loop in the caller's.
        thread = threading.Thread(target=lambda: asyncio.run(run()))
        thread.start()
        try:
            yield base
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's chromium; pages may reach loopback only."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()
