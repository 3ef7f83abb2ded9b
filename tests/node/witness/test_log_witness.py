"""A node as witness: every welcome's checkpoint must go on from the one it saw before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from node.app import MIGRATIONS
from node.network import edit, store
from node.network.model import NetworkRecord
from node.push.partners import Line, PinnedKey
from node.push.words import cause_text
from node.witness import store as witnessed
from node.witness import todo, words
from node.witness.watch import LogWitness
from shared import merkle, note
from shared.delivery import Answered, Unreachable
from shared.note import Checkpoint
from shared.runtime.database import Database
from shared.signing import SigningKey, sign
from shared.wire.consistency import Consistency
from shared.wire.problem import Problem
from shared.wire.session import Policy, Welcome
from tests.node.push.conftest import HandClock
from tests.node.push.simulated_hub import HUB_URL, NODE

ORIGIN, ANOTHER = "hub.example/0123456789abcdef", "hub.example/fedcba9876543210"
KEY = SigningKey.from_bytes(b"h" * 32)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(40)]
FORGED = [*LEAVES[:2], merkle.leaf_hash(b"forged"), *LEAVES[3:]]
Proof = tuple[str, ...]
WRONG: tuple[Proof, ...] = ((), (LEAVES[0].hex(),), ("0" * 64,) * 4)
OTHER_WORD = Consistency(origin=ORIGIN, first=10, second=20, hashes=WRONG[1])
BUSY = Problem(status=429, code="busy", detail="", subject=None, retry_after_s=30)
WELCOME = Welcome(
    node=NODE,
    session="0" * 32,
    head=None,
    generation="c" * 64,
    hub_time=NOON,
    next_contact=NOON,
    lease="1" * 64,
    policy=Policy(),
    notices=(),
    reference_etag="",
    schemas=(),
    site="",
)


def said(first: int, second: int, hashes: Proof, origin: str = ORIGIN) -> Answered:
    """Return a proof as the hub signs it."""
    proof = Consistency(origin=origin, first=first, second=second, hashes=hashes)
    return Answered(200, sign(proof, KEY))


class Log:
    """The hub's log, which can be told to lie; only proofs are asked of it."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves
        self.asked: list[tuple[int, int]] = []
        self.answer: Answered | Proof | Unreachable | None = None

    async def consistency(self, first: int, second: int) -> Answered | Proof | Unreachable:
        """Prove, unless there is another answer."""
        self.asked.append((first, second))
        if self.answer is not None:
            return self.answer
        hashes = tuple(one.hex() for one in merkle.consistency(first, second, self.subtree))
        return said(first, second, hashes)

    def subtree(self, level: int, number: int) -> bytes:
        """Return the hash over a part of the leaves."""
        return merkle.root(self.leaves[number << level : (number + 1) << level])


@dataclass
class Watch:
    """A node that witnesses, and the log it speaks with."""

    database: Database
    witness: LogWitness
    clock: HandClock
    log: Log = field(default_factory=lambda: Log(LEAVES))

    async def see(
        self, size: int, origin: str = ORIGIN, key: SigningKey = KEY, text: str | None = None
    ) -> str | None:
        """Be welcomed with the checkpoint of the log's first leaves."""
        root = merkle.root(self.log.leaves[:size])
        signed = note.signed(Checkpoint(origin=origin, size=size, root=root), key)
        line: Line = self.log  # type: ignore[assignment]  # nothing else of the line is used
        return await self.witness(line, replace(WELCOME, checkpoint=text or signed))

    async def kept(self) -> list[tuple[str, int, str | None]]:
        """Return origin, size and what is odd of every log seen."""
        every = await self.database.read(witnessed.every)
        return [(one.origin, one.size, one.odd.reason if one.odd else None) for one in every]

    async def asked(self) -> list[str]:
        """Return what a lead is asked."""
        found = await self.database.read(lambda db: list(todo.of_log(db, self.clock.now())))
        return [str(one.text) for one in found]


@pytest.fixture
async def watch(tmp_path: Path) -> object:
    clock = HandClock(NOON)
    async with await Database.open(tmp_path / "node.db", MIGRATIONS, clock=clock) as database:
        record = NetworkRecord(name_fi="Esimerkki", name_sv="Exempel", controller="Esimerkki ry")

        def job(db: object) -> None:
            edit.set_up(db, record, ("297",), NOON)  # type: ignore[arg-type]
            store.join(db, node=NODE, hub=HUB_URL, hub_key=KEY.public)  # type: ignore[arg-type]

        await database.write(job)
        yield Watch(database, LogWitness(database, clock, PinnedKey()), clock)


async def test_a_log_that_grows_is_followed_with_one_proof_each_time(watch: Watch) -> None:
    for size in (0, 5, 5, 6, 17, 40):
        assert await watch.see(size) is None
    assert watch.log.asked == [(5, 6), (6, 17), (17, 40)]
    assert await watch.kept() == [(ORIGIN, 40, None)]


async def test_fault_33_split_view_of_the_log_at_the_same_size_stops_the_node(
    watch: Watch,
) -> None:
    assert await watch.see(10) is None
    watch.log = Log(FORGED)
    assert await watch.see(10) == "log_forked"
    assert await watch.kept() == [(ORIGIN, 10, "log_forked")]


async def test_fault_33_split_view_of_a_larger_log_stops_the_node(watch: Watch) -> None:
    assert await watch.see(10) is None
    watch.log = Log(FORGED)
    assert await watch.see(20) == "log_forked"
    seen = await watch.database.read(lambda db: witnessed.seen(db, ORIGIN))
    assert seen is not None
    assert seen.odd is not None
    both = [note.checkpoint(text, [KEY.public]) for text in (seen.note, seen.odd.note)]
    assert [one.size for one in both if isinstance(one, Checkpoint)] == [10, 20]


async def test_fault_33_rollback_of_the_log_stops_the_node(watch: Watch) -> None:
    assert await watch.see(10) is None
    assert await watch.see(9) == "log_rolled_back"
    assert await watch.see(0) == "log_rolled_back"
    assert await watch.kept() == [(ORIGIN, 10, "log_rolled_back")]


@pytest.mark.parametrize("proof", WRONG)
async def test_fault_33_a_wrong_proof_that_the_hub_signed_stops_the_node(
    watch: Watch, proof: Proof
) -> None:
    assert await watch.see(10) is None
    watch.log.answer = said(10, 20, proof)
    assert await watch.see(20) == "log_forked"


@pytest.mark.parametrize(
    "answer",
    [
        *WRONG,
        said(10, 19, WRONG[1]),
        said(9, 20, WRONG[1]),
        said(10, 20, WRONG[1], origin=ANOTHER),
        Answered(200, sign(OTHER_WORD, SigningKey.from_bytes(b"o" * 32))),
        Answered(429, sign(BUSY, KEY)),
    ],
)
async def test_fault_05_a_damaged_proof_of_the_log_accuses_nobody(
    watch: Watch, answer: Answered | Proof
) -> None:
    """The simulation found it: flipped bits in an unsigned proof stopped a node for a fork."""
    assert await watch.see(10) is None
    watch.log.answer = answer
    assert await watch.see(20) is None
    assert await watch.kept() == [(ORIGIN, 10, "log_unproven")]
    watch.log.answer = None
    assert await watch.see(20) is None
    assert await watch.kept() == [(ORIGIN, 20, None)]


async def test_a_hub_from_before_signed_proofs_is_believed_by_its_hashes(watch: Watch) -> None:
    assert await watch.see(10) is None
    hashes = merkle.consistency(10, 20, watch.log.subtree)
    watch.log.answer = tuple(one.hex() for one in hashes)
    assert await watch.see(20) is None
    assert await watch.kept() == [(ORIGIN, 20, None)]


async def test_an_empty_log_with_something_in_it_is_forked(watch: Watch) -> None:
    forged = note.signed(Checkpoint(origin=ORIGIN, size=0, root=LEAVES[0]), KEY)
    assert await watch.see(0, text=forged) == "log_forked"
    assert await watch.kept() == []


async def test_what_was_odd_is_forgotten_once_the_log_goes_on(watch: Watch) -> None:
    assert await watch.see(10) is None
    assert await watch.see(9) == "log_rolled_back"
    assert await watch.see(11) is None
    assert await watch.kept() == [(ORIGIN, 11, None)]


async def test_a_proof_that_does_not_come_stops_nothing_and_is_told_after_a_day(
    watch: Watch,
) -> None:
    assert await watch.see(10) is None
    watch.log.answer = Unreachable("timeout")
    assert await watch.see(12) is None
    assert await watch.kept() == [(ORIGIN, 10, "log_unproven")]
    assert await watch.asked() == []
    watch.clock.advance(hours=25)
    assert await watch.see(15) is None
    assert await watch.asked() == [str(cause_text("log_unproven"))]
    watch.log.answer = None
    assert await watch.see(16) is None
    assert watch.log.asked[-1] == (10, 16)
    assert await watch.asked() == []


async def test_another_origin_goes_on_and_is_told_for_a_week(watch: Watch) -> None:
    assert await watch.see(10) is None
    watch.clock.advance(days=3)
    watch.log = Log(FORGED)
    assert await watch.see(3, ANOTHER) is None
    assert await watch.kept() == [(ANOTHER, 3, None), (ORIGIN, 10, None)]
    (told,) = await watch.asked()
    assert ANOTHER in told
    watch.clock.advance(days=7)
    assert await watch.asked() == []


async def test_a_checkpoint_by_a_key_that_does_not_speak_for_the_hub_is_no_checkpoint(
    watch: Watch,
) -> None:
    assert await watch.see(10) is None
    other = SigningKey.from_bytes(b"o" * 32)
    assert await watch.see(3, key=other) is None
    assert await watch.see(3, text="nothing") is None
    assert await watch.kept() == [(ORIGIN, 10, None)]


async def test_a_hub_from_before_the_log_is_met_without_one(watch: Watch) -> None:
    line: Line = watch.log  # type: ignore[assignment]
    assert WELCOME.checkpoint is UNSET
    assert await watch.witness(line, WELCOME) is None
    assert await watch.kept() == []


async def test_one_line_says_what_was_seen(watch: Watch) -> None:
    async def line() -> str:
        return str(words.line(await watch.database.read(witnessed.every), "en"))

    assert await line() == "None"
    assert await watch.see(10) is None
    assert "had 10 entries at" in await line()
    assert await watch.see(9) == "log_rolled_back"
    assert "a shorter log" in await line()
