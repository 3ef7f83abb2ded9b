"""A hub on the disk with networks that need no enrolment, and the receiver as hub/app makes it."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from hub import app as hub
from hub.counter import Desk
from hub.ingest import store as ingest
from hub.ingest.keys import KeyMemory
from hub.ingest.receive import Receiver
from hub.ingest.session import Session, lease_hash
from hub.ingest.store import KeptContact
from hub.ingest.throttle import Throttle
from hub.ingest.unseal import Path as Address
from hub.registry import acts, decide
from hub.registry.owners.store import OwnerMemory
from hub.settings import Settings
from shared.runtime.clock import Clock, ShiftedClock, SystemClock
from shared.wire.receipt import Receipt
from tests.bench.country import LEASE, ORDINARY, Network

YEAR = timedelta(days=365)
FORTNIGHT = timedelta(days=14)


class NotReceivedError(Exception):
    """The hub refused what it should have taken: the bench measures nothing."""


@asynccontextmanager
async def desk_in(folder: Path, clock: Clock) -> AsyncIterator[Desk]:
    """Open a hub in the folder, made if it is new."""
    settings = Settings(data=folder)
    if not (folder / "hub.key").exists():
        await hub.create(settings, clock)
    async with hub.open_desk(settings, clock) as desk:
        yield desk


def receiver(desk: Desk, clock: Clock, changed: Callable[[], None] = lambda: None) -> Receiver:
    """Return the receiver as the API has it."""
    return Receiver(
        database=desk.database,
        keys=KeyMemory(desk.database, Throttle(1, 1, clock.monotonic)),
        clock=clock,
        reference=desk.reference,
        owners=OwnerMemory(desk.reference),
        generation="0" * 64,
        retry_s=60,
        changed=changed,
    )


async def take(receiving: Receiver, report: tuple[bytes, Address]) -> Receipt:
    """Return the receipt of a report. Raises NotReceivedError."""
    answer = await receiving.receive(*report, LEASE)
    if not isinstance(answer, Receipt):
        raise NotReceivedError(answer)
    return answer


async def admit(desk: Desk, networks: Iterable[Network], at: datetime) -> None:
    """Admit networks, with grant, key, session and a contact that was seen."""
    for network in networks:
        await desk.database.write(partial(admit_one, network=network, at=at))


def admit_one(db: Connection, *, network: Network, at: datetime) -> None:
    """Admit one network, inside a transaction."""
    node = network.node
    decide.record(db, acts.Admitted(node=node, name=ORDINARY), at)
    granted = acts.Granted(node=node, municipalities=network.municipalities, reach=network.areas)
    decide.record(db, granted, at)
    keyed = acts.Keyed(node=node, public_key=network.key.public, first_sequence=1)
    decide.record(db, keyed, at)
    session = Session(
        node=node,
        session="cd" * 16,
        lease_hash=lease_hash(LEASE),
        expires_at=at + 4 * YEAR,
        offset_s=0,
        hellos=1,
        named=0,
        began_at=at,
        said_hello_at=at,
        software="bench",
        audit_head=None,
    )
    ingest.begin_session(db, session)
    kept = KeptContact(
        standing="seen", digest="0" * 64, received_at=at, contact=network.contact(at)
    )
    ingest.keep_contact(db, kept)


async def live_a_year(desk: Desk, networks: Iterable[Network]) -> int:
    """Fill the ledger: every network reports every fortnight for a year, yesterday the last time.

    Returns the number of reports.
    """
    every, count = tuple(networks), 0
    today = SystemClock().now()
    await admit(desk, every, today - YEAR)
    for turn in range(YEAR // FORTNIGHT + 1):
        clock = ShiftedClock(turn * FORTNIGHT - YEAR)
        then = receiver(desk, clock)
        for each in every:
            await take(then, each.signed(clock.now(), open_groups=turn % 2 == 0))
            count += 1
    return count
