"""Fetch published files by https, as anybody may; and call a webhook of an operator's own.

Nothing is sent but the address, or what the webhook is to know. Redirects are not followed: what is
checked is where one asked, and a token goes nowhere else.
"""

import asyncio
from types import TracebackType
from typing import Self

import httpx

from shared.delivery import Unreachable
from shared.runtime.uplink import CONNECT_TIMEOUT_S, CONNECTIONS, TIMEOUT_S, require_safe

FILE_LIMIT_BYTES = 64_000_000
_FOUND, _MISSING = 200, (404, 410)


class Fetch:
    """A reader of one site's files. Raises UplinkError for an address that is not safe."""

    def __init__(self, base_url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Prepare the connection; `transport` lets a test answer without a socket."""
        require_safe(base_url)
        self._base = base_url.rstrip("/")
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            limits=httpx.Limits(max_connections=CONNECTIONS),
            follow_redirects=False,
            trust_env=False,
            transport=transport,
            # Uncompressed: the limit of a file's length then holds for its content, too.
            headers={"accept-encoding": "identity"},
        )

    async def get(self, path: str) -> bytes | Unreachable | None:
        """Return a file by its path below the address, None if there is none."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self._get(f"{self._base}/{path}")
        except (TimeoutError, httpx.TimeoutException):
            return Unreachable("timeout")
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return Unreachable("no_connection")

    async def _get(self, url: str) -> bytes | Unreachable | None:
        async with self._client.stream("GET", url) as response:
            if response.status_code in _MISSING:
                return None
            if response.status_code != _FOUND:
                return Unreachable("not_understood")
            if response.headers.get("content-encoding", "identity") != "identity":
                return Unreachable("not_understood")
            content = bytearray()
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > FILE_LIMIT_BYTES:
                    return Unreachable("too_long")
            return bytes(content)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()


class Hook:
    """A webhook. Raises UplinkError for an address that is not safe."""

    def __init__(self, url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Prepare the call; `transport` lets a test answer without a socket."""
        require_safe(url)
        self._url = url
        self._transport = transport

    async def post(self, body: bytes, *, bearer: str = "") -> int | Unreachable:
        """Send JSON and return the status of the answer, whose content nobody reads."""
        headers = {"content-type": "application/json"}
        if bearer:
            headers["authorization"] = f"Bearer {bearer}"
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                httpx.AsyncClient(
                    timeout=httpx.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
                    follow_redirects=False,
                    trust_env=False,
                    transport=self._transport,
                ) as client,
                client.stream("POST", self._url, content=body, headers=headers) as response,
            ):
                return response.status_code
        except (TimeoutError, httpx.TimeoutException):
            return Unreachable("timeout")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            return Unreachable("no_connection")
