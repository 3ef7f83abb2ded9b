"""Put the node together: one database, the sender, the wake socket, the lead's pages.

Imported by cli.py and by tests; nothing else reads settings.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from node import keyfile
from node.counter import CommandError
from node.desk import Desk, Wake
from node.network.asking import NO_NETWORK
from node.preview.compose import next_change
from node.push import bell
from node.push.sender import Sender
from node.push.worker import PushWorker
from node.settings import Settings
from node.web.guards import require_loopback
from shared.reference import lookup
from shared.runtime import log, supervise, wake
from shared.runtime import serve as listeners
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.i18n import Translator
from shared.runtime.lock import DirectoryLock
from shared.runtime.serve import Listener
from shared.runtime.supervise import Worker
from shared.runtime.uplink import Uplink

HERE = Path(__file__).parent
MIGRATIONS, LOCALE = HERE / "migrations", HERE / "locale"
DATABASE = "node.db"
_drawn = secrets.SystemRandom()


def translator(language: str) -> Translator:
    """Return the node's translations into a language."""
    return Translator.load(LOCALE, "node", language)


@asynccontextmanager
async def open_desk(
    settings: Settings, clock: Clock, *, new: bool = False, wake_up: Wake | None = None
) -> AsyncIterator[Desk]:
    """Open the node's desk. Raises CommandError without a network, unless it is to be made.

    `wake_up` tells the sender of a change; without it, the `serve` of the data directory is rung.
    """
    data = settings.data
    if new and not (data / DATABASE).exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (data / keyfile.FILE_NAME).exists():
            keyfile.create(data)
    elif not (data / DATABASE).exists():
        raise CommandError(NO_NETWORK)
    async with await Database.open(data / DATABASE, MIGRATIONS, clock=clock) as database:
        yield Desk(
            database=database,
            clock=clock,
            reference=lookup.load(),
            translator=translator(settings.language),
            wake=wake_up or partial(bell.wake_up, data),
        )


def sender(settings: Settings, desk: Desk, software: str) -> Sender:
    """Return the sender of an open node; it draws the session's id."""
    push = settings.push
    return Sender(
        database=desk.database,
        clock=desk.clock,
        key=keyfile.load(settings.data),
        session=secrets.token_hex(16),
        software=software,
        line=partial(Uplink, timeout_s=push.timeout_s, proxy=push.proxy or None),
        next_report=partial(next_change, reference=desk.reference),
        chance=_drawn.random,
    )


async def serve(
    settings: Settings,
    clock: Clock,
    software: str,
    stop: asyncio.Event,
    ready: Callable[[str], None],
) -> None:
    """Run the node until stopped. `ready` is called with the address of the lead's pages."""
    # The web framework takes a third of the start; no other command waits for it.
    from node.web import pages  # noqa: PLC0415

    require_loopback(settings.host)
    if not (settings.data / DATABASE).exists():
        raise CommandError(NO_NETWORK)
    with DirectoryLock(settings.data):
        changed = _Changed()
        async with open_desk(settings, clock, wake_up=changed.tell) as desk:
            worker = PushWorker(sender(settings, desk, software), clock)
            changed.worker = worker
            pages_app = pages.build(
                desk,
                languages={code: translator(code) for code in ("fi", "sv", "en")},
                phase=lambda: worker.sender.phase,
            )
            listener = Listener("pages", pages_app, host=settings.host, port=settings.port)
            listener.bind()
            ready(listener.url)
            log.logger().info("node.started")
            answer = bell.answerer(worker, desk.database)
            workers = [
                Worker("push", worker.run),
                Worker("wake", partial(wake.serve, settings.data / wake.FILE_NAME, answer)),
                Worker("pages", partial(listeners.run, [listener])),
            ]
            await supervise.run(workers, stop=stop)
            log.logger().info("node.ended")


class _Changed:
    """Tells the worker, which is made after the desk, of a change made by a page."""

    worker: PushWorker | None = None

    async def tell(self) -> None:
        """Wake the worker."""
        if self.worker is not None:
            self.worker.wake()
