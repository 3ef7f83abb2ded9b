"""The embedded server and the proxy of the handbook say the same of every kind of address."""

import asyncio
import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
import uvloop

from hub.log import archive, tiles
from hub.log.tiles import Tile
from hub.site import addresses
from hub.site.facts import LANGUAGES
from hub.site.publish import Publisher
from hub.web.static import StaticSite
from shared.runtime.serve import Listener
from tests.deploy.proxy import Proxy, proxy
from tests.hub.site.scene import FACTS, REFERENCE, snapshot

pytestmark = pytest.mark.process

EXEMPT = {
    "date": "the second of the answer",
    "server": "nginx names itself",
    "connection": "of the connection, not of the file",
    "keep-alive": "of the connection, not of the file",
    "etag": "nginx makes it from time and size, the hub from the bytes; only its presence counts",
}
"""Headers whose values may differ, with the reason."""

OF_A_REDIRECT = {
    "content-type": "nginx writes a few words below a redirect, the hub none",
    "content-length": "as content-type",
}
KINDS = {
    "application/atom+xml",
    "application/geo+json",
    "application/json",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "image/svg+xml",
    "text/calendar",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
}
"""Every type of a file there is, to be sure that all are compared."""

READER = "127.0.0.2"
"""The reader's own address, to be found if it were written down."""

Sent = Mapping[str, str]
Said = tuple[int, dict[str, str], bytes]
"""Status, headers and body, without what is exempt."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the example country; return what a server is to serve."""
    data = tmp_path_factory.mktemp("data")
    Publisher(data, FACTS, REFERENCE)._publish(snapshot(), beside)
    return data / "snapshots/current"


def beside(folder: Path) -> None:
    """Put a public log of one entry beside the site."""
    tile = Tile(level=0, number=0, width=1)
    paths = (tile.path, tiles.bundle_path(tile), tiles.entries_path(0))
    archive.write(
        folder, dict.fromkeys((*paths, tiles.CHECKPOINT, tiles.TRUST, tiles.ROOT), b"entry\n" * 99)
    )


@pytest.fixture(scope="module")
def front(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Serve it with nginx."""
    with proxy(root, tmp_path_factory.mktemp("proxy") / "nginx") as running:
        yield running


@pytest.fixture(scope="module")
def hub(root: Path) -> Iterator[str]:
    """Serve it with the embedded server, as behind TLS."""
    with embedded(root) as address:
        yield address


def test_every_kind_of_address_is_answered_alike(hub: str, front: Proxy, root: Path) -> None:
    differing, kinds = {}, set()
    with client() as reader:
        for path in every_kind(root):
            for method, coding in (("GET", "identity"), ("GET", "gzip"), ("HEAD", "gzip")):
                sent = {"Accept-Encoding": coding}
                ours, theirs = (ask(reader, b, path, method, sent) for b in (hub, front.url))
                kinds.add((ours[0], ours[1].get("content-type", "").partition(";")[0]))
                if ours != theirs:
                    differing[path, method, coding] = unlike(ours, theirs)
    assert list(differing.items())[:3] == []  # the first ones are enough to read
    assert kinds == {(200, kind) for kind in KINDS} | {(308, ""), (404, "text/html")}


def test_what_has_not_changed_is_not_sent_again(hub: str, front: Proxy, root: Path) -> None:
    differing = {}
    with client() as reader:
        for path in (p for p in every_kind(root) if reader.get(hub + p).status_code == 200):
            for coding in ("identity", "gzip"):
                ours, theirs = (again(reader, b, path, coding) for b in (hub, front.url))
                if ours != theirs or {status for status, _, _ in ours} != {304}:
                    differing[path, coding] = (ours, theirs)
    assert list(differing.items())[:3] == []  # the first ones are enough to read


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused_alike(hub: str, front: Proxy, method: str) -> None:
    with client() as reader:
        for path in ("/", "/fi/", "/fi", "/nothing", "/data/v1/manifest.json"):
            ours, theirs = (ask(reader, b, path, method, {}) for b in (hub, front.url))
            assert ours == theirs, path
            assert ours[0] == 405


def test_a_shield_in_front_gets_the_compressed_form_too(hub: str, front: Proxy) -> None:
    sent = {"Accept-Encoding": "gzip", "Via": "1.1 shield"}
    with client() as reader:
        ours, theirs = (ask(reader, b, "/fi/", "GET", sent) for b in (hub, front.url))
    assert ours == theirs
    assert theirs[1]["content-encoding"] == "gzip"


def test_neither_writes_down_what_was_read(root: Path, tmp_path: Path, logs: io.StringIO) -> None:
    with embedded(root) as hub, proxy(root, tmp_path / "nginx") as front, client() as reader:
        for path in ("/fi/kunta/porvoo/?haku=kotka", "/fi/kunta/porvoo", f"/fi/{'kuopio' * 900}"):
            for base in (hub, front.url):
                reader.get(base + path, headers={"Referer": "https://inari.example/"})
        reader.get(f"{front.url}/{'x' * 9_000}")
    written = logs.getvalue() + front.written()
    assert [
        w for w in ("kunta", "porvoo", "kotka", "kuopio", "inari", READER) if w in written
    ] == []
    lines = [line.split() for line in front.written().splitlines()]
    assert [status for _, status in lines] == ["200", "308", "404", "414"]


def every_kind(root: Path) -> list[str]:
    """Return an address of every kind, in every language, and what people mistype."""
    paths = ["/", "/?kunta=638", "/index.html", "/404.html", "/nothing", "/favicon.ico"]
    paths += ["/assets", "/assets/", "/assets/nothing.css", "/data", "/data/v1/", "/robots.txt"]
    paths += ["/fi/index.html.gz", "/data/v1/manifest.json.br", "/fi/nothing.ics", "/fi/kunta/"]
    paths += ["/log", "/log/", "/log/tile/0", "/log/entries/0.jsonl.gz", "/log/entries/256.jsonl"]
    for folder in ("assets", "data", "log"):
        found = sorted(p for p in (root / folder).rglob("*") if p.is_file())
        whole = [p for p in found if p.suffix not in {".gz", ".br"}]
        paths += [f"/{path.relative_to(root)}" for path in whole]
    return [*paths, *(path for language in LANGUAGES for path in in_language(language))]


def in_language(language: str) -> list[str]:
    """Return an address of every kind of a language's pages."""
    area, town = REFERENCE.area("01"), REFERENCE.municipality("638")
    assert area is not None
    assert town is not None
    places = [addresses.area(language, area), addresses.municipality(language, town)]
    pages = [
        *(of(language) for of in (addresses.start, addresses.finder, addresses.municipalities)),
        addresses.remote(language),
        *(addresses.text(language, name) for name in addresses.TEXTS),
        *places,
        *(addresses.notice(language, place) for place in places),
        addresses.leaflet(language, places[0]),
    ]
    others = [addresses.missing(language), f"/{language}/nothing", f"{places[0]}nothing/"]
    feeds = [of(place) for place in places for of in (addresses.calendar, addresses.feed)]
    aliases = [alias for page in pages for alias in (page[:-1], f"{page}index.html")]
    return [*pages, *aliases, *others, *feeds]


@contextmanager
def embedded(root: Path) -> Iterator[str]:
    """Serve a snapshot with the embedded server in a thread, as `voikukkia-hub serve` does."""
    site = StaticSite("https://voikukkia.example")
    loop = uvloop.new_event_loop()
    assert loop.run_until_complete(site.show(root))
    listener = Listener("site", site)
    listener.bind()
    serving = loop.create_task(listener.serve())

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(serving)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield listener.url
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join()
        loop.close()


def client() -> httpx.Client:
    """Return a reader that follows nothing and comes from an address of its own."""
    return httpx.Client(transport=httpx.HTTPTransport(local_address=READER), trust_env=False)


def ask(reader: httpx.Client, base: str, path: str, method: str, sent: Sent) -> Said:
    """Return what a server says, the body as it travels."""
    with reader.stream(method, base + path, headers=sent) as answer:
        body = b"".join(answer.iter_raw())
    headers = dict(answer.headers)
    assert len(headers) == len(answer.headers.multi_items()), "a header was sent twice"
    moved = answer.status_code == 308
    kept = {k: v for k, v in headers.items() if not (k in EXEMPT or (moved and k in OF_A_REDIRECT))}
    tagged = {"etag": "…"} if "etag" in headers else {}
    return answer.status_code, kept | tagged, b"" if moved else body


def again(reader: httpx.Client, base: str, path: str, coding: str) -> list[Said]:
    """Return what a server says to who has the file already, and tells so in three ways."""
    sent = {"Accept-Encoding": coding}
    tag = reader.head(base + path, headers=sent).headers["etag"]
    ways = (tag, f'"x", W/{tag}', "*")
    return [ask(reader, base, path, "GET", {**sent, "If-None-Match": way}) for way in ways]


def unlike(ours: Said, theirs: Said) -> object:
    """Return in short what differs."""
    names = sorted({*ours[1], *theirs[1]})
    headers = {n: (ours[1].get(n), theirs[1].get(n)) for n in names}
    return (
        (ours[0], theirs[0]),
        {n: pair for n, pair in headers.items() if pair[0] != pair[1]},
        ours[2] == theirs[2] or (ours[2][:80], theirs[2][:80]),
    )
