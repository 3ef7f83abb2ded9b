"""Everything of a snapshot that is ever answered: bodies and what is said of them, by URL path.

A strong ETag names the bytes and the encoding. To be small, files of one kind share their headers,
and what a file is without compression is unpacked for the few who ask for it.
"""

import hashlib
import zlib
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import brotli
import msgspec
from msgspec import Struct

from hub.web import headers
from hub.web.headers import LOST, Header, Headers, Kind
from shared.wire.opendata import Manifest, PublishedFile

MANIFEST = "data/v1/manifest.json"
INDEX = "index.html"

_UNPACKED = 64
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


def _unzipped(packed: bytes) -> bytes:
    return zlib.decompress(packed, 16 + zlib.MAX_WBITS)


_unpacked = lru_cache(maxsize=_UNPACKED)(_unzipped)
_CODINGS = {
    b"gzip": (".gz", _unzipped, zlib.error),
    b"br": (".br", brotli.decompress, brotli.error),
}


class Form(Struct, frozen=True, gc=False):
    """A file in one encoding, and what is said of it: length, and encoding if any.

    `packed` says that the body is the gzip form of the bytes that are meant.
    """

    etag: bytes
    measure: tuple[Header, ...]
    body: bytes
    packed: bool = False

    def whole(self) -> bytes:
        """Return the bytes to send."""
        return _unpacked(self.body) if self.packed else self.body


class File(Struct, frozen=True):
    """A file with its forms: plain, gzip, brotli."""

    sha256: str
    kind: Kind
    forms: tuple[Form, Form, Form]


class Answer(Struct, frozen=True):
    """One answer, ready to be sent."""

    status: int
    headers: Headers
    body: bytes


class DamagedError(Exception):
    """A file of the snapshot is not the one its manifest names."""


class Shelf(Struct, frozen=True, kw_only=True):
    """All files of one snapshot; replaced as a whole. `lost` holds the pages of what is missing.

    `origin` is that of the site, or empty.
    """

    origin: str
    not_allowed: Answer
    not_yet: Answer
    files: Mapping[str, File] = {}
    lost: Mapping[str, File] = {}

    def elsewhere(self, path: str, encoding: int) -> Answer:
        """Return the way to the page's one address, or that it does not exist, in its language."""
        page = path.removesuffix(INDEX) if path.endswith(f"/{INDEX}") else f"{path}/"
        if page in self.files:
            return _answer(308, headers.of_redirect(page, self.origin), b"")
        lost = self.lost.get(path[1:].partition("/")[0]) or self.lost.get("")
        if lost is None:
            return self.not_yet
        form = lost.forms[encoding]
        return Answer(404, [*lost.kind.lost, *form.measure], form.whole())


def empty(origin: str) -> Shelf:
    """Return the shelf of a hub that has published nothing yet."""
    allow = [*headers.of_error(".txt", origin), (b"allow", b"GET, HEAD")]
    later = [*headers.of_error(".html", origin), (b"retry-after", b"5")]
    return Shelf(
        origin=origin,
        not_allowed=_answer(405, allow, b"Only GET and HEAD are answered here.\n"),
        not_yet=_answer(503, later, _NOT_YET),
    )


def found(file: File, encoding: int) -> Answer:
    """Return the file in an encoding: 0 plain, 1 gzip, 2 brotli."""
    form = file.forms[encoding]
    return Answer(200, [*file.kind.whole, (b"etag", form.etag), *form.measure], form.whole())


def unchanged(file: File, encoding: int) -> Answer:
    """Return that the reader's copy is the file of today."""
    return Answer(304, [*file.kind.unchanged, (b"etag", file.forms[encoding].etag)], b"")


def gather(folder: Path, last: Shelf) -> Shelf:
    """Return the shelf of a snapshot folder; what `last` holds already is not read again.

    Raises OSError, msgspec.DecodeError or DamagedError for a folder that is not whole.
    """
    body = (folder / MANIFEST).read_bytes()
    digest = hashlib.sha256(body).hexdigest()
    listed = msgspec.json.decode(body, type=Manifest).files
    every = (*listed, PublishedFile(path=MANIFEST, sha256=digest, bytes=len(body)))
    files: dict[str, File] = {}
    for file in every:
        url = f"/{file.path}".removesuffix(INDEX)
        kept = last.files.get(url)
        if kept is None or kept.sha256 != file.sha256:
            kept = _read(folder, file, last.origin)
        files[url] = kept
    lost = {url.removesuffix(LOST).strip("/"): url for url in files if url.endswith(f"/{LOST}")}
    return Shelf(
        origin=last.origin,
        not_allowed=last.not_allowed,
        not_yet=last.not_yet,
        files=files,
        lost={language: files[url] for language, url in lost.items()},
    )


def _read(folder: Path, file: PublishedFile, origin: str) -> File:
    """Return a file with its three forms; a missing compressed one is the plain one."""
    body = (folder / file.path).read_bytes()
    if hashlib.sha256(body).hexdigest() != file.sha256:
        raise DamagedError(f"{file.path} is not the file its manifest names")
    plain = _form(b"", body)
    second, third = (_coded(folder, file.path, encoding, body) for encoding in _CODINGS)
    if second is not None:
        plain = Form(plain.etag, plain.measure, second.body, packed=True)
    kind = headers.kind(file.path, origin)
    return File(file.sha256, kind, (plain, second or plain, third or plain))


def _coded(folder: Path, path: str, encoding: bytes, body: bytes) -> Form | None:
    """Return the compressed form of a file whose bytes are known, if there is one."""
    ending, unpack, error = _CODINGS[encoding]
    file = folder / f"{path}{ending}"
    if not file.exists():
        return None
    packed = file.read_bytes()
    with suppress(error):
        if unpack(packed) == body:
            return _form(encoding, packed)
    raise DamagedError(f"{path}{ending} is not {path}")


def _form(encoding: bytes, body: bytes) -> Form:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'.encode()
    coded = ((b"content-encoding", encoding),) if encoding else ()
    return Form(etag, (_length(body), *coded), body)


def _answer(status: int, said: Headers, body: bytes) -> Answer:
    return Answer(status, [*said, _length(body)], body)


def _length(body: bytes) -> Header:
    return (b"content-length", b"%d" % len(body))
