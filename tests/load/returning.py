"""Very many nodes that come back at once, in virtual time: one event a conversation.

The nodes' side is `shared.delivery`, the hub's side is handed in: the real use cases with real
signatures and a database on the disk, or a model of their answers around the real turns.
`python -m tests.load.returning 10000` runs the whole of it with the real hub.
"""

import asyncio
import heapq
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Protocol

from hub.app import HELLOS_PER_S, HELLOS_RUSH
from hub.counter import Desk
from hub.ingest.hello import Facts, Greeter, Rhythm
from hub.ingest.keys import KeyMemory
from hub.ingest.problems import not_your_turn
from hub.ingest.receive import Receiver
from hub.ingest.throttle import Throttle, Turns
from hub.ingest.unseal import Path as Address
from hub.parts import public_log
from hub.registry.owners.store import OwnerMemory
from hub.statistics.waiting import DueMemory
from shared import delivery, signing
from shared.delivery import Answered, Unreachable
from shared.runtime import log
from shared.wire.codec import Message
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Hello, Policy, Welcome
from tests.bench import stand
from tests.bench.country import Network, crowd

BACK = datetime(2026, 11, 16, 12, tzinfo=UTC)
TRIP_S = 0.06
HOUR_S = 3600.0
OUTAGE_S = 8 * HOUR_S
"""Longer than the six hours between two hellos: every node has noticed."""


@dataclass
class EventClock:
    """A clock that stands at the event under way."""

    at_s: float = 0.0

    def now(self) -> datetime:
        """Return the event's instant."""
        return BACK + timedelta(seconds=int(self.at_s))

    def monotonic(self) -> float:
        """Return the event's second."""
        return self.at_s

    async def sleep_until(self, _instant: datetime) -> None:
        """Sleep for ever."""
        await asyncio.get_running_loop().create_future()


class Hub(Protocol):
    """What answers the nodes."""

    async def hello(self, number: int) -> Message | Unreachable:
        """Answer a node's hello."""

    async def report(self, number: int) -> Message | Unreachable:
        """Answer the report of a node that was welcomed just now."""


@dataclass
class Course:
    """What came of it: requests by second, and when each node was current."""

    requests: Counter[int] = field(default_factory=Counter)
    current_at: dict[int, float] = field(default_factory=dict)
    told_to_wait: int = 0

    @property
    def peak(self) -> int:
        """Return the most requests in a second after the first minute."""
        return max((count for at, count in self.requests.items() if at >= 60), default=0)

    @property
    def last_minute(self) -> float:
        """Return the minute in which the last node was current."""
        return max(self.current_at.values()) / 60

    def ask(self, at: float, trips: int) -> None:
        """Count requests one after another."""
        self.requests.update(int(at + trip * TRIP_S) for trip in range(trips))


async def run(hub: Hub, clock: EventClock, begun: Iterator[tuple[float, int]], seed: int) -> Course:
    """Let every node speak until it is current; `begun`: first second and failures so far."""
    chance, course = random.Random(seed), Course()
    due = [(at, number, attempts) for number, (at, attempts) in enumerate(begun)]
    heapq.heapify(due)
    while due:
        at, number, attempts = heapq.heappop(due)
        clock.at_s = at
        answer = await hub.hello(number)
        if isinstance(answer, Welcome):
            course.ask(at, 4)  # challenge, hello, the log's proof, the report
            assert isinstance(await hub.report(number), Receipt)
            course.current_at[number] = at
            continue
        course.ask(at, 2)
        course.told_to_wait += 1
        step = delivery.next_step(
            answer, attempts=attempts + 1, now=clock.now(), chance=chance.random()
        )
        assert isinstance(step, delivery.Requeued)
        later = (step.at - clock.now()).total_seconds() + chance.random()
        heapq.heappush(due, (at + later, number, attempts + 1))
    return course


def after_an_outage(count: int, seed: int) -> Iterator[tuple[float, int]]:
    """Yield nodes that have tried in vain since the hub went away, each at its own hello."""
    chance = random.Random(seed)
    for _ in range(count):
        at, attempts = chance.random() * 6 * HOUR_S - OUTAGE_S, 0
        while at < 0:
            attempts += 1
            at += delivery.backoff(attempts, chance.random())
        yield at, attempts


def after_a_power_cut(count: int, seed: int) -> Iterator[tuple[float, int]]:
    """Yield nodes whose machines start within a minute."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.random() * 60, 0


@dataclass
class ModelHub:
    """Answers as the hub does, with its real turns and without its work."""

    turns: Turns

    async def hello(self, number: int) -> Message | Unreachable:
        """Welcome whose turn it is."""
        if wait_s := self.turns.wait_s(str(number)):
            return not_your_turn("0" * 64, wait_s)
        return welcome(f"verkosto-{number}", "0" * 32)

    async def report(self, number: int) -> Message | Unreachable:
        """Take the report."""
        return Receipt(
            node=f"verkosto-{number}",
            sequence=1,
            digest="0" * 64,
            received_at=BACK,
            generation="0" * 64,
            index=number,
        )


def welcome(node: str, session: str) -> Welcome:
    """Return some welcome."""
    return Welcome(
        node=node,
        session=session,
        head=None,
        generation="0" * 64,
        hub_time=BACK,
        next_contact=BACK,
        lease="0" * 64,
        policy=Policy(),
        notices=(),
        reference_etag="",
        schemas=(),
        site="",
    )


def turns(clock: EventClock) -> Turns:
    """Return the turns as the hub gives them."""
    return Turns(HELLOS_PER_S, HELLOS_RUSH, clock.monotonic)


class RealHub:
    """The real use cases over a database on the disk; every answer is signed, read and checked."""

    def __init__(self, desk: Desk, clock: EventClock, networks: tuple[Network, ...]) -> None:
        chance = random.Random(29)
        common = {
            "database": desk.database,
            "keys": KeyMemory(desk.database, Throttle(100, 500, clock.monotonic)),
            "clock": clock,
        }
        tree, owners = public_log(desk), OwnerMemory(desk.reference)
        self._desk, self._clock, self._networks = desk, clock, networks
        self._leases: dict[int, str] = {}
        self._greeter = Greeter(
            **common,  # type: ignore[arg-type]
            draw=chance.randbytes,
            rhythm=Rhythm(
                hello_every_s=21_600,
                word_every_s=43_200,
                lease_s=86_400,
                challenge_s=600,
                retry_s=60,
            ),
            facts=Facts(generation="0" * 64, policy=Policy(), reference_etag="", site=""),
            dues=DueMemory(owners),
            changed=lambda: None,
            checkpoint=tree.note,
            trust=lambda: 1,
            turns=turns(clock),
        )
        self._receiver = Receiver(
            **common,  # type: ignore[arg-type]
            reference=desk.reference,
            owners=owners,
            generation="0" * 64,
            retry_s=60,
            changed=lambda: None,
        )

    async def hello(self, number: int) -> Message | Unreachable:
        """Sign a hello over a fresh challenge, and read the hub's signed answer."""
        network = self._networks[number]
        challenge = await self._greeter.challenge(network.node)
        hello = Hello(
            node=network.node,
            session="cd" * 16,
            challenge=challenge.challenge,
            head=None,
            software="load",
            schemas=("availability/1",),
            clock=self._clock.now(),
            audit_head=None,
        )
        envelope = signing.sign(hello, network.key)
        body = signing.encode_envelope(envelope)
        said = await self._greeter.hello(body, Address(node=network.node))
        answer = self._read(said, signing.envelope_digest(envelope))
        if isinstance(answer, Welcome):
            self._leases[number] = answer.lease
        return answer

    async def report(self, number: int) -> Message | Unreachable:
        """Sign the next report, have it taken, and read the receipt."""
        body, address = self._networks[number].signed(self._clock.now())
        said = await self._receiver.receive(body, address, self._leases[number])
        return self._read(said, self._networks[number].head)

    def _read(self, said: Welcome | Receipt | Problem, sent: str | None) -> Message | Unreachable:
        status = said.status if isinstance(said, Problem) else 200
        answered = Answered(status, signing.sign(said, self._desk.key))
        return delivery.read_answer(answered, (self._desk.key.public,), sent=sent)


async def real(stack: AsyncExitStack, folder: Path, count: int, clock: EventClock) -> RealHub:
    """Open a hub on the disk that knows so many networks."""
    desk = await stack.enter_async_context(stand.desk_in(folder, clock))
    networks = tuple(crowd(desk.reference, count))

    def admit(db: Connection) -> None:
        for network in networks:
            stand.admit_one(db, network=network, at=BACK - timedelta(days=1))

    await desk.database.write(admit)
    return RealHub(desk, clock, networks)


async def main(count: int) -> None:
    """Print how both returns of so many nodes go, with the real hub."""
    log.configure("error", sys.stderr, pretty=False)
    for name, begun in {"outage": after_an_outage, "power cut": after_a_power_cut}.items():
        clock = EventClock()
        with tempfile.TemporaryDirectory() as folder:
            async with AsyncExitStack() as stack:
                hub = await real(stack, Path(folder) / "hub", count, clock)
                course = await run(hub, clock, begun(count, 29), 29)
        sys.stdout.write(
            f"{name}: {len(course.current_at)} nodes current in {course.last_minute:.1f} minutes, "
            f"at most {course.peak} requests a second after the first minute "
            f"({max(course.requests.values())} in it), {course.told_to_wait} told to wait\n"
        )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
