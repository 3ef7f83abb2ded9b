"""What is said with every answer of the published site, by where a file stands.

`deploy/proxy/nginx.conf` says the same in its own words; tests/deploy compares the two.
"""

from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from msgspec import Struct

from hub.site import addresses
from hub.site.facts import LANGUAGES, TAGS

Header = tuple[bytes, bytes]
Headers = list[Header]

LOST = "404.html"
"""The name of the page for what does not exist; each language has its own."""

_TYPES = {
    ".html": b"text/html; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".json": b"application/json",
    ".geojson": b"application/geo+json",
    ".csv": b"text/csv; charset=utf-8",
    ".xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".txt": b"text/plain; charset=utf-8",
    ".jsonl": b"text/plain; charset=utf-8",
    ".ics": b"text/calendar; charset=utf-8",
    ".atom": b"application/atom+xml; charset=utf-8",
}
_PUBLIC = ("assets", "data", "log")
_PLAIN = ("log/checkpoint", "log/root")
_FEEDS = (".ics", ".atom")
_FOR_EVER = b"public, max-age=31536000, immutable"
_A_MINUTE = b"public, max-age=60, must-revalidate"
_NEVER = b"no-store"
_POLICY = (
    "default-src 'none'; img-src {own}; style-src {own}; script-src {own}; connect-src {own};"
    " frame-src {frames}; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)
_PERMISSIONS = b"camera=(), microphone=(), geolocation=(%s), payment=(), usb=(), browsing-topics=()"

_STARTS = frozenset(addresses.file_of(addresses.start(language)) for language in LANGUAGES)
_FRAMED = frozenset(addresses.file_of(addresses.finder(language)) for language in LANGUAGES)
_FRAMING = frozenset(addresses.file_of(addresses.text(tongue, "embed")) for tongue in LANGUAGES)


class Kind(Struct, frozen=True):
    """The headers that all files of one kind share: found, not changed, and found missing.

    ETag, length and encoding are those of a body and not among them.
    """

    whole: Headers
    unchanged: Headers
    lost: Headers


def origin_of(base_url: str) -> str:
    """Return the origin of an address; without a host it is not known, and empty."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def kind(path: str, origin: str) -> Kind:
    """Return the headers of a file by its path below the root, one and the same for its like."""
    top = path.partition("/")[0]
    suffix = ".txt" if path in _PLAIN else PurePosixPath(path).suffix
    known = path in _STARTS or path in _FRAMED or path in _FRAMING
    return _kind(path if known else "", top, suffix, origin)


def of_redirect(address: str, origin: str) -> Headers:
    """Return the headers of an answer that leads to a page's one address."""
    moved = [(b"location", address.encode()), (b"cache-control", _A_MINUTE)]
    return [*_security("", origin), _apart(b"same-origin"), *moved, _typed(".txt")]


def of_error(suffix: str, origin: str) -> Headers:
    """Return the headers of an answer that no file stands behind; nobody keeps it."""
    kept = (b"cache-control", _NEVER)
    common = [*_security("", origin), _apart(b"same-origin"), *_language("", suffix)]
    return [*common, kept, _typed(suffix)]


@lru_cache(maxsize=1024)
def _kind(special: str, top: str, suffix: str, origin: str) -> Kind:
    """Return the headers; `special` is the path of a page that has some of its own, else empty."""
    common = [
        *_security(special, origin),
        (b"vary", b"Accept-Encoding"),
        *_sharing(special, top, suffix),
        *_finding(top),
        *_language(top, suffix),
    ]
    kept = (b"cache-control", _FOR_EVER if top == "assets" else _A_MINUTE)
    typed = _typed(suffix)
    return Kind(
        whole=[*common, kept, typed],
        unchanged=[*common, kept],
        lost=[*common, (b"cache-control", _NEVER), typed],
    )


def _security(special: str, origin: str) -> Headers:
    """Return what stands on every answer."""
    headers = [
        (b"content-security-policy", _policy(special, origin)),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"permissions-policy", _PERMISSIONS % (b"self" if special in _STARTS else b"")),
        (b"cross-origin-opener-policy", b"same-origin"),
    ]
    if origin.startswith("https:"):
        headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return headers


def _policy(special: str, origin: str) -> bytes:
    """Return what a page may load, and who may frame it.

    Some versions of Safari take 'self' for nobody in a sandboxed frame: the finder is named.
    """
    framed = special in _FRAMED
    policy = _POLICY.format(
        own=f"'self' {origin}".rstrip() if framed else "'self'",
        frames="'self'" if special in _FRAMING else "'none'",
        ancestors="*" if framed else "'none'",
    )
    return policy.encode()


def _sharing(special: str, top: str, suffix: str) -> Headers:
    """Return who else may read a file: pages nobody; data, feeds and assets every site.

    The finder in another site's frame has an opaque origin, to which even its own style is foreign.
    """
    if top in _PUBLIC or suffix in _FEEDS:
        return [_apart(b"cross-origin"), (b"access-control-allow-origin", b"*")]
    return [_apart(b"cross-origin" if special in _FRAMED else b"same-origin")]


def _finding(top: str) -> Headers:
    """Return that no search engine needs the log's files: they are for programs that verify."""
    return [(b"x-robots-tag", b"noindex")] if top == "log" else []


def _language(top: str, suffix: str) -> Headers:
    """Return the language of what stands in a language's folder, and of the pages above those."""
    if top in TAGS:
        return [(b"content-language", TAGS[top].encode())]
    if suffix == ".html":
        return [(b"content-language", ", ".join(dict.fromkeys(TAGS.values())).encode())]
    return []


def _apart(policy: bytes) -> Header:
    return (b"cross-origin-resource-policy", policy)


def _typed(suffix: str) -> Header:
    return (b"content-type", _TYPES.get(suffix, b"application/octet-stream"))
