"""What a client may cost a listener, by real sockets; the limits are small so that nobody waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from shared.runtime import serve
from shared.runtime.bounded import Bounded, Limits
from shared.runtime.serve import Listener

PATIENCE_S = 60
HEAD = b"GET / HTTP/1.1\r\nhost: x\r\n"
AT_ONCE = Limits(head_s=0, silent_s=0)
HEAD_AT_ONCE = Limits(head_s=0)


async def count(scope: Any, receive: Any, send: Any) -> None:
    """Answer with how long the body was."""
    if scope["type"] != "http":
        raise NotImplementedError
    length, more = 0, True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            return
        length, more = length + len(event.get("body", b"")), event.get("more_body", False)
    said = b"%d" % length
    headers = [(b"content-length", b"%d" % len(said))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": said})


@asynccontextmanager
async def listening(limits: Limits) -> AsyncIterator[Listener]:
    listener = Listener("bounded", count, limits=limits)
    listener.bind()
    task = asyncio.create_task(serve.run([listener]))
    async with asyncio.timeout(PATIENCE_S):
        yield listener
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@asynccontextmanager
async def client(
    listener: Listener,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(listener.host, listener.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def told(listener: Listener, *parts: bytes) -> bytes:
    """Return all that is answered until the connection is closed."""
    async with client(listener) as (reader, writer):
        heard = bytearray()
        with suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
        with suppress(ConnectionError):
            while some := await reader.read(1_000):
                heard += some
        return bytes(heard)


async def answered(listener: Listener) -> bool:
    """Tell whether an honest request is answered."""
    async with client(listener) as (reader, writer):
        writer.write(HEAD + b"\r\n")
        return (await reader.readline()).startswith(b"HTTP/1.1 200")


def endless(line: bytes) -> tuple[bytes, ...]:
    return (line * 1_000,) * 200


@pytest.mark.parametrize(
    "parts",
    [
        (HEAD, *endless(b"x-header: " + b"a" * 990 + b"\r\n")),
        (HEAD + b"x: ", *endless(b"a" * 1_000)),
        (b"GET /", *endless(b"a" * 1_000)),
        (HEAD + b"x: " + b"a" * 33_000 + b"\r\n\r\n",),
        (
            HEAD + b"transfer-encoding: chunked\r\n\r\n0\r\n",
            *endless(b"x: " + b"a" * 995 + b"\r\n"),
        ),
        (HEAD + b"transfer-encoding: chunked\r\n\r\n1;", *endless(b"x" * 1_000)),
        endless(b"\r\n" * 500),
    ],
    ids=["headers", "header", "address", "at once", "trailers", "extension", "lines"],
)
async def test_a_head_without_end_is_refused(parts: tuple[bytes, ...]) -> None:
    async with listening(Limits()) as listener:
        heard = await told(listener, *parts)
        assert heard == b"" or heard.startswith(b"HTTP/1.1 400")
        assert await answered(listener)


async def test_a_long_body_and_many_requests_are_no_head() -> None:
    body = b"b" * 300_000
    long = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(body)
    slow = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
    pieces = (b"3e8\r\n" + b"c" * 1_000 + b"\r\n",) * 100
    last = HEAD + b"connection: close\r\n\r\n"
    many = (HEAD + b"x: " + b"a" * 9_000 + b"\r\n\r\n",) * 10
    async with listening(Limits()) as listener:
        heard = await told(listener, long, body, slow, *pieces, b"0\r\n\r\n", *many, last)

    assert heard.count(b"HTTP/1.1 200") == 13
    assert b"300000" in heard
    assert b"100000" in heard


@pytest.mark.parametrize(
    ("limits", "part"),
    [
        (HEAD_AT_ONCE, b"GET / HTTP/1.1\r\nHos"),
        (HEAD_AT_ONCE, HEAD),
        (HEAD_AT_ONCE, HEAD + b"\r\n" + HEAD),
        (AT_ONCE, b""),
        (AT_ONCE, b"\r\n"),
        (AT_ONCE, b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n"),
        (AT_ONCE, b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc"),
    ],
)
async def test_a_client_that_does_not_go_on_is_parted_with(limits: Limits, part: bytes) -> None:
    async with listening(limits) as listener:
        heard = await told(listener, part)

    assert heard.count(b"HTTP/1.1 200") == part.count(b"\r\n\r\n" + HEAD)


async def test_a_slow_answer_ends_no_connection() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            begun.set()
            await go_on.wait()
        await count(scope, receive, send)

    listener = Listener("slow", slow, limits=AT_ONCE)
    listener.bind()
    task = asyncio.create_task(serve.run([listener]))
    async with asyncio.timeout(PATIENCE_S), client(listener) as (reader, writer):
        writer.write(HEAD + b"\r\n")
        await begun.wait()
        await asyncio.sleep(serve.TICK_S * 2.5)
        go_on.set()
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


class Wire(asyncio.Transport):
    """A connection without a client."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = False

    def is_closing(self) -> bool:
        """Tell whether the server has parted with it."""
        return self.closed

    def close(self) -> None:
        """Part with it."""
        self.closed = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Lose it."""


async def parted(*parts: bytes) -> bool:
    """Tell whether a client is parted with that sends the last part late, of a body of 100."""
    limits = Limits(silent_s=30, body_bytes=10)
    wire, config = Wire(), Config(count, lifespan="off")
    config.load()
    protocol = Bounded(config, ServerState(), {}, limits=limits)
    protocol.connection_made(wire)
    *before, last = parts
    for part in (b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n", *before):
        protocol.data_received(part)
    protocol._since -= limits.silent_s + 1
    protocol.data_received(last)
    protocol.end_if_overdue()
    closed = wire.closed
    protocol.connection_lost(None)
    return closed


async def test_a_body_has_to_come_on_and_not_by_single_bytes() -> None:
    assert await parted(b"123", b"4")
    assert await parted(b"x" * 10, b"4")
    assert not await parted(b"123", b"x" * 10)
    assert not await parted(b"123", b"x" * 97)
