"""Every answer of a snapshot, made once: headers and bodies in three encodings, by URL path.

A strong ETag names the bytes and the encoding. Security headers stand on every answer.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from shared.wire.opendata import Manifest, PublishedFile

MANIFEST = "data/v1/manifest.json"
LANGUAGES = ("fi", "sv", "en")

Headers = list[tuple[bytes, bytes]]
Message = dict[str, Any]

_ENCODINGS = ((b"", ""), (b"gzip", ".gz"), (b"br", ".br"))
_TYPES = {
    ".html": b"text/html; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".json": b"application/json",
    ".geojson": b"application/geo+json",
    ".csv": b"text/csv; charset=utf-8",
    ".txt": b"text/plain; charset=utf-8",
}
EMPTY: Message = {"type": "http.response.body", "body": b""}
_FOR_EVER = b"public, max-age=31536000, immutable"
_A_MINUTE = b"public, max-age=60, must-revalidate"
_POLICY = (
    b"default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self';"
    b" base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PERMISSIONS = b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
_SECURITY: Headers = [
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", _PERMISSIONS),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_HTTPS: Headers = [(b"strict-transport-security", b"max-age=31536000")]
_NOT_YET = """<!doctype html>
<html lang="fi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Vertaistuki vanhemmille</title>
<h1>Sivusto käynnistyy</h1>
<p>Yritä hetken päästä uudelleen. Hätänumero: <a href="tel:112">112</a></p>
<div lang="sv"><h2>Webbplatsen startar</h2>
<p>Försök igen om en stund. Nödnummer: <a href="tel:112">112</a></p></div>
<div lang="en"><h2>The site is starting</h2>
<p>Try again in a moment. Emergency number: <a href="tel:112">112</a></p></div>
</html>
""".encode()


class Answer(Struct, frozen=True):
    """One answer as ASGI messages; `unchanged` is the 304 that goes with it."""

    etag: bytes
    start: Message
    body: Message
    unchanged: "Answer | None" = None


File = tuple[Answer, Answer, Answer]
"""A file in its three forms: plain, gzip, brotli."""


class DamagedError(Exception):
    """A file of the snapshot is not the one its manifest names."""


class Shelf(Struct, frozen=True, kw_only=True):
    """All answers of one snapshot; replaced as a whole."""

    https: bool
    not_allowed: Answer
    not_yet: Answer
    digests: Mapping[str, str] = {}
    files: Mapping[str, File] = {}
    lost: Mapping[str, File] = {}

    def missing(self, path: str) -> File:
        """Return the page for an address that does not exist, in the address's language."""
        found = self.lost.get(path[1:3] if path[3:4] in {"/", ""} else "") or self.lost.get("")
        return found or (self.not_yet, self.not_yet, self.not_yet)


def empty(*, https: bool) -> Shelf:
    """Return the shelf of a hub that has published nothing yet."""
    common = _common(https=https)
    later = [*common, (b"retry-after", b"5"), (b"cache-control", b"no-store")]
    allow = [*common, (b"allow", b"GET, HEAD")]
    return Shelf(
        https=https,
        not_allowed=_answer(405, allow, b"Only GET and HEAD are answered here.\n", ".txt"),
        not_yet=_answer(503, later, _NOT_YET, ".html"),
    )


def gather(folder: Path, last: Shelf) -> Shelf:
    """Return the shelf of a snapshot folder; what `last` holds already is not read again.

    Raises OSError, msgspec.DecodeError or DamagedError for a folder that is not whole.
    """
    body = (folder / MANIFEST).read_bytes()
    digest = hashlib.sha256(body).hexdigest()
    listed = msgspec.json.decode(body, type=Manifest).files
    every = (*listed, PublishedFile(path=MANIFEST, sha256=digest, bytes=len(body)))
    digests = {_url(file.path): file.sha256 for file in every}
    files: dict[str, File] = {}
    for file in every:
        url = _url(file.path)
        kept = last.files.get(url) if last.digests.get(url) == file.sha256 else None
        files[url] = kept or _read(folder, file, https=last.https)
    lost = {u.removesuffix("404.html").strip("/"): u for u in files if u.endswith("/404.html")}
    return Shelf(
        https=last.https,
        not_allowed=last.not_allowed,
        not_yet=last.not_yet,
        digests=digests,
        files={**_moved(files, last), **files},
        lost={language: _lost(files[url]) for language, url in lost.items()},
    )


def _url(path: str) -> str:
    return f"/{path}".removesuffix("index.html")


def _read(folder: Path, file: PublishedFile, *, https: bool) -> File:
    """Return the answers with a file's three forms; a missing compressed one is the plain one."""
    plain = (folder / file.path).read_bytes()
    if hashlib.sha256(plain).hexdigest() != file.sha256:
        raise DamagedError(f"{file.path} is not the file its manifest names")
    headers = [*_common(https=https), *_own(file.path)]
    answers = []
    for encoding, ending in _ENCODINGS:
        form = folder / f"{file.path}{ending}"
        body = form.read_bytes() if ending and form.exists() else plain
        coded = [*headers, (b"content-encoding", encoding)] if body is not plain else headers
        answers.append(_tagged(coded, body, file.path))
    return (answers[0], answers[1], answers[2])


def _own(path: str) -> Headers:
    """Return the headers that follow from where a file stands."""
    headers: Headers = [(b"vary", b"accept-encoding")]
    top = path.partition("/")[0]
    headers.append((b"cache-control", _FOR_EVER if top == "assets" else _A_MINUTE))
    if top == "data":
        headers.append((b"access-control-allow-origin", b"*"))
    headers.append(
        (b"cross-origin-resource-policy", b"cross-origin" if top == "data" else b"same-origin")
    )
    if path.endswith(".html"):
        languages = top if top in LANGUAGES else ", ".join(LANGUAGES)
        headers.append((b"content-language", languages.encode()))
    return headers


def _tagged(headers: Headers, body: bytes, path: str) -> Answer:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'.encode()
    tagged = [*headers, (b"etag", etag)]
    start = {"type": "http.response.start", "status": 304, "headers": tagged}
    unchanged = Answer(etag, start, EMPTY)
    whole = _answer(200, tagged, body, Path(path).suffix)
    return Answer(etag, whole.start, whole.body, unchanged)


def _answer(status: int, headers: Headers, body: bytes, suffix: str) -> Answer:
    typed = [
        *headers,
        (b"content-type", _TYPES.get(suffix, b"application/octet-stream")),
        (b"content-length", str(len(body)).encode()),
    ]
    start = {"type": "http.response.start", "status": status, "headers": typed}
    return Answer(b"", start, {"type": "http.response.body", "body": body})


def _lost(file: File) -> File:
    """Return the page as an answer to what does not exist; nobody keeps it."""

    def turned(answer: Answer) -> Answer:
        kept = [h for h in answer.start["headers"] if h[0] not in {b"etag", b"cache-control"}]
        headers = [*kept, (b"cache-control", b"no-store")]
        return Answer(b"", {**answer.start, "status": 404, "headers": headers}, answer.body)

    return (turned(file[0]), turned(file[1]), turned(file[2]))


def _moved(files: Mapping[str, File], last: Shelf) -> dict[str, File]:
    """Return the answers that lead to the one address of each page: with its slash."""
    moved: dict[str, File] = {}
    for url in files:
        if not url.endswith("/"):
            continue
        for alias in (url[:-1], f"{url}index.html"):
            if alias:
                moved[alias] = last.files.get(alias) or _redirect(url, https=last.https)
    return moved


def _redirect(url: str, *, https: bool) -> File:
    headers = [*_common(https=https), (b"location", url.encode()), (b"cache-control", _A_MINUTE)]
    answer = _answer(308, headers, b"", ".txt")
    return (answer, answer, answer)


def _common(*, https: bool) -> Headers:
    return [*_SECURITY, *_HTTPS] if https else list(_SECURITY)
