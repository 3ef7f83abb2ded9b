"""The one door to the network: what a node sends to the hub, and what comes back.

Nothing is retried, redirected or believed here: `delivery` decides what an answer means.
"""

import asyncio
import ipaddress
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
import msgspec

from shared.delivery import Answered, Cause, Unreachable
from shared.runtime.fault import Fault
from shared.signing import decode_envelope, encode_envelope
from shared.text import Text
from shared.wire.envelope import Envelope
from shared.wire.material import PIECE_BYTES
from shared.wire.session import Challenge
from shared.wire.words import Digest, NodeId, Token

__all__ = ["Answered", "Unreachable", "Uplink", "UplinkError"]

ANSWER_LIMIT_BYTES = 2_000_000
ADOPTION_LIMIT_BYTES = 32_000_000
TIMEOUT_S = 30.0
CONNECT_TIMEOUT_S = 10.0
CONNECTIONS = 4
_FOUND, _MISSING = 200, (404, 410)
_PATH = re.compile(r"^/v1(/[a-z0-9-]+)+$(?!\n)")


class UplinkError(Fault):
    """The hub's address cannot be used."""


class _Body(msgspec.Struct, frozen=True):
    """An answer's status, its bytes and the pause it asks for."""

    status: int
    content: bytes
    retry_after_s: int | None

    def unreachable(self, cause: Cause) -> Unreachable:
        """Return the answer as none, keeping the pause it asks for."""
        return Unreachable(cause, self.retry_after_s)


class Uplink:
    """A connection to one hub."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout_s: float = TIMEOUT_S,
        proxy: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Prepare the connection. Raises UplinkError for an address that is not safe.

        `timeout_s` bounds a whole exchange. No proxy of the environment is used, only `proxy`;
        `transport` lets a test answer without a socket.
        """
        require_safe(base_url)
        self._timeout_s = timeout_s
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"),
            timeout=httpx.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s)),
            limits=httpx.Limits(max_connections=CONNECTIONS),
            follow_redirects=False,
            trust_env=False,
            proxy=proxy,
            transport=transport,
            # Uncompressed: the limit of an answer's length then holds for its content, too.
            headers={"accept": "application/json", "accept-encoding": "identity"},
        )

    async def put(
        self, path: str, envelope: Envelope, *, bearer: Token | None = None
    ) -> Answered | Unreachable:
        """Send the envelope with PUT to a path such as `/v1/nodes/x/reports/7`."""
        return _answered(await self._ask("PUT", path, envelope, bearer=bearer))

    async def post(self, path: str, envelope: Envelope) -> Answered | Unreachable:
        """Send the envelope with POST."""
        return _answered(await self._ask("POST", path, envelope))

    async def get(self, path: str, *, bearer: Token | None = None) -> Answered | Unreachable:
        """Fetch one envelope, such as the hub's trust document."""
        return _answered(await self._ask("GET", path, bearer=bearer))

    async def get_challenge(self, node: NodeId) -> str | Answered | Unreachable:
        """Fetch a fresh value for a hello; it is not signed, it only goes into what we sign.

        A hub that is busy answers with an envelope instead.
        """
        body = await self._ask("GET", f"/v1/nodes/{node}/challenge")
        if isinstance(body, Unreachable):
            return body
        try:
            return msgspec.json.decode(body.content, type=Challenge).challenge
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            said = _answered(body)
            return said if isinstance(said, Answered) else body.unreachable("not_understood")

    async def reports(
        self, node: NodeId, *, after: int, bearer: Token | None = None
    ) -> tuple[Envelope, ...] | Answered | Unreachable:
        """Fetch the node's own reports after a number, for adoption: a JSON array of envelopes."""
        body = await self._ask(
            "GET",
            f"/v1/nodes/{node}/reports",
            query={"after": str(after)},
            bearer=bearer,
            limit=ADOPTION_LIMIT_BYTES,
        )
        if isinstance(body, _Body):
            try:
                return msgspec.json.decode(body.content, type=tuple[Envelope, ...])
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return _answered(body)
        return body

    async def consistency(
        self, first: int, second: int
    ) -> tuple[Digest, ...] | Answered | Unreachable:
        """Fetch the proof that the hub's log of one size is the beginning of a larger one.

        A hub from before `consistency/1` answers with the hashes alone, unsigned.
        """
        query = {"first": str(first), "second": str(second), "signed": "true"}
        body = await self._ask("GET", "/v1/log/consistency", query=query)
        if isinstance(body, Unreachable):
            return body
        try:
            return msgspec.json.decode(body.content, type=tuple[Digest, ...])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _answered(body)

    async def document(self, digest: Digest, *, start: int) -> bytes | Unreachable:
        """Fetch the next bytes of a document of the material bank.

        They are not signed: whoever has all of them looks whether they have the digest.
        """
        path, query = f"/v1/material/{digest}", {"from": str(start)}
        body = await self._ask("GET", path, query=query, limit=PIECE_BYTES)
        if isinstance(body, Unreachable):
            return body
        if body.status in _MISSING:
            return body.unreachable("not_expected")
        return body.content if body.status == _FOUND else body.unreachable("not_understood")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _ask(
        self,
        method: str,
        path: str,
        envelope: Envelope | None = None,
        *,
        query: Mapping[str, str] | None = None,
        bearer: Token | None = None,
        limit: int = ANSWER_LIMIT_BYTES,
    ) -> _Body | Unreachable:
        if not _PATH.match(path):
            raise ValueError(f"not a path of this protocol: {path!r}")
        headers = {} if bearer is None else {"authorization": f"Bearer {bearer}"}
        content = None
        if envelope is not None:
            headers["content-type"] = "application/json"
            content = encode_envelope(envelope)
        request = self._client.build_request(
            method, path, content=content, params=query, headers=headers
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._exchange(request, limit)
        except (TimeoutError, httpx.TimeoutException):
            return Unreachable("timeout")
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return Unreachable("no_connection")

    async def _exchange(self, request: httpx.Request, limit: int) -> _Body | Unreachable:
        response = await self._client.send(request, stream=True)
        try:
            wait = retry_after_s(response.headers)
            if response.headers.get("content-encoding", "identity") != "identity":
                return Unreachable("not_an_envelope", wait)
            content = bytearray()
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > limit:
                    return Unreachable("too_long", wait)
            return _Body(response.status_code, bytes(content), wait)
        finally:
            await response.aclose()


def require_safe(base_url: str) -> None:
    """Raise UplinkError unless the address is https, or http on this very computer."""
    url = urlsplit(base_url)
    if url.scheme == "https" and url.hostname:
        return
    if url.scheme == "http" and url.hostname and _loopback(url.hostname):
        return
    raise UplinkError(
        Text.of("The hub's address has to begin with https://. It is {url}.", url=base_url)
    )


def retry_after_s(headers: Mapping[str, str]) -> int | None:
    """Return the seconds that Retry-After asks for (RFC 9110, section 10.2.3), if any.

    A date is compared with the answer's own Date: the node's clock may be wrong (rule 10).
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return int(asked[:9])
    until, sent = _http_date(asked), _http_date(headers.get("date", ""))
    if until is None or sent is None:
        return None
    return max(int((until - sent).total_seconds()), 0)


def _http_date(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return instant if instant.tzinfo else None


def _answered(body: _Body | Unreachable) -> Answered | Unreachable:
    if isinstance(body, Unreachable):
        return body
    try:
        envelope = decode_envelope(body.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body.unreachable("not_an_envelope")
    return Answered(body.status, envelope, body.retry_after_s)


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
