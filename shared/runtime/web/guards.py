"""The gate before the application: which names it answers to, and the headers on every answer.

The names checked here keep a foreign site's scripts out that reach this computer under a name of
their own (DNS rebinding); the origin keeps foreign forms out before any of them is read.
"""

import ipaddress
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from shared.runtime import log
from shared.runtime.fault import Fault
from shared.runtime.serve import Application
from shared.runtime.web.presses import Led, Presses
from shared.text import Text

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PRESS, AGAIN = "press_key", "cookies_again"
"""In a request's state: the key of a first press; the cookies that a second one is given too."""
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
            b"base-uri 'none'; frame-ancestors 'none'"
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
BOXED = (b"content-security-policy", b"sandbox")
"""On downloads, beside the policy of every answer: a browser that shows one runs nothing of it."""

HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class AddressError(Fault):
    """The pages were to listen where others could read along."""


def require_safe(host: str, address: str, setting: str = "web.address") -> None:
    """Raise AddressError unless pages stay on this computer, or browsers reach them by https."""
    if address and not _is_https(address):
        raise AddressError(
            Text.of(
                "{setting} must begin with https://. It is {address}.",
                setting=setting,
                address=address,
            )
        )
    if not address and not _is_loopback(host):
        raise AddressError(
            Text.of(
                "Without https the pages listen on this computer only: host must be 127.0.0.1, "
                "not {host}. Put a proxy with https in front and set {setting}.",
                host=host,
                setting=setting,
            )
        )


class Gate:
    """The application behind a check of Host and Origin; `origin` is empty on this computer."""

    def __init__(self, app: Application, presses: Presses, origin: str = "") -> None:
        self._app = app
        self._presses = presses
        self._origin = origin
        self._name = urlsplit(origin).netloc
        self._headers = (*HEADERS, HSTS) if origin else HEADERS

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with a plain refusal."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = scope["headers"]
        host, origin = _only(headers, b"host"), _only(headers, b"origin")
        led: Led | None = None

        async def guarded(message: Event) -> None:
            nonlocal led
            if message["type"] == "http.response.start":
                sent = message["headers"]
                if message["status"] == HTTPStatus.SEE_OTHER:
                    cookies = tuple((n, v) for n, v in sent if n.lower() == b"set-cookie")
                    led = Led(_only(sent, b"location"), cookies)
                again = scope.get("state", {}).get(AGAIN, ())
                boxed = (BOXED,) if _only(sent, b"content-disposition") else ()
                message["headers"] = [*_others(sent), *again, *self._headers, *boxed]
            await send(message)

        if not self._answers_to(host):
            await _refuse(guarded, HTTPStatus.MISDIRECTED_REQUEST)
        elif scope["method"] not in SAFE_METHODS and not self._own(origin, host):
            await _refuse(guarded, HTTPStatus.FORBIDDEN)
        else:
            try:
                await self._app(scope, receive, guarded)
            finally:
                if key := scope.get("state", {}).get(PRESS):
                    self._presses.after(key, led)

    def _answers_to(self, host: str) -> bool:
        return is_loopback_host(host) or (bool(host) and host == self._name)

    def _own(self, origin: str, host: str) -> bool:
        """Tell whether a form came from our own pages; without an Origin it did not."""
        if self._origin and host == self._name:
            return origin == self._origin
        return same_origin(origin, host)


def is_loopback_host(host: str) -> bool:
    """Tell whether a Host header names this very computer."""
    try:
        return (urlsplit(f"//{host}").hostname or "") in LOOPBACK_NAMES
    except ValueError:
        return False


def same_origin(origin: str, host: str) -> bool:
    """Tell whether a form came from our own pages; without an Origin it did not."""
    return bool(host) and origin in {f"http://{host}", f"https://{host}"}


def _is_https(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" and bool(parts.hostname) and parts.path in {"", "/"}


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _only(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return the one value of a header; none or several are no value."""
    found = [value.decode("latin-1") for key, value in headers if key.lower() == name]
    return found[0] if len(found) == 1 else ""


def _others(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = {name for name, _ in HEADERS}
    return [(name, value) for name, value in headers if name.lower() not in ours]


async def _refuse(send: Send, status: HTTPStatus) -> None:
    log.logger().warning("gate.refused", status=status.value)
    body = f"{status.value} {status.phrase}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
