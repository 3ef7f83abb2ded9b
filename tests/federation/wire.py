"""A clock that a test turns, and the wire between nodes and hub, which a test can cut."""

import asyncio
from datetime import datetime, timedelta

import httpx
from litestar import Litestar


class TurnedClock:
    """A clock that stands where a test has turned it."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant
        self._passed_s = 0.0
        self._turned = asyncio.Event()

    def now(self) -> datetime:
        """Return the instant it was turned to."""
        return self._instant

    def turn_to(self, instant: datetime) -> None:
        """Turn it, and wake whoever sleeps by it."""
        self._passed_s += max((instant - self._instant).total_seconds(), 1.0)
        self._instant = instant
        self._turned.set()
        self._turned = asyncio.Event()

    def turn(self, **by: float) -> None:
        """Turn it on, as by `days=3`."""
        self.turn_to(self._instant + timedelta(**by))

    async def sleep_until(self, instant: datetime) -> None:
        """Sleep until it has been turned that far."""
        while self._instant < instant:
            await self._turned.wait()

    def monotonic(self) -> float:
        """Return seconds that only grow, with every look too: nobody has to wait for a turn."""
        self._passed_s += 1.0
        return self._passed_s


class Wire(httpx.AsyncBaseTransport):
    """What lies between nodes and the hub; cut, or without a hub, nobody answers."""

    def __init__(self) -> None:
        self.hub: Litestar | None = None
        self.lose_answers = 0  # how many answers get lost after the hub has done its work
        self.taken: list[str] = []  # paths of what the hub took, whoever learnt of it

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Let the hub answer."""
        if self.hub is None:
            raise httpx.ConnectError("nobody listens", request=request)
        transport = httpx.ASGITransport(app=self.hub)  # type: ignore[arg-type]
        response = await transport.handle_async_request(request)
        if response.is_success:
            self.taken.append(request.url.path)
        if self.lose_answers and request.method == "PUT":
            self.lose_answers -= 1
            raise httpx.ReadError("the answer was lost", request=request)
        return response
