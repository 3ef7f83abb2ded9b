"""Who may speak to the pages: only this computer, only its own forms. One gate before everything.

There is no sign-in yet, so the pages listen on loopback alone; the names checked here keep a
foreign site's scripts out that reach loopback under a name of their own (DNS rebinding).
"""

import ipaddress
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from shared.runtime.fault import Fault
from shared.runtime.serve import Application
from shared.text import Text

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
            b"frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)


class NotLoopbackError(Fault):
    """The pages were to listen where others could read them."""


def require_loopback(host: str) -> None:
    """Raise NotLoopbackError unless the address is one of this computer alone."""
    if host == "localhost":
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    raise NotLoopbackError(
        Text.of(
            "The pages have no sign-in yet and show names, so they listen on this computer only: "
            "host must be 127.0.0.1, not {host}. From another computer, use an SSH tunnel.",
            host=host,
        )
    )


class Gate:
    """The application behind a check of Host and Origin, and the headers on every answer."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with a plain refusal."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = scope["headers"]
        host, origin = _only(headers, b"host"), _only(headers, b"origin")

        async def guarded(message: Event) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*_others(message["headers"]), *HEADERS]
            await send(message)

        if not is_loopback_host(host):
            await _refuse(guarded, HTTPStatus.MISDIRECTED_REQUEST)
        elif scope["method"] not in SAFE_METHODS and not same_origin(origin, host):
            await _refuse(guarded, HTTPStatus.FORBIDDEN)
        else:
            await self._app(scope, receive, guarded)


def is_loopback_host(host: str) -> bool:
    """Tell whether a Host header names this very computer."""
    try:
        return (urlsplit(f"//{host}").hostname or "") in LOOPBACK_NAMES
    except ValueError:
        return False


def same_origin(origin: str, host: str) -> bool:
    """Tell whether a form came from our own pages; without an Origin it did not."""
    return bool(host) and origin in {f"http://{host}", f"https://{host}"}


def _only(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return the one value of a header; none or several are no value."""
    found = [value.decode("latin-1") for key, value in headers if key.lower() == name]
    return found[0] if len(found) == 1 else ""


def _others(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = {name for name, _ in HEADERS}
    return [(name, value) for name, value in headers if name.lower() not in ours]


async def _refuse(send: Send, status: HTTPStatus) -> None:
    body = f"{status.value} {status.phrase}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
