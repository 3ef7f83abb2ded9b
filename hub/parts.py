"""The publishing side of an open hub: what its workers share. Put together by app.py."""

import asyncio
from datetime import timedelta
from functools import partial

from msgspec import Struct
from msgspec.structs import asdict

from hub.availability.snapshot import Snapshot
from hub.availability.worker import AvailabilityWorker
from hub.counter import Desk
from hub.ingest import store
from hub.log.publication import LogPublisher
from hub.log.publiclog import PublicLog
from hub.notices.alerts.outgoing import HookPlan, Outgoing
from hub.notices.alerts.worker import AlertWorker
from hub.opendata.render import render
from hub.settings import Settings
from hub.site.publish import Publisher
from hub.translations import every, translator
from hub.web.static import StaticSite
from shared.runtime.mail import MailPlan
from shared.wire.words import NodeId


class Parts(Struct, frozen=True, kw_only=True):
    """The hub's workers' common ground. `changed` is set whenever what is published may differ."""

    desk: Desk
    settings: Settings
    changed: asyncio.Event
    publisher: Publisher
    log: LogPublisher
    site: StaticSite

    async def publish(self, snapshot: Snapshot) -> None:
        """Publish a snapshot with the log it was made from, and serve both."""
        beside = await self.log.at(snapshot.availability.ledger_entries)
        done = await self.publisher.publish(snapshot, beside)
        await self.site.show(done.folder)

    def worker(self) -> AvailabilityWorker:
        """Return the worker that keeps what is published true."""
        desk = self.desk
        return AvailabilityWorker(
            desk.database, desk.clock, desk.reference, desk.policy, self.publish, self.changed
        )

    def alerts(self) -> AlertWorker:
        """Return the worker that tells operators of silent networks and alarms."""
        return AlertWorker(
            database=self.desk.database,
            clock=self.desk.clock,
            policy=self.desk.policy,
            channels=outgoing(self.desk, self.settings).channels(),
            apart=timedelta(seconds=self.settings.alerts.apart_s),
        )


def outgoing(desk: Desk, settings: Settings) -> Outgoing:
    """Return how operators are told, as the settings say."""
    mail, alerts, pages = settings.mail, settings.alerts, settings.desk
    set_up = {name: value for name, value in asdict(mail).items() if name != "to"}
    first, *more = mail.to or ("",)
    return Outgoing(
        mail=MailPlan(**set_up, to=first, copies=tuple(more)),
        hook=HookPlan(url=alerts.webhook, token_file=alerts.token_file),
        site=settings.site.base_url,
        desk=pages.address or f"http://{pages.host}:{pages.port}",
        clock=desk.clock,
        translator=translator(settings.language),
        mailbox_of=partial(_mailbox, desk) if alerts.tell_networks else None,
        languages=every(),
        contact_s=desk.policy.contact_s,
    )


async def _mailbox(desk: Desk, node: NodeId) -> str | None:
    """Return a network's public mailbox, as a person at the desk has seen it."""
    kept = await desk.read(lambda db: store.contact(db, node, "seen"))
    return kept.contact.email if kept else None


def parts(desk: Desk, settings: Settings) -> Parts:
    """Return the publishing side of an open hub."""
    return Parts(
        desk=desk,
        settings=settings,
        changed=asyncio.Event(),
        publisher=Publisher(desk.data, settings.site, desk.reference, render),
        log=LogPublisher(desk.database, public_log(desk), desk.keys, desk.data),
        site=StaticSite(settings.site.base_url),
    )


def public_log(desk: Desk) -> PublicLog:
    """Return the public log of an open hub; it promises only what the mirror has."""
    return PublicLog(desk.database, desk.keys, lambda: desk.mirror.entries)
