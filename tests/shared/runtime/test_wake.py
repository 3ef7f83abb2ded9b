import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shared.runtime import wake


@asynccontextmanager
async def serving(path: Path, answer: wake.Answerer) -> AsyncIterator[None]:
    """Serve the socket meanwhile."""
    task = asyncio.create_task(wake.serve(path, answer))
    await asyncio.sleep(0)  # one turn of the loop: it listens
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def echo(request: bytes) -> bytes:
    """Answer with the request, turned round."""
    return request[::-1]


async def knocked(path: Path, request: bytes) -> bytes | None:
    """Knock with a time-out, so that a hang fails."""
    return await wake.knock(path, request, timeout_s=60)


async def test_a_knock_is_answered(tmp_path: Path) -> None:
    path = tmp_path / wake.FILE_NAME
    async with serving(path, echo):
        found = await asyncio.gather(*(knocked(path, b"push %d" % n) for n in range(5)))
    assert found == [b"0 hsup", b"1 hsup", b"2 hsup", b"3 hsup", b"4 hsup"]


async def test_nobody_at_home_is_none(tmp_path: Path) -> None:
    path = tmp_path / wake.FILE_NAME
    assert await knocked(path, b"push") is None
    async with serving(path, echo):
        pass
    assert await knocked(path, b"push") is None


async def test_the_socket_of_a_killed_process_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / wake.FILE_NAME
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(path))
    dead.close()
    assert await knocked(path, b"push") is None
    async with serving(path, echo):
        assert await knocked(path, b"ab") == b"ba"


async def test_a_deep_directory_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["very_long_directory_name"] * 6)
    deep.mkdir(parents=True)
    async with serving(deep / wake.FILE_NAME, echo):
        assert await knocked(deep / wake.FILE_NAME, b"ab") == b"ba"


async def test_a_failure_answers_nothing_and_the_next_is_served(tmp_path: Path) -> None:
    async def fragile(request: bytes) -> bytes:
        if request == b"bad":
            raise ValueError
        return b"ok"

    path = tmp_path / wake.FILE_NAME
    async with serving(path, fragile):
        assert await knocked(path, b"bad") == b""
        assert await knocked(path, b"good") == b"ok"


async def test_a_request_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too long"):
        await knocked(tmp_path / wake.FILE_NAME, b"x" * (wake.MESSAGE_LIMIT_BYTES + 1))


async def test_an_answer_that_does_not_come_times_out(tmp_path: Path) -> None:
    async def never(_request: bytes) -> bytes:
        await asyncio.Event().wait()
        return b""

    path = tmp_path / wake.FILE_NAME
    async with serving(path, never):
        with pytest.raises(TimeoutError):
            await wake.knock(path, b"push", timeout_s=0.1)
