"""Challenges, past sessions and clones; no false alarm, whatever comes late or twice."""

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.ingest import session
from hub.ingest.alarms import store as alarms
from hub.registry import decide
from hub.registry import store as registry
from hub.registry.model import Grant
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Hello, Welcome
from tests.hub.ingest.builders_ingest import (
    NODE,
    NOON,
    HandClock,
    SimNode,
    Stand,
    hub_in,
    report,
    sealed,
)

SECRET = bytes(32)


async def standing(stand: Stand) -> tuple[str, str | None]:
    """Return where the network stands, and why."""
    network = await stand.desk.read(lambda db: registry.network(db, NODE))
    assert network is not None
    return network.standing, network.suspended_why


def machine(stand: Stand, of: SimNode, **changes: Any) -> SimNode:
    """Start another process with a node's key: a restart, or a clone."""
    return SimNode(stand, key=of.key, head=of.head, **changes)


@pytest.mark.parametrize("jump", [timedelta(days=3650), timedelta(days=-20_000), timedelta(0)])
async def test_fault_24_only_an_accepted_hello_voids_challenges_whatever_the_clock_does(
    tmp_path: Path, jump: timedelta
) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        before = await node.challenge()
        stand.clock.turn(seconds=jump.total_seconds())
        made = [await node.challenge() for _ in range(2)]
        assert isinstance(await node.hello(made[1]), Welcome)
        for used in (*made, before):
            refused = await node.hello(used)
            assert isinstance(refused, Problem)
            assert refused.code == "challenge_stale"
        stand.clock.turn(seconds=-jump.total_seconds())
        refused = await node.hello(before)
        assert isinstance(refused, Problem)
        assert refused.code == "challenge_stale"
        assert isinstance(await node.hello(), Welcome)
        assert await standing(stand) == ("active", None)


@given(st.integers(0, 10**11), st.integers(0, 2**40), st.integers(0, 2**40))
def test_a_challenge_holds_for_one_count_of_hellos(at: int, hellos: int, other: int) -> None:
    text = session.challenge(SECRET, NODE, at, hellos)
    assert session.made_s(SECRET, NODE, text, hellos) == at
    assert (session.made_s(SECRET, NODE, text, other) is None) == (hellos != other)
    assert session.made_s(SECRET, "another", text, hellos) is None
    assert session.made_s(bytes(31) + b"1", NODE, text, hellos) is None


async def test_fault_19_two_live_machines_are_proved_suspended_and_shown(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        one = await stand.active_node()
        assert isinstance(await one.push(one.next()), Receipt)
        other = machine(stand, one)
        stand.clock.turn(hours=1)
        assert isinstance(await other.hello(software="sim 2"), Welcome)
        stand.clock.turn(hours=1)

        refused = await one.hello(clock=NOON)

        assert isinstance(refused, Problem)
        assert (refused.status, refused.code, refused.why) == (423, "suspended", "clone")
        assert await standing(stand) == ("suspended", "clone")
        (proof,) = await stand.desk.read(alarms.clones)
        assert (proof.returned.session, proof.current.session) == (one.session, other.session)
        assert proof.returned.began_at == NOON
        assert proof.returned.offset_s == 7200
        assert proof.current.software == "sim 2"
        assert proof.closed_at is None
        again = await other.hello()
        assert isinstance(again, Problem)
        assert again.why == "clone"
        assert len(await stand.desk.read(alarms.clones)) == 1


async def test_fault_19_after_resume_the_one_that_was_kept_goes_on_and_late_hellos_do_not_count(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        one = await stand.active_node()
        other = machine(stand, one)
        assert isinstance(await other.hello(), Welcome)
        assert isinstance(await one.hello(), Problem)
        late = await hello_of(other)
        await stand.desk.decide(lambda db: decide.resume(db, NODE, NOON))
        assert await standing(stand) == ("active", None)
        assert await stand.desk.read(alarms.open_alarms) == {}

        assert isinstance(await one.hello(), Welcome)
        said = stand.said(await stand.put(f"/v1/nodes/{NODE}/hello", late))

        assert isinstance(said, Problem)
        assert said.code == "challenge_stale"
        assert isinstance(await one.hello(), Welcome)
        assert await standing(stand) == ("active", None)
        (proof,) = await stand.desk.read(alarms.clones)
        assert proof.closed_at == NOON


async def test_fault_19_a_late_hello_of_the_machine_that_was_stopped_sounds_no_second_alarm(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        stopped = await stand.active_node()
        kept = machine(stand, stopped)
        assert isinstance(await kept.hello(), Welcome)
        first = await hello_of(stopped)
        assert isinstance(await stopped.hello(), Problem)
        during = await hello_of(stopped)
        await stand.desk.decide(lambda db: decide.resume(db, NODE, NOON))

        for late in (first, during):
            said = stand.said(await stand.put(f"/v1/nodes/{NODE}/hello", late))
            assert isinstance(said, Problem)
            assert said.code == "challenge_stale"

        assert isinstance(await kept.hello(), Welcome)
        assert await standing(stand) == ("active", None)


async def test_fault_20_two_reports_with_one_number_suspend_with_both_as_evidence(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        mine = node.next()
        assert isinstance(await node.push(mine), Receipt)
        refused = await node.push(report(offers=()))
        assert isinstance(refused, Problem)
        assert refused.code == "fork"
        assert await standing(stand) == ("suspended", "fork")
        (fork,) = await stand.desk.read(alarms.forks)
        assert (fork.kept.groups, fork.refused.groups) == (1, 0)
        hello = await node.hello()
        assert isinstance(hello, Problem)
        assert hello.why == "fork"
        await stand.desk.decide(lambda db: decide.resume(db, NODE, NOON))
        assert isinstance(await node.hello(), Welcome)
        assert isinstance(await node.push(mine), Receipt)


async def test_fault_30_two_reports_that_race_for_one_number_leave_one_in_the_ledger(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        first, second = node.next(), report(offers=())
        said = [await node.push(one) for one in (first, second)]
        assert [isinstance(one, Receipt) for one in said] == [True, False]
        assert await standing(stand) == ("suspended", "fork")


async def test_fault_02_what_the_node_holds_a_receipt_for_is_not_refused_for_good(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path / "first") as stand:
        node = await stand.active_node()
        mine = node.next()
        assert isinstance(await node.push(mine), Receipt)
    async with hub_in(tmp_path / "second") as bare:
        lost = SimNode(bare, key=node.key, head=node.head)
        await lost.enrol(await bare.invite(NODE, "638"))
        await bare.confirm(lost)
        assert isinstance(await lost.hello(), Welcome)
        for _ in range(2):
            refused = await lost.push(mine)
            assert isinstance(refused, Problem)
            assert refused.code == "outside_grant"
        act = Grant(municipalities=("297", "749"), reach=("13",))
        await bare.desk.decide(lambda db: decide.grant(db, NODE, act, NOON))
        assert isinstance(await lost.push(mine), Receipt)


async def test_fault_17_a_hello_from_before_a_restore_proves_nothing_to_the_restored_hub(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    async with hub_in(tmp_path, clock) as stand:
        old = await stand.active_node()
        await stand.desk.database.backup(tmp_path / "old.db")
        assert isinstance(await old.hello(), Welcome)
        late = await hello_of(old)
    restore_by_hand(tmp_path)
    async with hub_in(tmp_path, clock) as stand:
        new = machine(stand, old)
        assert isinstance(await new.hello(), Welcome)

        said = stand.said(await stand.put(f"/v1/nodes/{NODE}/hello", late))

        assert isinstance(said, Problem)
        assert said.code == "challenge_stale"
        assert isinstance(await new.hello(), Welcome)
        assert await standing(stand) == ("active", None)


async def hello_of(node: SimNode) -> bytes:
    """Return a hello as it travels, with a challenge of now."""
    return sealed(
        Hello(
            node=NODE,
            session=node.session,
            challenge=await node.challenge(),
            head=node.head,
            software="sim 1",
            schemas=("availability/1",),
            clock=NOON,
            audit_head=None,
        ),
        node.key,
    )


@dataclass
class Weather:
    """One honest node, its restarts, and everything that the network may do to its hellos."""

    stand: Stand
    node: SimNode
    late: list[bytes] = field(default_factory=list)

    async def step(self, what: str, which: int) -> None:
        """Let one thing happen."""
        match what:
            case "restart":
                self.node = machine(self.stand, self.node)
            case "hello":
                await self._say(await hello_of(self.node))
            case "delayed":
                self.late.append(await hello_of(self.node))
            case "arrives" if self.late:
                await self._put(self.late.pop(which % len(self.late)))
            case "again" if self.late:
                await self._put(self.late[which % len(self.late)])
            case "pushed":  # by a process of its own, without `serve`
                self.node = machine(self.stand, self.node)
                await self._say(await hello_of(self.node))
                self.node = machine(self.stand, self.node)
            case "clock":
                self.stand.clock.turn(seconds=[1, 3600, 3e8, -3e8, 86_400][which % 5])
            case "epoch":
                clock: Any = self.stand.clock
                clock._now = datetime(1970, 1, 1, tzinfo=UTC)

    async def _say(self, body: bytes) -> None:
        self.late.append(body)
        await self._put(body)

    async def _put(self, body: bytes) -> None:
        said = self.stand.said(await self.stand.put(f"/v1/nodes/{NODE}/hello", body))
        if isinstance(said, Problem):
            assert said.code == "challenge_stale"


WHAT = ["restart", "hello", "delayed", "arrives", "again", "pushed", "clock", "epoch"]
ANY = st.tuples(st.sampled_from([*WHAT, "hub_restored"]), st.integers(0, 9))
STEPS = st.lists(ANY, max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
async def test_fault_19_no_false_alarm_whatever_comes_late_twice_or_from_before_a_restore(
    steps: list[tuple[str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, clock = Path(folder), HandClock()
        weather: Weather | None = None
        taken = 0
        parts = split(steps)
        for number, part in enumerate(parts):
            async with hub_in(path, clock) as stand:
                if weather is None:
                    weather = Weather(stand, await stand.active_node())
                weather.stand = weather.node.stand = stand
                for at, (what, which) in enumerate(part):
                    if at == len(part) // 2 or (number == 0 and at == 0):
                        await stand.desk.database.backup(path / "old.db")
                        taken += 1
                    await weather.step(what, which)
                assert await standing(stand) == ("active", None)
                assert await stand.desk.read(alarms.clones) == ()
            if taken and number + 1 < len(parts):
                restore_by_hand(path)


def restore_by_hand(path: Path) -> None:
    """Put an old database in place of the hub's; the mirror stays."""
    for log in ("hub.db-wal", "hub.db-shm"):
        (path / log).unlink(missing_ok=True)
    (path / "hub.db").write_bytes((path / "old.db").read_bytes())


def split(steps: list[tuple[str, int]]) -> list[list[tuple[str, int]]]:
    """Return the steps between the restores."""
    parts: list[list[tuple[str, int]]] = [[]]
    for what, which in steps:
        if what == "hub_restored":
            parts.append([])
        else:
            parts[-1].append((what, which))
    return parts
