"""What the embedded server answers: encodings, ETags, redirects, refusals, headers."""

import asyncio
import gzip
import os
import re
import shutil
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import brotli
import pytest

from hub.opendata.render import MANIFEST
from hub.site.publish import Publisher
from hub.web.static import StaticSite, encoding
from tests.hub.site.scene import FACTS, REFERENCE, snapshot

pytestmark = pytest.mark.whole

Heads = dict[str, str]


class Answered:
    """An answer as a reader sees it."""

    def __init__(self, messages: list[MutableMapping[str, Any]]) -> None:
        self.status: int = messages[0]["status"]
        self.headers: Heads = {k.decode(): v.decode() for k, v in messages[0]["headers"]}
        self.body: bytes = b"".join(m["body"] for m in messages[1:])


async def ask(site: StaticSite, path: str, method: str = "GET", **headers: str) -> Answered:
    """Send one request; `if_none_match` is a header's name."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    coded = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    await site({"type": "http", "method": method, "path": path, "headers": coded}, receive, send)
    return Answered(sent)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a published snapshot of the example country."""
    publisher = Publisher(tmp_path_factory.mktemp("data"), FACTS, REFERENCE)
    return publisher._publish(snapshot()).folder


def linked(folder: Path, aside: Path) -> Path:
    """Return a copy of a snapshot whose files may be replaced."""
    return shutil.copytree(folder, aside / "copy", copy_function=os.link)


@pytest.fixture(scope="module")
def site(folder: Path) -> StaticSite:
    """Return the server with the snapshot."""
    shown = StaticSite()
    assert asyncio.run(shown.show(folder))
    return shown


async def test_a_page_in_the_best_encoding_the_reader_takes(site: StaticSite, folder: Path) -> None:
    plain = (folder / "fi/kunta/porvoo/index.html").read_bytes()
    for accepted, coding, unpack in (
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ):
        got = await ask(site, "/fi/kunta/porvoo/", accept_encoding=accepted)
        assert got.status == 200
        assert got.headers.get("content-encoding") == coding
        assert got.headers["content-type"] == "text/html; charset=utf-8"
        assert got.headers["content-language"] == "fi"
        assert got.headers["vary"] == "Accept-Encoding"
        assert got.headers["cache-control"] == "public, max-age=60, must-revalidate"
        assert int(got.headers["content-length"]) == len(got.body)
        assert unpack(got.body) == plain


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (b"", 0),
        (b"br", 2),
        (b"gzip;q=1.0, br;q=0.5", 1),
        (b"br;q=0, gzip", 1),
        (b"*", 2),
        (b"*;q=0.1, br;q=0", 1),
        (b"identity;q=1, br;q=0.2", 0),
        (b"gzip;q=0, br;q=0", 0),
        (b"GZIP", 1),
        (b"br;q=banana", 0),
        (b"zstd, x-gzip", 1),
        (b"br ; q=0.7 , gzip ; q=0.6", 2),
        (b",;=,q=", 0),
    ],
)
def test_weights_decide(accepted: bytes, chosen: int) -> None:
    assert encoding(accepted) == chosen


async def test_etags_are_strong_differ_by_encoding_and_answer_304(site: StaticSite) -> None:
    tags = set()
    for accepted in ("br", "gzip", "identity"):
        first = await ask(site, "/fi/", accept_encoding=accepted)
        tag = first.headers["etag"]
        assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
        tags.add(tag)
        for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
            again = await ask(site, "/fi/", accept_encoding=accepted, if_none_match=known)
            assert (again.status, again.body) == (304, b"")
            assert again.headers["etag"] == tag
            assert again.headers["vary"] == "Accept-Encoding"
        other = await ask(site, "/fi/", accept_encoding=accepted, if_none_match='"x"')
        assert other.status == 200
    assert len(tags) == 3


async def test_head_is_get_without_a_body(site: StaticSite) -> None:
    for path in ("/fi/", "/no/such/", "/fi"):
        get = await ask(site, path)
        head = await ask(site, path, "HEAD")
        assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


async def test_a_missing_slash_leads_to_the_address(site: StaticSite) -> None:
    for path in ("/sv/kommun/borga", "/sv/kommun/borga/index.html"):
        got = await ask(site, path)
        assert (got.status, got.headers["location"]) == (308, "/sv/kommun/borga/")
    for path, address in (("/selko", "/selko/"), ("/index.html", "/")):
        assert (await ask(site, path)).headers["location"] == address
    for path in ("//sv.example/kommun/borga", "/assets", "/data/v1", "/index.html/", "index.html"):
        assert (await ask(site, path)).status == 404


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/fi/kunta/ei-ole/", "fi", "Tätä sivua ei ole"),
        ("/sv/x", "sv", "Den här sidan finns inte"),
        ("/en/../data", "en", "This page does not exist"),
        ("/selko/x/y/", "fi", "ei ole"),
        ("/selkoa/", "fi, sv, en", "Sivua ei ole"),
        ("/favicon.ico", "fi, sv, en", "Sivua ei ole"),
        ("/data/v1/nothing.json", "fi, sv, en", "Sivua ei ole"),
        ("/../../etc/passwd", "fi, sv, en", "Sivua ei ole"),
        ("/.git/config", "fi, sv, en", "Sivua ei ole"),
    ],
)
async def test_what_does_not_exist_is_said_in_the_language_of_the_address(
    site: StaticSite, path: str, language: str, words: str
) -> None:
    got = await ask(site, path)
    assert got.status == 404
    assert got.headers["content-language"] == language
    assert got.headers["cache-control"] == "no-store"
    assert "etag" not in got.headers
    assert words in got.body.decode()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_other_methods_are_refused(site: StaticSite, method: str) -> None:
    got = await ask(site, "/fi/", method)
    assert (got.status, got.headers["allow"]) == (405, "GET, HEAD")


async def test_security_headers_stand_on_every_answer(site: StaticSite) -> None:
    for path, method in (("/fi/", "GET"), ("/x", "GET"), ("/fi", "GET"), ("/fi/", "POST")):
        headers = (await ask(site, path, method)).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "set-cookie" not in headers
        assert "strict-transport-security" not in headers
    behind_tls = StaticSite("https://vertaistuki.example/")
    assert "strict-transport-security" in (await ask(behind_tls, "/")).headers


async def test_not_changed_says_nothing_of_a_body(site: StaticSite) -> None:
    got = await ask(site, "/fi/", accept_encoding="gzip", if_none_match="*")
    assert got.status == 304
    assert {"content-type", "content-length", "content-encoding"} & set(got.headers) == set()


async def test_data_may_be_read_from_anywhere_and_pages_may_not(site: StaticSite) -> None:
    for name, kind in (
        ("availability.json", "application/json"),
        ("availability.csv", "text/csv; charset=utf-8"),
        ("availability.geojson", "application/geo+json"),
    ):
        headers = (await ask(site, f"/data/v1/{name}")).headers
        assert headers["access-control-allow-origin"] == "*"
        assert headers["content-type"] == kind
    assert "access-control-allow-origin" not in (await ask(site, "/fi/")).headers
    assert (await ask(site, f"/{MANIFEST}")).status == 200


async def test_every_form_of_every_file_is_the_file(site: StaticSite, folder: Path) -> None:
    unpack = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    for url in site._shelf.files:
        name = f"{url}index.html" if url.endswith("/") else url
        plain = (folder / name.lstrip("/")).read_bytes()
        for accepted in ("br", "gzip", "identity"):
            got = await ask(site, url, accept_encoding=accepted)
            assert unpack[got.headers.get("content-encoding")](got.body) == plain
            assert int(got.headers["content-length"]) == len(got.body)


async def test_a_file_without_compressed_forms_is_sent_as_it_is(
    folder: Path, tmp_path: Path
) -> None:
    made = linked(folder, tmp_path)
    for ending in (".gz", ".br"):
        (made / f"fi/index.html{ending}").unlink()
    site = StaticSite()
    assert await site.show(made)
    got = await ask(site, "/fi/", accept_encoding="gzip, br")
    assert got.body == (made / "fi/index.html").read_bytes()
    assert "content-encoding" not in got.headers


async def test_assets_are_kept_for_ever(site: StaticSite) -> None:
    page = (await ask(site, "/fi/")).body.decode()
    for asset in re.findall(r'"(/assets/[^"]+)"', page):
        got = await ask(site, asset)
        assert (got.status, got.headers["cache-control"]) == (
            200,
            "public, max-age=31536000, immutable",
        )


async def test_before_the_first_snapshot_people_read_why() -> None:
    got = await ask(StaticSite(), "/fi/")
    assert (got.status, got.headers["retry-after"]) == (503, "5")
    assert "Yritä hetken päästä uudelleen" in got.body.decode()
    assert (await ask(StaticSite(), "/fi/", "POST")).status == 405


@pytest.mark.parametrize("ending", ["", ".gz", ".br"])
async def test_a_damaged_snapshot_is_not_shown(folder: Path, tmp_path: Path, ending: str) -> None:
    made = linked(folder, tmp_path)
    page = made / f"fi/index.html{ending}"
    whole = page.read_bytes()
    for flipped in (b"flipped", whole[:-9], gzip.compress(b"flipped")):
        page.unlink()
        page.write_bytes(flipped)
        assert not await StaticSite().show(made)
    page.write_bytes(whole)
    assert await StaticSite().show(made)


async def test_the_last_snapshot_stays_when_the_next_is_damaged(
    site: StaticSite, tmp_path: Path
) -> None:
    before = await ask(site, "/fi/")
    assert not await site.show(tmp_path / "nowhere")
    assert (await ask(site, "/fi/")).body == before.body


async def test_a_new_snapshot_reads_only_what_changed(folder: Path, tmp_path: Path) -> None:
    site = StaticSite()
    assert await site.show(folder)
    unchanged = site._shelf.files["/fi/tietosuoja/"]
    publisher = Publisher(tmp_path, FACTS, REFERENCE)
    assert await site.show((await publisher.publish(snapshot({}))).folder)
    assert site._shelf.files["/fi/tietosuoja/"] is unchanged
    assert (
        "Ottaa uusia" not in (await ask(site, "/fi/kunta/porvoo/")).body.decode().split("near")[0]
    )
