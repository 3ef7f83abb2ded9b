"""HTTP by uvicorn's quick parser, with limits: a head's length, and how long a client may take.

The parser keeps a head until it is whole, however long; and waits for ever for one that is not.
"""

import asyncio
from typing import Any, Literal, cast

import httptools
from msgspec import Struct
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

TOO_LONG = "The head of the request is too long."


class Limits(Struct, frozen=True, kw_only=True):
    """What a client may cost; `silent_s` holds between two requests, too.

    `head_s` counts from a head's first byte, however many follow. Of a body, `body_bytes` or all
    the rest must come within every `silent_s`.
    """

    head_bytes: int = 32_768
    head_s: float = 10.0
    silent_s: int = 30
    body_bytes: int = 16_384


LIMITS = Limits()


class Bounded(HttpToolsProtocol):
    """One connection within limits; the server looks at it every second."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: Limits,
    ) -> None:
        """Make the protocol of a connection, as uvicorn does."""
        super().__init__(config, server_state, app_state, _loop)
        self._limits = limits
        self._at: Literal["rest", "head", "body"] = "rest"
        self._since = self.loop.time()
        self._without_body = 0
        self._came = 0
        self._answering = False

    def data_received(self, data: bytes) -> None:
        """Take bytes; too many that bring no body are a head, or trailers, without end."""
        self._without_body += len(data)
        super().data_received(data)
        self._came += len(data)
        if self._at == "body" and self._came >= self._limits.body_bytes:
            self._since, self._came = self.loop.time(), 0
        if self._without_body > self._limits.head_bytes and not self.transport.is_closing():
            self.send_400_response(TOO_LONG)

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        super().on_message_begin()
        self._at, self._since = "head", self.loop.time()

    def on_headers_complete(self) -> None:
        """Take a head that came whole, unless it is too long."""
        self._at, self._since, self._came = "body", self.loop.time(), 0
        length = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if length > self._limits.head_bytes:
            raise httptools.HttpParserError(TOO_LONG)
        self._answering = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._without_body = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that a request is there."""
        super().on_message_complete()
        self._at, self._since, self._without_body = "rest", self.loop.time(), 0

    def on_response_complete(self) -> None:
        """Wait for the next request from now on."""
        self._answering, self._since = bool(self.pipeline), self.loop.time()
        super().on_response_complete()

    def end_if_overdue(self) -> None:
        """Close the connection if nothing came for too long, and nothing is being answered."""
        if self.transport.is_closing():
            return
        if not self._waits():
            self._since = self.loop.time()
            return
        patience = self._limits.head_s if self._at == "head" else self._limits.silent_s
        if self.loop.time() - self._since > patience:
            self.transport.close()

    def _waits(self) -> bool:
        """Tell whether it is the client's turn."""
        if self._at == "body":
            return not self.flow.read_paused
        return not self._answering


def end_overdue(state: ServerState) -> None:
    """Close every connection whose client takes too long."""
    for one in tuple(state.connections):
        cast("Bounded", one).end_if_overdue()
