"""Put the hub together: one database, its mirror, the nodes' API, the worker, the parents' site.

Imported by cli.py and by tests; nothing else reads settings.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from litestar import Litestar
from msgspec import Struct

from hub.availability import project
from hub.availability.snapshot import Snapshot
from hub.availability.worker import AvailabilityWorker
from hub.counter import Bare, Desk
from hub.ingest import ledger
from hub.ingest import mirror as mirrors
from hub.ingest.answers import Answers
from hub.ingest.contact import ContactKeeper
from hub.ingest.hello import Facts, Greeter, Rhythm
from hub.ingest.keys import KeyMemory
from hub.ingest.mirror import Mirror
from hub.ingest.own import OwnReports
from hub.ingest.receive import Receiver
from hub.ingest.session import challenge_secret
from hub.ingest.throttle import Throttle
from hub.opendata.render import render
from hub.registry import keyfile
from hub.registry import store as registry
from hub.registry.enrol import Enroller
from hub.settings import Settings, policy
from hub.site.publish import Publisher
from hub.web import api
from hub.web.static import StaticSite
from shared.reference import lookup
from shared.reference.tables import DIVISION
from shared.runtime import log, supervise, wake
from shared.runtime import serve as listeners
from shared.runtime.clock import Clock
from shared.runtime.database import Database, Then
from shared.runtime.fault import Fault
from shared.runtime.lock import DirectoryLock
from shared.runtime.serve import Listener
from shared.runtime.supervise import Worker
from shared.text import Text
from shared.wire.words import Digest

MIGRATIONS = Path(__file__).parent / "migrations"
DATABASE = "hub.db"
GENERATION = "generation"
CHANGED, PUBLISH, REBUILD = b"changed", b"publish", b"rebuild"
DONE = b"done"
KEYLESS_PER_S = 100
KEYLESS_RUSH = 500

Ready = Callable[[str, str], None]


@asynccontextmanager
async def bare(settings: Settings, clock: Clock) -> AsyncIterator[Bare]:
    """Open the database and nothing else; the hub must have been made by `init`."""
    keyfile.load(settings.data / keyfile.FILE_NAME)
    async with await _database(settings, clock) as database:
        yield Bare(
            data=settings.data,
            database=database,
            clock=clock,
            reference=lookup.load(),
            policy=policy(settings.limits),
            growing=await runs(settings.data),
        )


@asynccontextmanager
async def open_desk(settings: Settings, clock: Clock) -> AsyncIterator[Desk]:
    """Open the hub: key, database, mirror. Raises Fault in words for the operator."""
    key, data = keyfile.load(settings.data / keyfile.FILE_NAME), settings.data
    mirror = await Mirror.open(data / mirrors.FILE_NAME)
    async with AsyncExitStack() as stack:
        stack.callback(mirror.close)
        database = await stack.enter_async_context(await _database(settings, clock, mirror.follow))
        await mirror.heal(database)
        yield Desk(
            data=data,
            database=database,
            mirror=mirror,
            clock=clock,
            reference=lookup.load(),
            policy=policy(settings.limits),
            key=key,
            api_url=settings.api.base_url.rstrip("/"),
            invitation_life=timedelta(seconds=settings.limits.invitation_s),
            wake=lambda: knock(data, CHANGED),
        )


async def create(settings: Settings, clock: Clock) -> None:
    """Make a new hub: directory, database, generation, key. Raises FileExistsError, Fault.

    The key comes last: with it the hub is whole. An interrupted try can be repeated.
    """
    key = settings.data / keyfile.FILE_NAME
    if key.exists():
        raise FileExistsError(key)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    generation = secrets.token_hex(32)
    async with await _database(settings, clock) as database:
        if (await database.read(ledger.tip)).entries:
            raise Fault(Text.of("{file} is missing beside a ledger. Restore it.", file=str(key)))
        await database.write(lambda db: registry.keep_fact(db, GENERATION, generation))
    keyfile.create(key)


async def _database(settings: Settings, clock: Clock, then: Then | None = None) -> Database:
    return await Database.open(settings.data / DATABASE, MIGRATIONS, clock=clock, then=then)


async def knock(data: Path, request: bytes) -> bool:
    """Ask the `serve` of this data directory for something; False if none runs.

    Raises Fault if it could not do it.
    """
    answer = await wake.knock(data / wake.FILE_NAME, request)
    if answer is not None and answer != DONE:
        raise Fault(Text.of("The running hub could not do this. Its log says why."))
    return answer is not None


async def runs(data: Path) -> bool:
    """Tell whether a `serve` runs on this data directory."""
    return await knock(data, b"")


class Parts(Struct, frozen=True, kw_only=True):
    """The hub's workers' common ground. `changed` is set whenever what is published may differ."""

    desk: Desk
    settings: Settings
    changed: asyncio.Event
    publisher: Publisher
    site: StaticSite

    async def publish(self, snapshot: Snapshot) -> None:
        """Publish a snapshot and serve it."""
        done = await self.publisher.publish(snapshot)
        await self.site.show(done.folder)

    def worker(self) -> AvailabilityWorker:
        """Return the worker that keeps what is published true."""
        desk = self.desk
        return AvailabilityWorker(
            desk.database, desk.clock, desk.reference, desk.policy, self.publish, self.changed
        )


def parts(desk: Desk, settings: Settings) -> Parts:
    """Return the publishing side of an open hub."""
    return Parts(
        desk=desk,
        settings=settings,
        changed=asyncio.Event(),
        publisher=Publisher(desk.data, settings.site, desk.reference, render),
        site=StaticSite(settings.site.base_url),
    )


async def publish(desk: Desk, settings: Settings) -> None:
    """Project and publish once, in this process."""
    await parts(desk, settings).worker().refresh()


async def rebuild(desk: Desk) -> int:
    """Fold the whole ledger again; return its entries."""
    now = desk.now()
    return await desk.database.write(
        lambda db: project.rebuild(db, desk.reference, desk.policy, now)
    )


async def application(desk: Desk, settings: Settings, changed: Callable[[], None]) -> Litestar:
    """Return the nodes' API over an open hub."""
    limits, generation = settings.limits, await _generation(desk)
    keys = KeyMemory(desk.database)
    common: dict[str, Any] = {"database": desk.database, "clock": desk.clock}
    told = {**common, "keys": keys, "changed": changed}
    rhythm = Rhythm(
        hello_every_s=limits.hello_every_s,
        word_every_s=limits.word_every_s,
        lease_s=limits.lease_s,
        challenge_s=limits.challenge_s,
        retry_s=limits.retry_s,
    )
    facts = Facts(
        generation=generation,
        policy=desk.policy,
        reference_etag=DIVISION.isoformat(),
        site=settings.site.base_url,
    )
    return api.build(
        answers=Answers(desk.key, Throttle(KEYLESS_PER_S, KEYLESS_RUSH, desk.clock.monotonic)),
        database=desk.database,
        receiver=Receiver(
            **told,
            reference=desk.reference,
            generation=generation,
            retry_s=limits.retry_s,
        ),
        greeter=Greeter(
            **told,
            secret=challenge_secret(desk.key.to_bytes()),
            rhythm=rhythm,
            facts=facts,
        ),
        keeper=ContactKeeper(**told, retry_s=limits.retry_s),
        enroller=Enroller(**common),
        own=OwnReports(**common),
        retry_s=limits.retry_s,
    )


async def serve(settings: Settings, clock: Clock, stop: asyncio.Event, ready: Ready) -> None:
    """Run the hub until stopped. `ready` is called with the addresses of API and site."""
    keyfile.load(settings.data / keyfile.FILE_NAME)
    with DirectoryLock(settings.data):
        async with open_desk(settings, clock) as desk:
            hub = parts(desk, settings)
            if hub.publisher.current is not None:
                await hub.site.show(hub.publisher.current)
            two = await _listeners(hub)
            for listener in two:
                listener.bind()
            ready(*(listener.url for listener in two))
            log.logger().info("hub.started")
            await supervise.run(_workers(hub, two), stop=stop)
            log.logger().info("hub.ended")


async def _listeners(hub: Parts) -> tuple[Listener, Listener]:
    listen = hub.settings.listen
    nodes = await application(hub.desk, hub.settings, hub.changed.set)
    return (
        Listener("api", nodes, host=listen.api_host, port=listen.api_port),
        Listener("site", hub.site, host=listen.site_host, port=listen.site_port),
    )


def _workers(hub: Parts, two: tuple[Listener, Listener]) -> list[Worker]:
    worker = hub.worker()
    knocks = _knocks(hub, worker.refresh)
    return [
        Worker("listeners", lambda: listeners.run(two)),
        Worker("availability", worker.run),
        Worker("mirror", hub.desk.mirror.watch),
        Worker("wake", lambda: wake.serve(hub.desk.data / wake.FILE_NAME, knocks)),
    ]


def _knocks(hub: Parts, refresh: Callable[[], Awaitable[object]]) -> wake.Answerer:
    """Answer command lines: something changed, publish now, fold everything again."""

    async def answer(request: bytes) -> bytes:
        if request == REBUILD:
            await rebuild(hub.desk)
        if request in {REBUILD, PUBLISH}:
            await refresh()
        if request == CHANGED:
            hub.changed.set()
        return DONE

    return answer


async def _generation(desk: Desk) -> Digest:
    found = await desk.read(lambda db: registry.fact(db, GENERATION))
    if found is None:
        raise Fault(Text.of("The database is not this hub's: it names no generation."))
    return found
