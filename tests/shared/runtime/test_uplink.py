import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import msgspec
import pytest

from shared import signing
from shared.delivery import Answered, Unreachable
from shared.runtime import uplink
from shared.runtime.serve import Listener
from shared.runtime.uplink import Uplink, UplinkError
from shared.signing import SigningKey
from shared.wire.problem import Problem
from shared.wire.session import Challenge

HUB = SigningKey.from_bytes(bytes(range(32)))
ENVELOPE = signing.sign(Problem(status=429, code="busy", detail="", retry_after_s=5), HUB)
BODY = signing.encode_envelope(ENVELOPE)
PATH = "/v1/nodes/esimerkki/reports/7"
Respond = Callable[[httpx.Request], httpx.Response]


def line(respond: Respond, *, timeout_s: float = 5.0) -> Uplink:
    """Return an uplink whose other end is a function."""
    return Uplink(
        "https://hub.example", transport=httpx.MockTransport(respond), timeout_s=timeout_s
    )


def answering(status: int, content: bytes, **headers: str) -> Respond:
    """Return the other end that always answers the same."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, content=content, headers=named)


async def put(respond: Respond) -> Answered | Unreachable:
    """Put the envelope once."""
    async with line(respond) as up:
        return await up.put(PATH, ENVELOPE, bearer="ab" * 32)


async def test_what_is_sent_is_the_envelope_with_the_lease() -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=BODY)

    assert await put(respond) == Answered(200, ENVELOPE)
    (request,) = seen
    assert (request.method, str(request.url)) == ("PUT", f"https://hub.example{PATH}")
    assert request.content == BODY
    assert request.headers["authorization"] == f"Bearer {'ab' * 32}"
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [200, 409, 422, 503])
async def test_any_status_with_an_envelope_is_an_answer(status: int) -> None:
    found = await put(answering(status, BODY, retry_after="7"))
    assert found == Answered(status, ENVELOPE, 7)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><h1>502 Bad Gateway</h1></html>",
        b"{}",
        b"[]",
        b"\xff\xfe",
        BODY[:-1],
        BODY[:-1] + b',"more":1}',
    ],
)
async def test_fault_10_anything_else_counts_as_unreachable(content: bytes) -> None:
    found = await put(answering(502, content, retry_after="30"))
    assert found == Unreachable("not_an_envelope", 30)


async def test_a_redirect_is_not_followed() -> None:
    found = await put(answering(308, b"", location="https://elsewhere.example/"))
    assert found == Unreachable("not_an_envelope")


async def test_an_answer_that_is_too_long_is_not_read_to_its_end() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 100_000
            yield b" " * 100_000

    found = await put(lambda _: httpx.Response(200, content=endless()))
    assert found == Unreachable("too_long")
    assert read <= uplink.ANSWER_LIMIT_BYTES + 100_000


async def test_a_compressed_answer_is_refused_unread() -> None:
    found = await put(answering(200, b"\x1f\x8b", content_encoding="gzip"))
    assert found == Unreachable("not_an_envelope")


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (httpx.ConnectError("x"), "no_connection"),
        (httpx.ReadError("x"), "no_connection"),
        (httpx.RemoteProtocolError("x"), "no_connection"),
        (OSError("x"), "no_connection"),
        (httpx.ReadTimeout("x"), "timeout"),
        (httpx.ConnectTimeout("x"), "timeout"),
    ],
)
async def test_a_broken_network_counts_as_unreachable(error: Exception, cause: str) -> None:
    def respond(_request: httpx.Request) -> httpx.Response:
        raise error

    found = await put(respond)
    assert isinstance(found, Unreachable)
    assert found.cause == cause


async def test_a_dripping_answer_ends_at_the_time_limit() -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.02)
            yield b" "

    async with line(lambda _: httpx.Response(200, content=drip()), timeout_s=0.2) as up:
        assert await up.post("/v1/enrol", ENVELOPE) == Unreachable("timeout")


async def test_a_challenge_is_fetched() -> None:
    value = f"1790000000.{'ab' * 32}"
    body = msgspec.json.encode(Challenge(challenge=value))
    async with line(answering(200, body)) as up:
        assert await up.get_challenge("esimerkki") == value
    async with line(answering(503, b"<html>", retry_after="9")) as up:
        assert await up.get_challenge("esimerkki") == Unreachable("not_understood", 9)
    async with line(answering(429, BODY, retry_after="9")) as up:
        assert await up.get_challenge("esimerkki") == Answered(429, ENVELOPE, 9)


async def test_a_challenge_damaged_on_the_way_is_never_signed_into_a_hello() -> None:
    """The challenge is not signed: a damaged one in a hello would be refused for good (fault 5)."""
    damaged = b'{"challenge":"1790000000.' + b"ab" * 31 + b'a_"}'
    async with line(answering(200, damaged)) as up:
        assert await up.get_challenge("esimerkki") == Unreachable("not_understood")


async def test_own_reports_are_fetched_for_adoption() -> None:
    seen: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, content=b"[" + BODY + b"," + BODY + b"]")

    async with line(respond) as up:
        assert await up.reports("esimerkki", after=4) == (ENVELOPE, ENVELOPE)
    assert seen == ["https://hub.example/v1/nodes/esimerkki/reports?after=4"]
    async with line(answering(401, BODY)) as up:
        assert await up.reports("esimerkki", after=0) == Answered(401, ENVELOPE)
    async with line(answering(500, b"")) as up:
        assert await up.reports("esimerkki", after=0) == Unreachable("not_an_envelope")


async def test_one_envelope_is_fetched() -> None:
    async with line(answering(200, BODY)) as up:
        assert await up.get("/v1/trust") == Answered(200, ENVELOPE)


@pytest.mark.parametrize("path", ["", "/", "/v1/", "/v1/../x", "/v1/nodes/A", "https://x.example"])
async def test_only_paths_of_the_protocol_are_asked(path: str) -> None:
    async with line(answering(200, BODY)) as up:
        with pytest.raises(ValueError, match="not a path"):
            await up.put(path, ENVELOPE)


@pytest.mark.parametrize(
    "url", ["https://hub.example", "http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost"]
)
def test_a_safe_address_is_taken(url: str) -> None:
    uplink.require_safe(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://hub.example",
        "http://10.0.0.1",
        "http://127.0.0.1.example",
        "ftp://hub.example",
        "hub.example",
        "https://",
        "",
    ],
)
def test_an_unsafe_address_is_refused(url: str) -> None:
    with pytest.raises(UplinkError, match="has to begin with https"):
        Uplink(url)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "9" * 50}, 999_999_999),
        (
            {
                "retry-after": "Sat, 21 Nov 2026 20:02:00 GMT",
                "date": "Sat, 21 Nov 2026 20:00:00 GMT",
            },
            120,
        ),
        (
            {
                "retry-after": "Sat, 21 Nov 2026 19:00:00 GMT",
                "date": "Sat, 21 Nov 2026 20:00:00 GMT",
            },
            0,
        ),
        ({"retry-after": "Sat, 21 Nov 2026 20:02:00 GMT"}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: dict[str, str], expected: int | None) -> None:
    assert uplink.retry_after_s(headers) == expected


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    async def hub(scope: dict[str, object], _receive: object, send: Callable[..., object]) -> None:
        assert scope["type"] == "http"
        for part in (
            {"type": "http.response.start", "status": 200, "headers": []},
            {"type": "http.response.body", "body": BODY},
        ):
            await send(part)  # type: ignore[misc]

    listener = Listener("hub", hub)
    listener.bind()
    task = asyncio.create_task(listener.serve())
    async with Uplink(listener.url) as up:
        assert await up.put(PATH, ENVELOPE) == Answered(200, ENVELOPE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_nobody_at_the_address_counts_as_unreachable() -> None:
    listener = Listener("hub", lambda *_: asyncio.sleep(0))
    listener.bind()
    listener.close()
    async with Uplink(listener.url) as up:
        assert await up.put(PATH, ENVELOPE) == Unreachable("no_connection")
