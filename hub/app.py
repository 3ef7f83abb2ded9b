"""Put the hub together: one database, its mirror, the nodes' API, the worker, the parents' site.

Imported by cli.py and by tests; nothing else reads settings.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from litestar import Litestar

from hub import listening
from hub.availability import project
from hub.counter import Bare, Desk
from hub.ingest import generation, ledger
from hub.ingest import mirror as mirrors
from hub.ingest.answers import Answers
from hub.ingest.contact import ContactKeeper
from hub.ingest.hello import Facts, Greeter, Rhythm
from hub.ingest.keys import KeyMemory
from hub.ingest.mirror import Mirror
from hub.ingest.own import OwnReports
from hub.ingest.receive import Receiver
from hub.ingest.throttle import Throttle, Turns
from hub.log import store as tiles
from hub.notices.bulletin import bulletins
from hub.notices.material.bank import MaterialBank
from hub.notices.messages.owing import owing
from hub.parts import Parts, parts, public_log
from hub.recovery.put_back import require_finished
from hub.registry import keyfile
from hub.registry import store as registry
from hub.registry.enrol import Enroller
from hub.registry.handover.notices import notices
from hub.registry.owners.store import OwnerMemory
from hub.settings import Limits, Settings, policy
from hub.statistics.waiting import DueMemory
from hub.translations import translator
from hub.trust import ceremony
from hub.trust.keys import HubKeys
from hub.trust.model import origin
from hub.web import api
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
GENERATION = generation.FACT
CHANGED, PUBLISH, REBUILD = b"changed", b"publish", b"rebuild"
DONE = b"done"
KEYLESS_PER_S = 100
KEYLESS_RUSH = 500
HELLOS_PER_S = 16
HELLOS_RUSH = 4

Ready = Callable[[str, str, str], None]


@asynccontextmanager
async def bare(settings: Settings, clock: Clock) -> AsyncIterator[Bare]:
    """Open the database and nothing else; the hub must have been made by `init`."""
    keyfile.require_made(settings.data)
    require_finished(settings.data)
    async with await _database(settings, clock) as database:
        yield Bare(
            data=settings.data,
            database=database,
            clock=clock,
            reference=lookup.load(),
            policy=policy(settings.limits),
            growing=await runs(settings.data),
            wake=lambda: knock(settings.data, CHANGED),
        )


@asynccontextmanager
async def open_desk(settings: Settings, clock: Clock) -> AsyncIterator[Desk]:
    """Open the hub: database, mirror, keys. Raises Fault in words for the operator."""
    data = settings.data
    keyfile.require_made(data)
    require_finished(data)
    mirror = await Mirror.open(data / mirrors.FILE_NAME)
    async with AsyncExitStack() as stack:
        stack.callback(mirror.close)
        database = await stack.enter_async_context(await _database(settings, clock, mirror.follow))
        await generation.agree(data, database, mirror_leads=await mirror.heal(database))
        yield Desk(
            data=data,
            database=database,
            mirror=mirror,
            clock=clock,
            reference=lookup.load(),
            policy=policy(settings.limits),
            keys=await _keys(settings, database, clock),
            api_url=settings.api.base_url.rstrip("/"),
            invitation_life=timedelta(seconds=settings.limits.invitation_s),
            wake=lambda: knock(data, CHANGED),
            translator=translator(settings.language),
        )


async def create(settings: Settings, clock: Clock) -> None:
    """Make a new hub: directory, database, generation, key. Raises FileExistsError, Fault.

    The key comes last: with it the hub is whole. An interrupted try can be repeated.
    """
    key, data = settings.data / keyfile.FILE_NAME, settings.data
    if key.exists():
        raise FileExistsError(key)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    drawn = generation.read(data) or secrets.token_hex(32)
    async with await _database(settings, clock) as database:
        if (await database.read(ledger.tip)).entries:
            raise Fault(Text.of("{file} is missing beside a ledger. Restore it.", file=str(key)))
        settled = await database.write(lambda db: registry.settle_fact(db, GENERATION, drawn))
        named = origin(settings.site.base_url, settled)
        await ceremony.make(data, database, named, clock.now())


async def _keys(settings: Settings, database: Database, clock: Clock) -> HubKeys:
    known = await database.read(lambda db: registry.fact(db, GENERATION))
    named = origin(settings.site.base_url, known or "")
    return await HubKeys.open(settings.data, database, named, clock.now())


async def _database(settings: Settings, clock: Clock, then: Then | None = None) -> Database:
    return await Database.open(settings.data / DATABASE, MIGRATIONS, clock=clock, then=then)


async def knock(data: Path, request: bytes) -> bool:
    """Ask the `serve` of this data directory for something; False if none runs.

    Raises Fault if it could not do it, or did not say so in time.
    """
    try:
        answer = await wake.knock(data / wake.FILE_NAME, request)
    except TimeoutError:
        raise Fault(
            Text.of("The running hub did not answer in time; it may still do it. See: status")
        ) from None
    if answer is not None and answer != DONE:
        raise Fault(Text.of("The running hub could not do this. Its log says why."))
    return answer is not None


async def runs(data: Path) -> bool:
    """Tell whether a `serve` runs on this data directory."""
    return await knock(data, b"")


async def publish(desk: Desk, settings: Settings) -> None:
    """Project and publish once, in this process."""
    made = parts(desk, settings)
    try:
        await made.worker().refresh()
    finally:  # nothing of it may go on once the directory's lock is given back
        await made.publisher.close()


async def rebuild(desk: Desk) -> int:
    """Fold the whole ledger again, drop the log's tiles; return the ledger's entries."""
    now = desk.now()
    await desk.database.write(tiles.clear)
    return await desk.database.write(
        lambda db: project.rebuild(db, desk.reference, desk.policy, now)
    )


async def application(
    desk: Desk,
    settings: Settings,
    changed: Callable[[], None],
    draw: Callable[[int], bytes] = secrets.token_bytes,
) -> Litestar:
    """Return the nodes' API over an open hub. `draw` gives random bytes: challenges, leases."""
    generation, retry_s = await _generation(desk), settings.limits.retry_s
    strangers = Throttle(KEYLESS_PER_S, KEYLESS_RUSH, desk.clock.monotonic)
    keys, tree = KeyMemory(desk.database, strangers), public_log(desk)
    owners = OwnerMemory(desk.reference)
    dues = DueMemory(owners)
    common: dict[str, Any] = {"database": desk.database, "clock": desk.clock}
    told = {**common, "keys": keys, "changed": changed}
    return api.build(
        answers=Answers(lambda: desk.key, strangers),
        database=desk.database,
        receiver=Receiver(
            **told, owners=owners, reference=desk.reference, generation=generation, retry_s=retry_s
        ),
        greeter=Greeter(
            **told,
            dues=dues,
            notices=partial(notices, reference=desk.reference),
            bulletins=bulletins(desk.policy, owing(dues)),
            draw=draw,
            rhythm=_rhythm(settings.limits),
            facts=_facts(desk, settings, generation),
            checkpoint=tree.note,
            trust=lambda: desk.keys.version,
            turns=Turns(HELLOS_PER_S, HELLOS_RUSH, desk.clock.monotonic),
        ),
        keeper=ContactKeeper(**told, retry_s=retry_s),
        enroller=Enroller(**common),
        own=OwnReports(**common),
        bank=MaterialBank(**common),
        keys=desk.keys,
        public_log=tree,
        retry_s=retry_s,
    )


def _rhythm(limits: Limits) -> Rhythm:
    return Rhythm(
        hello_every_s=limits.hello_every_s,
        word_every_s=limits.word_every_s,
        lease_s=limits.lease_s,
        challenge_s=limits.challenge_s,
        retry_s=limits.retry_s,
    )


def _facts(desk: Desk, settings: Settings, generation: Digest) -> Facts:
    return Facts(
        generation=generation,
        policy=desk.policy,
        reference_etag=DIVISION.isoformat(),
        site=settings.site.base_url,
    )


async def serve(settings: Settings, clock: Clock, stop: asyncio.Event, ready: Ready) -> None:
    """Run the hub until stopped. `ready` is called with the addresses of API, site, desk."""
    keyfile.require_made(settings.data)
    with DirectoryLock(settings.data):
        async with open_desk(settings, clock) as desk:
            hub = parts(desk, settings)
            if hub.publisher.current is not None:
                await hub.site.show(hub.publisher.current)
            nodes = await application(desk, settings, hub.changed.set)
            three = await listening.three(hub, nodes)
            for listener in three:
                listener.bind()
            ready(*(listener.url for listener in three))
            log.logger().info("hub.started")
            try:
                await supervise.run(_workers(hub, three), stop=stop)
            finally:
                await hub.publisher.close()
            log.logger().info("hub.ended")


def _workers(hub: Parts, three: Sequence[Listener]) -> list[Worker]:
    worker = hub.worker()
    knocks = _knocks(hub, worker.refresh)
    return [
        Worker("listeners", lambda: listeners.run(three)),
        Worker("availability", worker.run),
        Worker("alerts", hub.alerts().run),
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
            await hub.desk.keys.refresh()
            hub.changed.set()
        return DONE

    return answer


async def _generation(desk: Desk) -> Digest:
    found = await desk.read(lambda db: registry.fact(db, GENERATION))
    if found is None:
        raise Fault(Text.of("The database is not this hub's: it names no generation."))
    return found
