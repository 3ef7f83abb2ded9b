"""Files of a site that nobody knows: they are as long as they are on the line."""

import gzip

import httpx
import pytest

from shared.delivery import Unreachable
from shared.runtime.fetch import Fetch

SITE = "https://example.org"


@pytest.mark.parametrize("named", ["gzip", "gzip, gzip", "br", "deflate", "zstd", "x"])
async def test_a_packed_answer_is_not_unpacked(named: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["accept-encoding"])
        packed = gzip.compress(gzip.compress(b"x" * 1_000_000))
        stream = httpx.ByteStream(packed)
        return httpx.Response(200, headers={"content-encoding": named}, stream=stream)

    async with Fetch(SITE, transport=httpx.MockTransport(answer)) as fetch:
        assert await fetch.get("log/checkpoint") == Unreachable("not_understood")
    assert asked == ["identity"]


@pytest.mark.parametrize("headers", [{}, {"content-encoding": "identity"}])
async def test_a_plain_answer_is_taken(headers: dict[str, str]) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=headers, content=b"as it is")

    async with Fetch(SITE, transport=httpx.MockTransport(answer)) as fetch:
        assert await fetch.get("log/checkpoint") == b"as it is"
