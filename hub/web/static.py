"""Serve the current snapshot: a raw ASGI app below the framework, every body held ready to send.

Nothing but the public log is read from the disk for a request, and no path is ever logged. Any web
server that serves the folder can stand in for this one.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from hub.web import logfiles, shelf
from hub.web.headers import origin_of
from hub.web.shelf import Answer, DamagedError, Shelf
from shared.runtime import log

NOT_FOUND = 404

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class StaticSite:
    """The ASGI app; `base_url` is the site's own, if known.

    Until the first `show` it answers 503 with a page for people.
    """

    def __init__(self, base_url: str = "") -> None:
        self._shelf = shelf.empty(origin_of(base_url))
        self._folder: Path | None = None

    async def show(self, folder: Path) -> bool:
        """Read the snapshot (in a thread; only what changed) and switch to it in one step.

        A folder that is not whole is not shown: the last one stays, and the answer is False.
        """
        try:
            self._shelf = await asyncio.to_thread(shelf.gather, folder, self._shelf)
        except (OSError, msgspec.DecodeError, DamagedError) as error:
            log.logger().error("snapshot.damaged", snapshot=folder.name, **log.describe(error))
            return False
        self._folder = folder
        return True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        del receive
        if scope["type"] != "http":
            return
        method = scope["method"]
        if method == "GET" or method == "HEAD":  # noqa: PLR1714 (a set costs more, 20,000 a second)
            answer = _chosen(self._shelf, scope)
            if answer.status == NOT_FOUND and scope["path"].startswith(logfiles.PREFIX):
                answer = await self._of_the_log(scope) or answer
        else:
            answer = self._shelf.not_allowed
        status, body = answer.status, b"" if method == "HEAD" else answer.body
        await send({"type": "http.response.start", "status": status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": body})

    async def _of_the_log(self, scope: Scope) -> Answer | None:
        """Return the answer for a file of the public log, None if there is none of that name."""
        if self._folder is None:
            return None
        accepted, known = _asked(scope)
        return await asyncio.to_thread(
            logfiles.answer,
            self._folder,
            scope["path"],
            self._shelf.origin,
            gzip=encoding(accepted) > 0,
            known=_tags(known),
        )


def _chosen(current: Shelf, scope: Scope) -> Answer:
    """Return the answer in the best encoding the reader takes, or that nothing has changed."""
    accepted, known = _asked(scope)
    path, form = scope["path"], encoding(accepted)
    file = current.files.get(path)
    if file is None:
        return current.elsewhere(path, form)
    if known and _matches(known, file.forms[form].etag):
        return shelf.unchanged(file, form)
    return shelf.found(file, form)


def _asked(scope: Scope) -> tuple[bytes, bytes]:
    """Return what the reader accepts, and which copies it has."""
    accepted = known = b""
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accepted = accepted + b"," + value if accepted else value
        elif name == b"if-none-match":
            known = known + b"," + value if known else value
    return accepted, known


@lru_cache(maxsize=512)
def encoding(accepted: bytes) -> int:
    """Return 0 for the plain form, 1 for gzip, 2 for brotli (RFC 9110, 12.5.3).

    The highest weight wins; of equals brotli, then gzip.
    """
    weights: dict[str, float] = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, parameters = part.strip().partition(";")
        weights[name.strip()] = _weight(parameters)
    other = weights.get("*", 0.0)
    best = max(
        (weights.get("br", other), 2),
        (weights.get("gzip", weights.get("x-gzip", other)), 1),
        (weights.get("identity", 0.0), 0),
    )
    return best[1] if best[0] > 0 else 0


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _matches(known: bytes, etag: bytes) -> bool:
    """Compare weakly, as If-None-Match asks (RFC 9110, 13.1.2)."""
    return any(tag in (etag, b"*") for tag in _tags(known))


def _tags(known: bytes) -> tuple[bytes, ...]:
    return tuple(tag.strip().removeprefix(b"W/") for tag in known.split(b","))
