"""A local socket through which a command line wakes `serve`: one short request, one answer."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from shared.runtime import log

FILE_NAME = "wake.sock"
MESSAGE_LIMIT_BYTES = 64_000
REQUEST_TIMEOUT_S = 5.0
ANSWER_TIMEOUT_S = 120.0

Answerer = Callable[[bytes], Awaitable[bytes]]


async def serve(path: Path, answer: Answerer) -> None:
    """Answer requests on the socket until cancelled. The caller holds the directory's lock."""

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            try:
                async with asyncio.timeout(REQUEST_TIMEOUT_S):
                    request = await _read(reader)
                writer.write(await answer(request))
                await writer.drain()
            except Exception as error:  # noqa: BLE001 (one knock must not end the listening)
                log.logger().warning("wake.failed", **log.describe(error))

    # Started by serve_forever only: a cancellation meanwhile would leave it listening.
    server = await asyncio.start_unix_server(attend, sock=_listen(path), start_serving=False)
    try:
        await server.serve_forever()
    finally:
        server.close()
        _remove(path)


async def knock(path: Path, request: bytes, *, timeout_s: float = ANSWER_TIMEOUT_S) -> bytes | None:
    """Return the answer of whoever serves, or None if nobody does.

    An empty answer means that it failed there. Raises TimeoutError.
    """
    if len(request) > MESSAGE_LIMIT_BYTES:
        raise ValueError("the request is too long")
    async with asyncio.timeout(timeout_s):
        try:
            with _short(path) as short:
                reader, writer = await asyncio.open_unix_connection(short)
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        with contextlib.closing(writer):
            writer.write(request)
            writer.write_eof()
            return await _read(reader)


def _listen(path: Path) -> socket.socket:
    _remove(path)  # of a process that was killed
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with _short(path) as short:
        listener.bind(short)
    path.chmod(0o600)
    listener.listen()
    return listener


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


async def _read(reader: asyncio.StreamReader) -> bytes:
    message = bytearray()
    while chunk := await reader.read(MESSAGE_LIMIT_BYTES):
        message += chunk
        if len(message) > MESSAGE_LIMIT_BYTES:
            raise ValueError("the message is too long")
    return bytes(message)


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """Yield a path that fits: the kernel takes 107 bytes, a data directory may be deep."""
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{directory}/{path.name}"
    finally:
        os.close(directory)
