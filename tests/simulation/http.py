"""A request and an answer as they travel, and the hub's application that answers one."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import httpx
from msgspec import Struct

Header = tuple[bytes, bytes]


class Sent(Struct, frozen=True, kw_only=True):
    """A request on the wire; `pieces` is how many chunks its body comes in."""

    method: str
    path: bytes
    query: bytes
    headers: tuple[Header, ...]
    body: bytes
    pieces: int = 1

    @property
    def node(self) -> str:
        """Return the node the address names, or nothing."""
        parts = self.path.split(b"/")
        return parts[3].decode() if len(parts) > 3 else ""  # /v1/nodes/<node>/...

    @property
    def what(self) -> str:
        """Return what is asked for, for the timeline."""
        return f"{self.method} {self.path.decode(errors='replace').removeprefix('/v1/')}"


class Reply(Struct, frozen=True, kw_only=True):
    """An answer on the wire."""

    status: int
    headers: tuple[Header, ...]
    body: bytes

    def response(self, request: httpx.Request) -> httpx.Response:
        """Return the answer as httpx has it."""
        return httpx.Response(
            self.status,
            headers=list(self.headers),
            stream=httpx.ByteStream(self.body),
            request=request,
        )


async def sent(request: httpx.Request) -> Sent:
    """Return a request of the node's client."""
    path, _, query = request.url.raw_path.partition(b"?")
    return Sent(
        method=request.method,
        path=path,
        query=query,
        headers=tuple((name.lower(), value) for name, value in request.headers.raw),
        body=await request.aread(),
    )


async def answer(app: Any, asked: Sent) -> Reply:
    """Have the application answer, as a server would."""
    size = max(1, -(-len(asked.body) // asked.pieces))
    pieces = [asked.body[at : at + size] for at in range(0, len(asked.body), size)] or [b""]
    status, body = 500, bytearray()
    headers: tuple[Any, ...] = ()

    async def receive() -> dict[str, Any]:
        if not pieces:
            await asyncio.get_running_loop().create_future()  # the client stays
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], tuple(map(tuple, message["headers"]))
        else:
            body.extend(message.get("body", b""))

    await app(_scope(asked), receive, send)
    return Reply(status=status, headers=headers, body=bytes(body))


def _scope(asked: Sent) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": asked.path.decode("latin-1"),
        "raw_path": asked.path,
        "root_path": "",
        "query_string": asked.query,
        "headers": list(asked.headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8440),
        "state": {},
        "extensions": {},
    }
