"""A network that is enrolled with a simulated hub, and a way to make its senders."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection

import pytest

from node.network import edit, store
from node.network.model import NetworkRecord
from node.outbox import store as outbox
from node.push.model import Status
from node.push.partners import Witness, unwitnessed
from node.push.sender import Rest, Sender
from node.push.status import gather
from node.push.worker import until_rest
from shared.runtime.database import Database
from shared.signing import SigningKey, decode_envelope, sign
from shared.wire.availability import Availability, Gone, NetworkName, Statement
from shared.wire.codec import decode
from shared.wire.envelope import Envelope
from shared.wire.session import Head
from tests.node.onekey import OneKey
from tests.node.push.simulated_hub import HUB_URL, NODE, SimulatedHub

NONE_GONE = Gone(ended=0, cancelled=0, withdrawn=0)


class HandClock:
    """A clock that a test moves by hand."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """Return what a hand set."""
        return self.instant

    async def sleep_until(self, instant: datetime) -> None:
        """Move on to the instant."""
        self.instant = max(self.instant, instant)

    def monotonic(self) -> float:
        """Return the clock's seconds."""
        return self.instant.timestamp()

    def advance(self, **by: float) -> None:
        """Move on by that much."""
        self.instant += timedelta(**by)


def report_of(db: Connection, key: SigningKey, head: Head | None, now: datetime) -> Envelope | None:
    """Build a report of the coverage and the confirmation alone; the plan is tested elsewhere."""
    record = store.record(db)
    assert record is not None
    report = Availability(
        node=NODE,
        sequence=head.sequence + 1 if head else 1,
        previous=head.digest if head else None,
        observed_at=now,
        confirmed_at=record.confirmed_at,
        network=NetworkName(fi=record.name_fi, sv=record.name_sv),
        pause=record.pause,
        municipalities=tuple(
            Statement(municipality=w.municipality, says=w.says, since=w.since)
            for w in store.coverage(db)
        ),
        offers=(),
        activities=(),
        gone=NONE_GONE,
    )
    newest = outbox.newest_delivered(db)
    if newest is not None and _content(newest.envelope) == _content_of(report):
        return None
    return sign(report, key)


def _content(envelope: bytes) -> object:
    report = decode(decode_envelope(envelope).payload, "availability/1")
    assert isinstance(report, Availability)
    return _content_of(report)


def _content_of(report: Availability) -> object:
    return (report.confirmed_at, report.network, report.pause, report.municipalities)


@dataclass
class Stand:
    """An enrolled node and its hub."""

    database: Database
    clock: HandClock
    key: SigningKey
    hub: SimulatedHub
    sessions: list[str] = field(default_factory=list)

    def sender(self, witness: Witness = unwitnessed) -> Sender:
        """Start a process: a sender with a session of its own."""
        self.sessions.append(f"{len(self.sessions):032x}")
        return Sender(
            database=self.database,
            clock=self.clock,
            keys=OneKey(self.key),
            session=self.sessions[-1],
            software="voikukkia-node test",
            line=lambda _url: self.hub,
            next_report=report_of,
            chance=lambda: 0.5,
            witness=witness,
        )

    async def act(self, job: Callable[[Connection], object]) -> None:
        """Write what a person did."""
        await self.database.write(job)

    async def none(self, code: str) -> None:
        """Say that there is no group."""
        await self.act(partial(edit.say, codes=(code,), says="none", now=self.clock.now()))

    async def confirm(self) -> None:
        """Say that everything is right."""
        await self.act(partial(edit.confirm, now=self.clock.now()))

    async def status(self, sender: Sender) -> Status:
        """Return the status as a running node shows it."""
        return await self.database.read(lambda db: gather(db, phase=sender.phase))

    async def settle(self, sender: Sender, *, urgent: bool = False) -> Rest:
        """Let the sender work until it rests."""
        return await until_rest(sender, urgent=urgent)


@pytest.fixture
async def stand(database: Database, clock: object) -> Stand:
    hand = HandClock(clock.now())  # type: ignore[attr-defined]
    key = SigningKey.generate()
    hub = SimulatedHub(clock=hand, node_key=key)
    record = NetworkRecord(name_fi="Esimerkki", name_sv="Exempel", controller="Esimerkki ry")

    def job(db: Connection) -> None:
        edit.set_up(db, record, ("297", "749"), hand.now())
        store.join(db, node=NODE, hub=HUB_URL, hub_key=hub.key.public)

    await database.write(job)
    return Stand(database=database, clock=hand, key=key, hub=hub)
