"""What is said with a file, by where it stands: policies, who may share it, language, type."""

import pytest

from hub.site import addresses
from hub.site.facts import LANGUAGES
from hub.web import headers

pytestmark = pytest.mark.whole

ORIGIN = "https://vertaistuki.example"
PLACE = "fi/kunta/porvoo/"


def said(path: str, origin: str = ORIGIN) -> dict[str, str]:
    """Return the headers of a file that is found."""
    return {name.decode(): value.decode() for name, value in headers.kind(path, origin).whole}


def policy(path: str, origin: str = ORIGIN) -> dict[str, str]:
    """Return the content security policy by directive."""
    parts = said(path, origin)["content-security-policy"].split("; ")
    return {name: rest for name, _, rest in (part.partition(" ") for part in parts)}


def file(address: str) -> str:
    """Return the file of an address."""
    return addresses.file_of(address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_finder_may_be_framed(language: str) -> None:
    finder = file(addresses.finder(language))
    assert policy(finder)["frame-ancestors"] == "*"
    assert said(finder)["cross-origin-resource-policy"] == "cross-origin"
    assert "geolocation=()" in said(finder)["permissions-policy"]
    for other in (addresses.start(language), addresses.text(language, "embed"), "/", f"/{PLACE}"):
        assert policy(file(other))["frame-ancestors"] == "'none'"
        assert said(file(other))["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_finder_in_a_frame_names_its_origin(language: str) -> None:
    finder, start = (file(of(language)) for of in (addresses.finder, addresses.start))
    for directive in ("img-src", "style-src", "script-src", "connect-src"):
        assert policy(finder)[directive] == f"'self' {ORIGIN}"
        assert policy(finder, "")[directive] == "'self'"
        assert policy(start)[directive] == "'self'"
    assert policy(finder)["default-src"] == policy(start)["default-src"] == "'none'"


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_page_on_embedding_has_a_frame(language: str) -> None:
    assert policy(file(addresses.text(language, "embed")))["frame-src"] == "'self'"
    for name in set(addresses.TEXTS) - {"embed"}:
        assert policy(file(addresses.text(language, name)))["frame-src"] == "'none'"
    assert policy(file(addresses.start(language)))["frame-src"] == "'none'"


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_start_page_may_ask_where_the_reader_is(language: str) -> None:
    assert "geolocation=(self)" in said(file(addresses.start(language)))["permissions-policy"]
    for other in (addresses.municipalities(language), "/", "/404.html", f"/{PLACE}"):
        assert "geolocation=()" in said(file(other))["permissions-policy"]


@pytest.mark.parametrize(
    ("path", "kind", "language", "shared", "readers"),
    [
        ("index.html", "text/html; charset=utf-8", "fi, sv, en", "same-origin", None),
        ("404.html", "text/html; charset=utf-8", "fi, sv, en", "same-origin", None),
        ("selko/index.html", "text/html; charset=utf-8", "fi", "same-origin", None),
        ("sv/404.html", "text/html; charset=utf-8", "sv", "same-origin", None),
        (f"{PLACE}index.html", "text/html; charset=utf-8", "fi", "same-origin", None),
        (f"{PLACE}calendar.ics", "text/calendar; charset=utf-8", "fi", "cross-origin", "*"),
        (f"{PLACE}feed.atom", "application/atom+xml; charset=utf-8", "fi", "cross-origin", "*"),
        ("assets/site-1.css", "text/css; charset=utf-8", None, "cross-origin", "*"),
        ("assets/find-1.js", "text/javascript; charset=utf-8", None, "cross-origin", "*"),
        ("assets/places-1.json", "application/json", None, "cross-origin", "*"),
        ("assets/icon-1.svg", "image/svg+xml", None, "cross-origin", "*"),
        ("data/v1/find.json", "application/json", None, "cross-origin", "*"),
        ("data/v1/a.geojson", "application/geo+json", None, "cross-origin", "*"),
        ("data/v1/a.csv", "text/csv; charset=utf-8", None, "cross-origin", "*"),
        ("data/v1/README.txt", "text/plain; charset=utf-8", None, "cross-origin", "*"),
        ("other.bin", "application/octet-stream", None, "same-origin", None),
    ],
)
def test_what_stands_where(
    path: str, kind: str, language: str | None, shared: str, readers: str | None
) -> None:
    got = said(path)
    assert got["content-type"] == kind
    assert got.get("content-language") == language
    assert got["cross-origin-resource-policy"] == shared
    assert got.get("access-control-allow-origin") == readers
    assert ("immutable" in got["cache-control"]) == path.startswith("assets/")


def test_https_is_promised_only_where_it_is_spoken() -> None:
    assert said("index.html")["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    for origin in ("", "http://127.0.0.1:8450"):
        assert "strict-transport-security" not in said("index.html", origin)


def test_an_origin_has_no_path() -> None:
    assert headers.origin_of("https://vertaistuki.example:8443/a/") == f"{ORIGIN}:8443"
    assert headers.origin_of("") == ""


def test_files_alike_share_their_headers() -> None:
    one, other = (headers.kind(f"fi/kunta/{name}/index.html", ORIGIN) for name in ("a", "b"))
    assert one is other
