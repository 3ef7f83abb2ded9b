"""The protocol's addresses (shared/PROTOCOL.md, section 2).

Each handler takes bytes, calls one use case and gives its answer, signed.
"""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromHeader, PathParameter, QueryParameter

from hub.ingest.answers import Answers
from hub.ingest.contact import ContactKeeper
from hub.ingest.hello import Greeter
from hub.ingest.own import OwnReports
from hub.ingest.receive import Receiver
from hub.ingest.unseal import Path
from hub.registry.enrol import Enroller
from shared.wire.envelope import BODY_LIMIT_BYTES
from shared.wire.problem import Problem

DRAIN_LIMIT_BYTES = 16_000_000
"""How much of a body that is too large is still read, so that the sender can read the answer."""

BODY_TIMEOUT_S = 30

NODE = r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)"
Node = Annotated[str, PathParameter(pattern=NODE, min_length=2, max_length=40)]
Number = Annotated[int, PathParameter(ge=1, le=2**53 - 1)]
After = Annotated[int, QueryParameter(ge=0, le=2**53 - 1)]
Content = NamedDependency[bytes]


class TooLargeError(Exception):
    """The body is over the limit."""


async def whole_body(request: Request[Any, Any, Any]) -> bytes:
    """Return the request's body. Raises TooLargeError, TimeoutError."""
    body, size = bytearray(), 0
    async with asyncio.timeout(BODY_TIMEOUT_S):
        async for chunk in request.stream():
            size += len(chunk)
            if size > DRAIN_LIMIT_BYTES:
                break
            if size <= BODY_LIMIT_BYTES:
                body += chunk
    if size > BODY_LIMIT_BYTES:
        raise TooLargeError
    return bytes(body)


def bearer(authorization: str | None) -> str | None:
    """Return the lease of an Authorization header."""
    scheme, _, lease = (authorization or "").partition(" ")
    return lease.strip() if scheme.lower() == "bearer" else None


@post("/v1/enrol", status_code=200)
async def enrol(
    content: Content, enroller: NamedDependency[Enroller], answers: NamedDependency[Answers]
) -> Response[bytes]:
    """Take a node's key against an invitation."""
    return answers.too_many() or answers.give(await enroller.enrol(content))


@get("/v1/nodes/{node:str}/challenge")
async def challenge(
    node: Node, greeter: NamedDependency[Greeter], answers: NamedDependency[Answers]
) -> Response[bytes]:
    """Give a fresh value to be signed into the hello."""
    if (busy := answers.too_many()) is not None:
        return busy
    return answers.plain(msgspec.json.encode(await greeter.challenge(node)))


@put("/v1/nodes/{node:str}/hello")
async def hello(
    node: Node,
    content: Content,
    greeter: NamedDependency[Greeter],
    answers: NamedDependency[Answers],
) -> Response[bytes]:
    """Begin or renew a session."""
    return answers.give(await greeter.hello(content, Path(node=node)))


@put("/v1/nodes/{node:str}/reports/{sequence:int}")
async def report(
    node: Node,
    sequence: Number,
    content: Content,
    receiver: NamedDependency[Receiver],
    answers: NamedDependency[Answers],
    authorization: FromHeader[str | None] = None,
) -> Response[bytes]:
    """Take a report."""
    path = Path(node=node, sequence=sequence)
    return answers.give(await receiver.receive(content, path, bearer(authorization)))


@put("/v1/nodes/{node:str}/contact")
async def contact(
    node: Node,
    content: Content,
    keeper: NamedDependency[ContactKeeper],
    answers: NamedDependency[Answers],
    authorization: FromHeader[str | None] = None,
) -> Response[bytes]:
    """Take a network's public contact."""
    return answers.give(await keeper.keep(content, Path(node=node), bearer(authorization)))


@get("/v1/nodes/{node:str}/reports")
async def own_reports(
    node: Node,
    own: NamedDependency[OwnReports],
    answers: NamedDependency[Answers],
    after: After = 0,
    authorization: FromHeader[str | None] = None,
) -> Response[bytes]:
    """Give a node its own reports back."""
    found = await own.after(node, after, bearer(authorization))
    return answers.give(found) if isinstance(found, Problem) else answers.plain(found)


HANDLERS = [enrol, challenge, hello, report, contact, own_reports]
