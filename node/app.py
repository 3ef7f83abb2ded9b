"""Put the node together: one database, the sender, the wake socket, the lead's pages.

Imported by cli.py and by tests; nothing else reads settings.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

import msgspec

from node import attention, disclosurekey, keyfile, workplace
from node.anonymiser.releases import keeping as disclosure
from node.anonymiser.releases.publish import before_reports as releases_first
from node.backup.model import EnquiryKeys, Keeping, Place
from node.backup.unfinished import require_finished
from node.care.worker import ChoreWorker
from node.counter import CommandError
from node.desk import Desk, Wake
from node.enquiries import keyring
from node.history import record as history
from node.keys.files import KeyFiles
from node.keys.rotate import before_reports
from node.keys.speaking import NodeKeys, TrustedKeys
from node.network.asking import NO_NETWORK
from node.notices.fetch import Fetcher
from node.notices.hear import Post
from node.preview.compose import next_change
from node.push import bell
from node.push.journal import NextReport
from node.push.sender import Sender
from node.push.worker import PushWorker
from node.settings import Settings
from node.today.model import Source
from node.witness.watch import LogWitness
from shared.reference import lookup
from shared.reference.lookup import Reference
from shared.runtime import log, supervise, wake
from shared.runtime import serve as listeners
from shared.runtime.accounts import welcome
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.i18n import Translator
from shared.runtime.lock import DirectoryLock
from shared.runtime.mail import MailPlan
from shared.runtime.serve import Application, Listener
from shared.runtime.supervise import Worker
from shared.runtime.uplink import Uplink
from shared.runtime.web.guards import require_safe

HERE = Path(__file__).parent
MIGRATIONS, LOCALE = HERE / "migrations", HERE / "locale"
DATABASE = "node.db"
LANGUAGES = ("fi", "sv", "en")
_drawn = secrets.SystemRandom()


@cache
def translator(language: str) -> Translator:
    """Return the node's translations into a language; they are read once."""
    return Translator.load(LOCALE, "node", language)


@asynccontextmanager
async def open_desk(
    settings: Settings, clock: Clock, *, new: bool = False, wake_up: Wake | None = None
) -> AsyncIterator[Desk]:
    """Open the node's desk. Raises CommandError without a network, unless it is to be made.

    `wake_up` tells the sender of a change; without it, the `serve` of the data directory is rung.
    """
    data = settings.data
    require_finished(data)
    if new and not (data / DATABASE).exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (data / keyfile.FILE_NAME).exists():
            keyfile.create(data)
    elif not (data / DATABASE).exists():
        raise CommandError(NO_NETWORK)
    async with await Database.open(data / DATABASE, MIGRATIONS, clock=clock) as database:
        await disclosure.begun(database, data, clock)
        yield Desk(
            database=database,
            clock=clock,
            reference=lookup.load(),
            translator=translator(settings.language),
            wake=wake_up or partial(bell.wake_up, data),
            data=data,
        )


def sender(settings: Settings, desk: Desk, software: str) -> Sender:
    """Return the sender of an open node; it draws the session's id."""
    push, files = settings.push, KeyFiles(settings.data)
    trusted = TrustedKeys(desk.database, desk.clock)
    return Sender(
        database=desk.database,
        clock=desk.clock,
        keys=NodeKeys(desk.database, desk.clock, files),
        hub_keys=trusted,
        witness=LogWitness(desk.database, desk.clock, trusted),
        post=Post(desk.database, desk.clock),
        session=secrets.token_hex(16),
        software=software,
        line=partial(Uplink, timeout_s=push.timeout_s, proxy=push.proxy or None),
        next_report=next_entry(settings.data, desk.reference),
        chance=_drawn.random,
        audit_head=history.audit_head,
    )


def fetcher(settings: Settings, desk: Desk) -> Fetcher:
    """Return what fetches the operator's documents."""
    line = partial(Uplink, timeout_s=settings.push.timeout_s, proxy=settings.push.proxy or None)
    return Fetcher(desk.database, desk.clock, desk.data, line)


def next_entry(data: Path, reference: Reference) -> NextReport:
    """Return what makes the next entry of the chain: a new key, a quarter's figures, a report."""
    figures = partial(disclosurekey.find, data)
    change = partial(next_change, reference=reference)
    return before_reports(KeyFiles(data), releases_first(figures, reference, change))


def place(settings: Settings, software: str = "") -> Place:
    """Return where backups go, and how long they are kept."""
    chosen = settings.backup
    return Place(
        data=settings.data,
        keeping=Keeping(
            folder=settings.data / chosen.folder,
            every=timedelta(hours=chosen.every_h),
            keep_count=chosen.keep_count,
            keep_for=timedelta(days=chosen.keep_days),
            command=chosen.command,
            command_limit_s=chosen.command_limit_s,
        ),
        software=software,
        enquiry_keys=EnquiryKeys(
            folder=keyring.FOLDER, bundle=keyring.bundle, unbundle=keyring.unbundle
        ),
    )


def mail_plan(settings: Settings) -> MailPlan:
    """Return how the weekly mail goes out."""
    return MailPlan(
        **msgspec.structs.asdict(settings.mail),
        address=settings.web.address or f"http://{settings.host}:{settings.port}",
    )


def sources(settings: Settings) -> tuple[Source, ...]:
    """Return everything that asks for a person's attention."""
    return attention.sources(place(settings), mail_plan(settings))


async def serve(
    settings: Settings,
    clock: Clock,
    software: str,
    stop: asyncio.Event,
    ready: Callable[[str, str | None], None],
) -> None:
    """Run the node until stopped.

    `ready` is called with the address of the pages, and with the path of the one-time link for the
    first lead while nobody has an account. A directory without a node gets one.
    """
    require_safe(settings.host, settings.web.address)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with DirectoryLock(settings.data):
        workplace.sweep(settings.data)
        changed = _Changed()
        async with open_desk(settings, clock, new=True, wake_up=changed.tell) as desk:
            worker = PushWorker(sender(settings, desk, software), clock)
            changed.worker = worker
            app, care = await _pages(settings, desk, software, worker)
            listener = Listener(
                "pages",
                app,
                host=settings.host,
                port=settings.port,
                trusted_proxies=settings.web.trusted_proxies,
            )
            listener.bind()
            address = settings.web.address.rstrip("/") or listener.url
            ready(address, await welcome.first_link(desk.database, clock))
            log.logger().info("node.started")
            answer = bell.answerer(worker, desk.database)
            workers = [
                Worker("push", worker.run),
                Worker("wake", partial(wake.serve, settings.data / wake.FILE_NAME, answer)),
                Worker("pages", partial(listeners.run, [listener])),
                Worker("chores", care.run),
            ]
            await supervise.run(workers, stop=stop)
            log.logger().info("node.ended")


async def _pages(
    settings: Settings, desk: Desk, software: str, worker: PushWorker
) -> tuple[Application, ChoreWorker]:
    # The web framework takes a third of the start; no other command waits for it.
    from node import serving  # noqa: PLC0415

    plan = serving.Plan(
        place=place(settings, software),
        mail=mail_plan(settings),
        origin=settings.web.address.rstrip("/"),
        software=software,
        line=partial(Uplink, timeout_s=settings.push.timeout_s, proxy=settings.push.proxy or None),
        languages={code: partial(translator, code) for code in LANGUAGES},
        sources=sources(settings),
    )
    return await serving.application(desk, plan, worker)


class _Changed:
    """Tells the worker, which is made after the desk, of a change made by a page."""

    worker: PushWorker | None = None

    async def tell(self) -> None:
        """Wake the worker."""
        if self.worker is not None:
            self.worker.wake()
