import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest

from shared.runtime import serve, supervise
from shared.runtime.serve import Listener, ListenError
from tests.ports import free_port

PATIENCE_S = 60


def app(
    body: bytes, begun: asyncio.Event | None = None, go_on: asyncio.Event | None = None
) -> serve.Application:
    """Return an application that answers with the body, and with who asks.

    It tells that it has `begun`, and answers once it may `go_on`.
    """

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise NotImplementedError
        await receive()
        if begun is not None and go_on is not None:
            begun.set()
            await go_on.wait()
        client = f"{scope['client'][0]} {scope['scheme']}".encode()
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"x-client", client)]}
        )
        await send({"type": "http.response.body", "body": body})

    return answer


@asynccontextmanager
async def running(*listeners: Listener) -> AsyncIterator[httpx.AsyncClient]:
    """Serve meanwhile."""
    for listener in listeners:
        listener.bind()
    task = asyncio.create_task(serve.run(listeners))
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client:
        yield client
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_two_applications_have_an_address_each() -> None:
    site, api = Listener("site", app(b"site")), Listener("api", app(b"api"))
    async with running(site, api) as client:
        assert site.port != api.port
        found = [(await client.get(listener.url)) for listener in (site, api)]
        assert [answer.content for answer in found] == [b"site", b"api"]
        assert "date" in found[0].headers
        assert "server" not in found[0].headers


async def test_after_the_end_the_port_is_free() -> None:
    first = Listener("a", app(b"a"), port=free_port())
    async with running(first) as client:
        assert (await client.get(first.url)).status_code == 200
    again = Listener("a", app(b"b"), port=first.port)
    async with running(again) as client:
        assert (await client.get(again.url)).content == b"b"


async def test_what_is_being_answered_is_finished() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    slow = Listener("slow", app(b"whole", begun, go_on))
    taken = slow.bind()
    task = asyncio.create_task(serve.run([slow]))
    async with (
        httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client,
        asyncio.timeout(PATIENCE_S),
    ):
        asking = asyncio.create_task(client.get(slow.url))
        await begun.wait()
        task.cancel()
        while taken.fileno() != -1:  # noqa: ASYNC110 (until it takes no more and only finishes)
            await asyncio.sleep(0.01)
        assert not asking.done()
        go_on.set()
        assert (await asking).content == b"whole"
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_taken_port_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ListenError, match=rf"127\.0\.0\.1 port {port}: Address already in use"):
            Listener("a", app(b""), port=port).bind()


async def test_nothing_starts_if_one_port_is_taken() -> None:
    first = Listener("a", app(b""))
    first.bind()
    second = Listener("b", app(b""), port=first.port)
    with pytest.raises(ListenError):
        await serve.run([first, second])
    first.close()


@pytest.mark.parametrize(
    ("trusted", "expected"), [("", "127.0.0.1 http"), ("127.0.0.1", "203.0.113.9 https")]
)
async def test_forwarded_headers_count_only_from_a_trusted_proxy(
    trusted: str, expected: str
) -> None:
    listener = Listener("a", app(b""), trusted_proxies=trusted)
    headers = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"}
    async with running(listener) as client:
        answer = await client.get(listener.url, headers=headers)
    assert answer.headers["x-client"] == expected


async def test_an_application_that_does_not_start_is_an_error() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "lifespan"
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no"})

    with pytest.raises(ExceptionGroup) as caught:
        await serve.run([Listener("broken", broken)])
    assert caught.group_contains(RuntimeError, match="did not start")


def test_it_serves_on_uvloop_too() -> None:
    async def main() -> bytes:
        listener = Listener("a", app(b"uv"))
        async with running(listener) as client:
            return (await client.get(listener.url)).content

    assert supervise.start(main()) == b"uv"


def test_an_ipv6_address_is_written_in_brackets() -> None:
    assert Listener("a", app(b""), host="::1", port=80).url == "http://[::1]:80"
