"""A hub with its desk in a thread of its own, its clock in the test's hand, nodes beside it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pyotp

from hub import listening
from hub.desk import serving
from hub.desk.operators import team
from hub.desk.trail.model import COMMAND_LINE
from shared.runtime.serve import Listener
from tests.hub.ingest.builders_ingest import Stand, hub_in

T = TypeVar("T")
LIMIT_S = 120


class OpenDesk:
    """The address of the desk, and a way to have something done in the hub's own loop."""

    def __init__(self, address: str, stand: Stand, loop: asyncio.AbstractEventLoop) -> None:
        self.address, self.stand, self.loop = address, stand, loop

    def do(self, job: Callable[[Stand], Awaitable[T]]) -> T:
        """Run a job of a node or of the machine's owner, and return what came of it."""

        async def run() -> T:
            return await job(self.stand)

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(LIMIT_S)

    def link(self) -> str:
        """Return the path of a link for an operator, as the command line makes it."""

        async def made(stand: Stand) -> str:
            said = await team.invite(stand.desk.database, COMMAND_LINE, stand.clock.now())
            assert isinstance(said, str), said
            return said

        return self.do(made)

    def code(self, secret: str) -> str:
        """Return what an authenticator shows at the hub's time."""
        return pyotp.TOTP(secret).at(self.stand.clock.now())


@contextmanager
def open_desk(folder: Path, public: str = "http://127.0.0.1:8450") -> Iterator[OpenDesk]:
    """Serve a new hub's desk: playwright keeps a loop in the caller's thread.

    `public` is where the desk's links to the public pages lead.
    """
    opened: Future[tuple[OpenDesk, asyncio.Event]] = Future()

    async def run() -> None:
        ended = asyncio.Event()
        async with hub_in(folder) as stand:
            pages = await serving.application(stand.desk, listening.words(), "", public)
            listener = Listener("desk", pages)
            listener.bind()
            serving_ = asyncio.create_task(listener.serve())
            loop = asyncio.get_running_loop()
            opened.set_result((OpenDesk(listener.url, stand, loop), ended))
            await ended.wait()
            serving_.cancel()
            await asyncio.wait([serving_])

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    desk, ended = opened.result(timeout=LIMIT_S)
    try:
        yield desk
    finally:
        desk.loop.call_soon_threadsafe(ended.set)
        thread.join()
