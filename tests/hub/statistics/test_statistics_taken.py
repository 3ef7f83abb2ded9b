"""Counts of a quarter come to the hub as a report does: chain, receipt, duplicate, fork, rotation.

What is refused leaves digest and reason behind, and not its bytes.
"""

from datetime import timedelta
from pathlib import Path

from hub.availability import project
from hub.ingest import chain, ledger, mirror, proof, restore, store
from hub.ingest.model import Entry
from hub.registry import acts
from hub.registry.decide import record
from shared import possession
from shared.signing import SigningKey
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Head, Owed, Welcome
from shared.wire.statistics import Statistics
from tests.hub.ingest.builders_ingest import (
    KUOPIO,
    NODE,
    SIILINJARVI,
    HandClock,
    SimNode,
    Stand,
    digest_of,
    hub_in,
    sealed,
    stored_bytes,
)
from tests.hub.statistics.quarters import QUARTER, RELEASE_DAY, following


async def after_the_quarter(stand: Stand, node: SimNode) -> Welcome:
    """Let the quarter end, and the node say hello on the day of its release."""
    stand.clock.turn(seconds=(RELEASE_DAY - stand.clock.now()).total_seconds())
    said = await node.hello()
    assert isinstance(said, Welcome)
    return said


async def put(stand: Stand, node: SimNode, message: Statistics) -> Receipt | Problem:
    """Send counts, and keep the head of the receipt."""
    path = f"/v1/nodes/{node.node}/reports/{message.sequence}"
    said = stand.said(await stand.put(path, sealed(message, node.key), node.lease))
    assert isinstance(said, Receipt | Problem)
    if isinstance(said, Receipt):
        node.head = Head(sequence=said.sequence, digest=said.digest)
    return said


async def entries(stand: Stand) -> tuple[Entry, ...]:
    """Return the ledger."""
    return await stand.desk.read(ledger.entries)


async def test_the_welcome_says_whose_counts_are_owed(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        before = await node.hello()
        assert isinstance(before, Welcome)
        assert before.owed == Owed(quarter="2026-Q3", municipalities=())
        welcome = await after_the_quarter(stand, node)
        assert welcome.owed == Owed(quarter=QUARTER, municipalities=(KUOPIO, SIILINJARVI))


async def test_counts_stand_in_the_chain_between_reports(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.push(node.next())
        await after_the_quarter(stand, node)
        told = following(node.head)
        first = await put(stand, node, told)
        assert isinstance(first, Receipt)
        assert (first.sequence, first.digest) == (2, digest_of(told))
        assert await put(stand, node, told) == first
        assert isinstance(await node.push(node.next()), Receipt)
        kinds = [entry.kind for entry in await entries(stand) if entry.digest]
        assert kinds == ["report", "statistics", "report"]
        found = await stand.desk.read(
            lambda db: proof.prove(db, mirror.lines(tmp_path / mirror.FILE_NAME))
        )
        assert found.findings == ()


async def test_counts_are_a_contact_and_change_no_availability(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node, desk = await stand.active_node(), stand.desk
        await node.push(node.next())
        await after_the_quarter(stand, node)
        stand.clock.turn(hours=5)

        async def known() -> object:
            now = stand.clock.now()
            await desk.database.write(
                lambda db: project.catch_up(db, desk.reference, desk.policy, now)
            )
            return (await desk.read(project.known))[NODE]

        before = await known()
        assert isinstance(await put(stand, node, following(node.head)), Receipt)
        after = await known()
        assert after.effective == before.effective  # type: ignore[attr-defined]
        assert after.last_contact_at == stand.clock.now()  # type: ignore[attr-defined]


async def test_two_releases_with_one_number_are_a_fork(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await after_the_quarter(stand, node)
        assert isinstance(await put(stand, node, following(None)), Receipt)
        other = await put(stand, node, following(None, meetings=18))
        assert isinstance(other, Problem)
        assert other.code == "fork"


async def test_a_gap_and_an_old_number_are_told_as_of_reports(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await after_the_quarter(stand, node)
        early = await put(stand, node, following(Head(sequence=1, digest="a" * 64)))
        assert isinstance(early, Problem)
        assert early.code == "gap"


async def test_counts_are_signed_by_the_key_after_a_rotation(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await after_the_quarter(stand, node)
        new = SigningKey.generate()
        turn = possession.rotation(NODE, None, node.key, new, RELEASE_DAY)
        path = f"/v1/nodes/{NODE}/reports/1"
        assert isinstance(
            stand.said(await stand.put(path, sealed(turn, node.key), node.lease)), Receipt
        )
        told, old = following(Head(sequence=1, digest=digest_of(turn))), node.key
        node.key = old
        refused = await put(stand, node, told)
        assert isinstance(refused, Problem)
        assert refused.code == "unknown_key"
        node.key = new
        assert isinstance(await put(stand, node, told), Receipt)


async def test_of_refused_counts_digest_and_reason_are_kept_and_no_byte(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await after_the_quarter(stand, node)
        told = following(None, quarter="2027-Q1", cancelled=443)
        refused = await put(stand, node, told)
        assert isinstance(refused, Problem)
        assert (refused.code, refused.status) == ("quarter_open", 422)
        stand.clock.turn(days=100)
        await node.hello()
        assert await put(stand, node, told) == refused
        (kept,) = await stand.desk.read(store.refusals)
        assert (kept.digest, kept.problem, kept.times) == (digest_of(told), refused, 2)
        body = sealed(told, node.key)
    marked = body[40:140]
    assert marked not in stored_bytes(tmp_path)


async def test_another_report_keeps_its_bytes_when_refused(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        bad = node.next(confirmed_at=stand.clock.now() + timedelta(days=1))
        refused = await node.push(bad)
        assert isinstance(refused, Problem)
        body = sealed(bad, node.key)
    assert body[40:140] in stored_bytes(tmp_path)


async def test_a_ledger_that_lost_counts_gets_them_from_the_mirror(tmp_path: Path) -> None:
    async with hub_in(tmp_path / "one") as stand:
        node = await stand.active_node()
        await node.push(node.next())
        await after_the_quarter(stand, node)
        await put(stand, node, following(node.head))
        whole = await entries(stand)
        document = await stand.desk.read(
            lambda db: project.look(db, stand.desk.reference, stand.desk.policy, stand.clock.now())
        )
    lines = (tmp_path / "one" / mirror.FILE_NAME).read_bytes().splitlines(keepends=True)
    assert [chain.entry_of(line) for line in lines] == list(whole)
    async with hub_in(tmp_path / "two", HandClock(RELEASE_DAY)) as other:
        await other.desk.database.write(lambda db: restore.entries(db, whole))
        assert await entries(other) == whole
        assert await other.desk.read(lambda db: ledger.head(db, NODE)) == node.head
        again = await other.desk.read(
            lambda db: project.look(db, other.desk.reference, other.desk.policy, RELEASE_DAY)
        )
        assert again[0].statistics == document[0].statistics
        assert again[0].statistics.rows


async def test_the_node_gets_its_counts_back_after_a_restore(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await after_the_quarter(stand, node)
        told = following(None)
        await put(stand, node, told)
        answer = await stand.client.get(
            f"/v1/nodes/{NODE}/reports?after=0", headers={"authorization": f"Bearer {node.lease}"}
        )
        assert answer.content == b"[" + sealed(told, node.key) + b"]"


async def test_who_may_report_is_judged_with_the_report(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await stand.active_node("toinen", KUOPIO)
        welcome = await after_the_quarter(stand, node)
        assert welcome.owed == Owed(quarter=QUARTER, municipalities=(SIILINJARVI,))
        refused = await put(stand, node, following(None))
        assert isinstance(refused, Problem)
        assert refused.code == "not_owner"
        named = acts.Owns(node=NODE, municipalities=(KUOPIO,), quarter=QUARTER)
        await stand.desk.database.write(lambda db: record(db, named, stand.clock.now()))
        assert isinstance(await put(stand, node, following(None, meetings=18)), Receipt)
