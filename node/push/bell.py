"""What a running `serve` is asked through its socket: wake, push, status. Answers are JSON.

Command lines are other processes: they write the database themselves and ring here.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import msgspec

from node.push.model import Status
from node.push.status import gather
from node.push.worker import PushWorker
from shared.runtime import wake
from shared.runtime.database import Database

Request = Literal["wake", "push", "status"]
PRESS_TIMEOUT_S = 100.0


def answerer(worker: PushWorker, database: Database) -> Callable[[bytes], Awaitable[bytes]]:
    """Return what answers the socket's requests; anything unknown is a mere wake."""

    async def answer(request: bytes) -> bytes:
        match request:
            case b"push":
                await worker.press()
            case b"status":
                pass
            case _:
                worker.wake()
                return b"{}"
        status = await database.read(lambda db: gather(db, phase=worker.sender.phase))
        return msgspec.json.encode(status)

    return answer


async def ring(data: Path, request: Request) -> Status | None:
    """Ask the running `serve` and return its status; None if none runs. Raises TimeoutError."""
    answer = await wake.knock(data / wake.FILE_NAME, request.encode(), timeout_s=PRESS_TIMEOUT_S)
    if not answer or answer == b"{}":
        return None
    return msgspec.json.decode(answer, type=Status)


async def wake_up(data: Path) -> None:
    """Wake a running `serve`, if there is one; nobody waits long for it."""
    try:
        await wake.knock(data / wake.FILE_NAME, b"wake", timeout_s=5.0)
    except TimeoutError:
        return  # It is alive and busy; it looks at the database before it rests.
