"""What the simulation found once, each as a small test of its own."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from hub.availability.worker import AvailabilityWorker
from node.push import conversation
from node.push.conversation import Heard, Party
from node.push.model import Rest
from node.push.worker import PushWorker
from shared.delivery import Answered, Unreachable
from shared.signing import SigningKey, sign
from shared.wire.receipt import Receipt
from tests.simulation import loop
from tests.simulation.clock import START, MachineClock

YEARS = timedelta(days=3_652)
HOUR_S = 3_600.0
KEY = SigningKey.from_bytes(bytes(range(32)))


class CountedSender:
    """A sender that has nothing to do, and counts how often it is asked."""

    phase = "confirmed"

    def __init__(self) -> None:
        self.turns = 0

    async def turn(self, *, urgent: bool = False) -> Rest:
        """Count a turn."""
        self.turns += not urgent
        return Rest(None)

    async def close(self) -> None:
        """Nothing is open."""


def virtually(work: Callable[[], Awaitable[Any]]) -> Any:
    """Run a coroutine in virtual time."""
    return loop.run(_awaited(work), loop.VirtualLoop(random.Random(1)))


async def _awaited(work: Callable[[], Awaitable[Any]]) -> Any:
    return await work()


def test_fault_24_a_node_wakes_though_its_clock_was_put_back_by_ten_years() -> None:
    """It had computed the hour it sleeps until by the wrong clock, and slept for ten years."""
    sender = CountedSender()

    async def life() -> None:
        clock = MachineClock()
        clock.jump(YEARS)
        running = asyncio.ensure_future(PushWorker(sender, clock).run())  # type: ignore[arg-type]
        await asyncio.sleep(60)
        clock.jump(timedelta(0))
        await asyncio.sleep(5 * HOUR_S)
        running.cancel()

    virtually(life)

    assert sender.turns >= 4


class NoDatabase:
    """A database in which nothing ever happens."""

    async def write(self, _job: object) -> int:
        """Fold nothing."""
        return 0

    async def read(self, _job: object) -> tuple[None, Any]:
        """Show nothing, due a day later by the clock of the moment."""
        return None, self.clock.now() + timedelta(days=1)

    clock: MachineClock


def test_fault_24_a_hub_publishes_though_its_clock_was_put_back_by_ten_years() -> None:
    published = []

    async def publish(snapshot: object) -> None:
        published.append(snapshot)

    async def life() -> None:
        clock, database, changed = MachineClock(), NoDatabase(), asyncio.Event()
        clock.jump(YEARS)
        database.clock = clock
        given: Any = (database, clock, None, None, publish, changed)
        running = asyncio.ensure_future(AvailabilityWorker(*given).run())
        await asyncio.sleep(60)
        clock.jump(timedelta(0))
        await asyncio.sleep(24 * HOUR_S)
        running.cancel()

    virtually(life)

    assert len(published) >= 3


class OldReceipt:
    """A line on which an old receipt is played again, whatever is asked for."""

    async def reports(self, _node: str, **_given: object) -> Answered:
        """Answer a request for reports with a receipt."""
        receipt = Receipt(
            node="savo",
            sequence=1,
            digest="a" * 64,
            received_at=START,
            generation="b" * 64,
            index=0,
        )
        return Answered(200, sign(receipt, KEY))


async def test_fault_07_an_old_receipt_in_the_place_of_reports_is_no_answer() -> None:
    """The sender took it for the delivery of a hello, and ended with an AssertionError."""
    party = Party(
        node="savo",
        session="0" * 32,
        root=KEY.public,
        hub_keys=(KEY.public,),
        software="test",
    )
    line: Any = OldReceipt()

    heard = await conversation.fetch(line, party, after=0, lease="c" * 64)

    assert isinstance(heard, Heard)
    assert heard.answer == Unreachable("not_expected")
