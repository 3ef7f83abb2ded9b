"""HTTP: several ASGI applications on their own host and port, in one loop, by uvicorn.

We bind the sockets before anything starts, so that port 0 works and a taken port is told clearly;
signals belong to `supervise`, and stopping is by cancellation.
"""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, cast

import uvicorn

from shared.runtime import log
from shared.runtime.bounded import LIMITS, Bounded, Limits, end_overdue
from shared.runtime.fault import Fault
from shared.text import Text

CONCURRENCY_LIMIT = 1_000
BACKLOG = 2_048
GRACE_S = 10
TICK_S = 1.0


Application = Callable[[Any, Any, Any], Awaitable[None]]


class ListenError(Fault):
    """The address cannot be listened on."""


class Listener:
    """One application on one address; `port` 0 takes any free one."""

    def __init__(
        self,
        name: str,
        app: Application,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        trusted_proxies: str = "",
        limits: Limits = LIMITS,
    ) -> None:
        """Describe the listener.

        Forwarded headers count only from `trusted_proxies`, addresses or networks with commas.
        """
        self._limits = limits
        self.name = name
        self.host = host
        self.port = port
        self._app = app
        self._trusted_proxies = trusted_proxies
        self._socket: socket.socket | None = None

    @property
    def url(self) -> str:
        """Return the address to open; the port is known once bound."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def bind(self) -> socket.socket:
        """Take the port; `port` is the real one afterwards. Raises ListenError."""
        if self._socket is not None:
            return self._socket
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # asyncio leaves Nagle on where the protocol is not named: 40 ms an answer
        taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind((self.host, self.port))
            taken.listen(BACKLOG)  # who comes before the start is over waits, and is not refused
        except OSError as error:
            taken.close()
            raise ListenError(
                Text.of(
                    "Cannot listen on {host} port {port}: {reason}.",
                    host=self.host,
                    port=self.port,
                    reason=error.strerror or type(error).__name__,
                )
            ) from error
        self.port = int(taken.getsockname()[1])
        self._socket = taken
        return taken

    def close(self) -> None:
        """Give the port back."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    async def serve(self) -> None:
        """Serve until cancelled; then finish what is being answered, and close."""
        taken = self.bind()
        server = _Server(self._config())
        log.logger().info("listener.opened", address=self.url, kind=self.name)
        try:
            await server.run_on(taken)
        finally:
            self.close()
            log.logger().info("listener.closed", address=self.url, kind=self.name)

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            self._app,
            http=cast("type[asyncio.Protocol]", partial(Bounded, limits=self._limits)),
            ws="none",
            lifespan="auto",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=bool(self._trusted_proxies),
            forwarded_allow_ips=self._trusted_proxies or None,
            limit_concurrency=CONCURRENCY_LIMIT,
            backlog=BACKLOG,
            timeout_keep_alive=self._limits.silent_s,
            timeout_graceful_shutdown=GRACE_S,
        )


async def run(listeners: Sequence[Listener]) -> None:
    """Serve all listeners until cancelled. Raises ListenError before any has started."""
    for listener in listeners:
        listener.bind()
    async with asyncio.TaskGroup() as group:
        for listener in listeners:
            group.create_task(listener.serve(), name=listener.name)


class _Server(uvicorn.Server):
    """uvicorn's server without its signal handling and without its ten ticks a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._over = asyncio.Event()

    async def run_on(self, taken: socket.socket) -> None:
        """Serve on the socket until cancelled, then end gracefully."""
        serving = asyncio.create_task(self._serve_on(taken))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            self.should_exit = True
            self._over.set()
            await serving
            raise

    async def main_loop(self) -> None:
        """Renew the Date header and part with slow clients every second, until told to end."""
        while not await self.on_tick(0):
            end_overdue(self.server_state)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), TICK_S)

    async def _serve_on(self, taken: socket.socket) -> None:
        try:
            await self._serve([taken])
        except SystemExit as error:  # uvicorn's word for an application that did not start
            raise RuntimeError("the application did not start") from error
