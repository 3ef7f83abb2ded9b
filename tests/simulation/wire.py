"""The network between nodes and hub: it loses, repeats, delays, damages and rewrites what it likes.

A request goes its way in a task of its own, so that it may arrive after its sender gave up, more
than once, or a day later.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from msgspec.structs import replace

from tests.simulation import http
from tests.simulation.chance import Chance
from tests.simulation.http import Reply, Sent
from tests.simulation.machine import Machine, current

DAY_S = 86_400.0
KEPT = 200
PAGES: tuple[tuple[str, int, bytes], ...] = (
    ("429 of a proxy", 429, b'{"error": "slow down"}'),
    ("503 of a proxy", 503, b"<html><h1>503 Service Unavailable</h1></html>"),
    ("500 of a proxy", 500, b"Internal Server Error"),
    ("HTML page of a proxy", 502, b"<html><body>Bad gateway</body></html>"),
    ("422 of a proxy", 422, b'{"code": "outside_grant"}'),
    ("sign-in page of a network", 200, b"<!doctype html><title>Welcome</title>"),
    ("redirect of a proxy", 302, b""),
)


class LostError(Exception):
    """Nothing comes back."""


@dataclass
class Wire:
    """All lines. `rough`: how likely each fault of a message is; `cut`: machines without a line."""

    chance: Chance
    say: Callable[[str], None]
    rough: float = 0.05
    cut: set[str] = field(default_factory=set)
    hub: Callable[[Sent], Awaitable[Reply]] | None = None
    forge: Callable[[Sent, Reply], Reply] | None = None
    heard: list[Sent] = field(default_factory=list)
    answered: list[tuple[str, Reply]] = field(default_factory=list)
    messages: int = 0
    _going: set["asyncio.Task[Any]"] = field(default_factory=set)

    async def exchange(self, machine: Machine, asked: Sent) -> Reply:
        """Carry a request to the hub and its answer back, or fail as networks do."""
        self.messages += 1
        self._keep(asked)
        if machine.name in self.cut and self.chance.counted("request into a partition"):
            await self._silence()
        if self._hits("connection refused"):
            raise httpx.ConnectError("refused")
        if self._hits("request lost"):
            await self._silence()
        reply = await self._there(asked)
        if machine.name in self.cut and self.chance.counted("answer into a partition"):
            await self._silence()
        return await self._back(asked, reply)

    async def _there(self, asked: Sent) -> Reply:
        """Have the request arrive: once or more often, now or later, whole or damaged."""
        if self._hits("request sent twice"):
            self._later(asked, self.chance.of("twice").random() * 2)
        if self._hits("request repeated up to a day later"):
            self._later(asked, self.chance.of("late").random() * DAY_S)
        if self._hits("page of a proxy"):
            return self._page()
        delay_s = 0.02 + self.chance.of("latency").random() * 0.3
        if self._hits("request delayed, so that later ones overtake it"):
            delay_s += self.chance.of("delay").random() * 120
        going = self._go(self._arrive(self._rewritten(self._damaged(asked)), delay_s))
        try:
            reply: Reply = await asyncio.shield(going)
        except LostError as error:
            raise httpx.ReadError("the connection broke") from error
        if reply.status == httpx.codes.OK:
            self.answered = [*self.answered[-KEPT:], (asked.path.decode("latin-1"), reply)]
        return reply

    async def _back(self, asked: Sent, reply: Reply) -> Reply:
        if self._hits("answer lost"):
            await self._silence()
        if self._hits("connection broken before the answer"):
            raise httpx.ReadError("broken")
        if self._hits("answer delayed"):
            await asyncio.sleep(self.chance.of("delay").random() * 60)
        if self._hits("answer's bits flipped"):
            reply = replace(reply, body=self._flipped(reply.body))
        if self._hits("answer cut short"):
            reply = replace(reply, body=self._cut_short(reply.body))
        if self._hits("answer compressed by a proxy"):
            reply = replace(reply, headers=(*reply.headers, (b"content-encoding", b"gzip")))
        if self.answered and self._hits("old answer played again"):
            path = asked.path.decode("latin-1")
            same = [
                old for there, old in self.answered if there.split("/")[:4] == path.split("/")[:4]
            ]
            reply = self.chance.of("old").choice(same or [reply])
        if self.forge is not None and self._hits("forged: an answer in the hub's place"):
            reply = self.forge(asked, reply)
        return reply

    async def _arrive(self, asked: Sent, delay_s: float) -> Reply:
        """Reach the hub after a while. Raises LostError if nobody is there."""
        await asyncio.sleep(delay_s)
        if self.hub is None:
            raise LostError
        return await self.hub(asked)

    def send(self, asked: Sent, delay_s: float = 0.0) -> "asyncio.Task[Any]":
        """Have a request arrive that nobody waits for: a repetition, or an attacker's."""
        return self._go(self._arrive(asked, delay_s))

    def _later(self, asked: Sent, delay_s: float) -> None:
        self.send(asked, delay_s)

    def _go(self, work: Any) -> "asyncio.Task[Any]":
        task = asyncio.get_running_loop().create_task(work)
        self._going.add(task)
        task.add_done_callback(self._gone)
        return task

    def _gone(self, task: "asyncio.Task[Any]") -> None:
        self._going.discard(task)
        if (
            not task.cancelled()
            and (error := task.exception())
            and not isinstance(error, LostError)
        ):
            raise error

    def _hits(self, kind: str) -> bool:
        return self.chance.strikes(kind, self.rough)

    def _keep(self, asked: Sent) -> None:
        if asked.body and asked.node:
            self.heard = [*self.heard[-KEPT:], asked]

    async def _silence(self) -> None:
        """Let the sender wait until it gives up."""
        await asyncio.sleep(DAY_S)

    def _page(self) -> Reply:
        draw = self.chance.of("page")
        kind, status, body = draw.choice(PAGES)
        self.chance.counts[kind] += 1
        self.chance.counts["page of a proxy"] -= 1
        headers: tuple[http.Header, ...] = ((b"content-type", b"text/html"),)
        if draw.random() < 0.5:
            headers = (*headers, (b"retry-after", str(draw.randrange(600)).encode()))
        if status == httpx.codes.FOUND:
            headers = (*headers, (b"location", b"https://elsewhere.example/"))
        return Reply(status=status, headers=headers, body=body)

    def _damaged(self, asked: Sent) -> Sent:
        if asked.body and self._hits("request's bits flipped"):
            asked = replace(asked, body=self._flipped(asked.body))
        if asked.body and self._hits("request cut short"):
            asked = replace(asked, body=self._cut_short(asked.body))
        return asked

    def _rewritten(self, asked: Sent) -> Sent:
        """Rewrite what a proxy may rewrite: host, case of a scheme, chunks, headers of its own."""
        if not self._hits("host, case and chunks rewritten by a proxy"):
            return asked
        kept = [h for h in asked.headers if h[0] not in {b"host", b"authorization"}]
        scheme = [
            (b"authorization", value.replace(b"Bearer", b"bEARER", 1))
            for name, value in asked.headers
            if name == b"authorization"
        ]
        own = [(b"host", b"inner.example:8080"), (b"via", b"1.1 proxy"), (b"x-forwarded-for", b"1")]
        pieces = self.chance.of("pieces").randrange(1, 9)
        return replace(asked, headers=(*own, *kept, *scheme), pieces=pieces)

    def _flipped(self, body: bytes) -> bytes:
        draw = self.chance.of("bits")
        if not body:
            return body
        changed = bytearray(body)
        for _ in range(draw.randrange(1, 4)):
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
        return bytes(changed)

    def _cut_short(self, body: bytes) -> bytes:
        return body[: self.chance.of("length").randrange(max(1, len(body)))]


class Line(httpx.AsyncBaseTransport):
    """What the node's client speaks through instead of a socket."""

    wire: Wire

    def __init__(self) -> None:
        self._machine = current.get()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request over the wire."""
        machine = self._machine
        asked = await http.sent(request)
        await machine.step("before a request")
        try:
            reply = await self.wire.exchange(machine, asked)
        finally:
            if not machine.alive:
                raise asyncio.CancelledError
        await machine.step("between an answer and what follows")
        return reply.response(request)
