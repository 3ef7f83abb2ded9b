"""Who may frame what: the finder stands in any site's sandboxed frame, every other page in none."""

import html
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page

from hub.site import addresses
from hub.site.facts import LANGUAGES
from tests.browser.served import FOUND, pages
from tests.hub.site.scene import FACTS

pytestmark = pytest.mark.browser

ICON = '<link rel="icon" href="data:,">'
TRY = """async address => {
    try { return (await fetch(address)).status } catch (error) { return error.name }
}"""
FRAMED = """([base, address]) => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.onload = () => done("loaded");
    document.addEventListener("securitypolicyviolation", e => done(e.effectiveDirective));
    frame.src = base + address;
    document.body.append(frame);
})"""
ASKS = "document.featurePolicy.allowedFeatures().includes('geolocation')"

Another = Callable[[str], tuple[Page, Frame, "Seen"]]
"""From the address of one of our pages to the page of another site that frames it."""


class Seen:
    """What became of what a page loads, from now on."""

    def __init__(self, page: Page) -> None:
        self.loaded: list[str] = []
        self.failed: list[str] = []
        self.said: list[str] = []
        page.on("requestfinished", lambda request: self.loaded.append(request.url))
        page.on("requestfailed", lambda request: self.failed.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))


def offered(folder: Path, language: str) -> str:
    """Return the line of HTML that the page on embedding offers to copy."""
    page = (folder / addresses.file_of(addresses.text(language, "embed"))).read_text("utf-8")
    lines = [html.unescape(line) for line in re.findall("<pre><code>(.*?)</code></pre>", page)]
    return next(line for line in lines if f'{addresses.finder(language)}"' in line)


@pytest.fixture
def another(browser: Browser, folder: Path, base: str, tmp_path: Path) -> Iterator[Another]:
    """Return how to open a page of another site that shows one of ours in the offered frame."""
    line = offered(folder, "en").replace(FACTS.base_url, base)
    with other_site(tmp_path) as other, browser.new_context() as context:

        def shown(address: str) -> tuple[Page, Frame, Seen]:
            framed = line.replace(addresses.finder("en"), address)
            (tmp_path / "index.html").write_text(f"<!doctype html>{ICON}{framed}")
            page = context.new_page()
            seen = Seen(page)
            page.goto(other, wait_until="networkidle")
            return page, page.frames[1], seen

        yield shown


@contextmanager
def other_site(folder: Path) -> Iterator[str]:
    """Serve a folder as another site: not even the same host."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_to_copy_is_the_same_in_every_language(folder: Path, language: str) -> None:
    finder = re.compile('(?<=src=")[^"]+|(?<=title=")[^"]+|(?<=lang=")[^"]+')
    assert finder.sub("", offered(folder, language)) == finder.sub("", offered(folder, "en"))
    assert f'src="{FACTS.base_url}{addresses.finder(language)}"' in offered(folder, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_finder_works_in_the_frame_of_another_site(
    another: Another, base: str, language: str
) -> None:
    _, frame, seen = another(addresses.finder(language))
    assert frame.evaluate("self.origin") == "null"
    assert frame.evaluate("document.querySelector('link[rel=stylesheet]').sheet !== null")
    assert {url.rpartition(".")[2] for url in seen.loaded if "/assets/" in url} >= {"css", "js"}
    assert frame.evaluate(TRY, f"{base}/data/v1/find.json") == 200
    assert (seen.failed, seen.said) == ([], [])
    assert not frame.evaluate(ASKS)


def test_a_list_is_found_in_the_frame(another: Another) -> None:
    _, frame, seen = another(f"{addresses.finder('en')}#638")
    frame.locator(FOUND).wait_for()
    assert (seen.failed, seen.said) == ([], [])


def test_the_policy_of_the_finder_holds_in_a_frame(another: Another, base: str) -> None:
    page, frame, seen = another(addresses.finder("en"))
    assert frame.evaluate(TRY, page.url) == "TypeError"
    assert any("connect-src" in said for said in seen.said)
    assert frame.evaluate(FRAMED, [base, addresses.finder("en")]) == "frame-src"


def test_a_link_out_of_the_frame_opens_an_ordinary_page(another: Another, base: str) -> None:
    page, frame, _ = another(addresses.finder("en"))
    with page.context.expect_page() as opened:
        frame.locator("a.name").click()
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{base}/en/"
    assert opened.value.evaluate("[self.origin, document.referrer, opener]") == [base, "", None]


@pytest.mark.parametrize("kind", ["start", "embed", "municipality-open", "notice-area", "missing"])
def test_every_other_page_refuses_to_be_framed(another: Another, kind: str) -> None:
    _, frame, seen = another(pages("en")[kind])
    frame.wait_for_url("chrome-error://**")
    assert any("frame-ancestors" in said for said in seen.said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_page_on_embedding_has_frames_and_only_of_our_own(
    browser: Browser, base: str, tmp_path: Path, language: str
) -> None:
    finder, embed = addresses.finder(language), addresses.text(language, "embed")
    (tmp_path / "index.html").write_text("<p>Another site</p>")
    with other_site(tmp_path) as other, browser.new_context() as context:
        page = context.new_page()
        for path, framed in ((embed, "loaded"), (addresses.start(language), "frame-src")):
            page.goto(base + path)
            assert page.evaluate(FRAMED, [base, finder]) == framed
            page.goto(base + path)
            assert page.evaluate(FRAMED, [other, ""]) == "frame-src"


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_start_page_may_ask_where_the_reader_is(
    browser: Browser, base: str, language: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        for path in (addresses.start(language), addresses.municipalities(language)):
            page.goto(base + path)
            assert page.evaluate(ASKS) == (path == addresses.start(language))
