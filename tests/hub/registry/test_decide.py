from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

from hub.availability import project
from hub.ingest import ledger
from hub.registry import acts, decide, overview, store
from hub.registry.decide import Decision
from hub.registry.model import Grant
from hub.registry.overview import Line
from shared import signing
from shared.text import Text
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from tests.hub.ingest.builders_ingest import (
    KUOPIO,
    NODE,
    NOON,
    SimNode,
    Stand,
    contact,
    hub_in,
    report,
    sealed,
)


async def overviewed(stand: Stand, node: str = NODE) -> Line:
    """Return the operator's line of a network."""
    desk, now = stand.desk, stand.clock.now()

    def look(db: Connection) -> tuple[Line, ...]:
        project.catch_up(db, desk.reference, desk.policy, now)
        return overview.read(db, project.known(db), desk.policy, now, desk.root)

    return next(line for line in await desk.database.write(look) if line.node == node)


def refused(decision: Decision) -> str:
    """Return why nothing was decided."""
    assert isinstance(decision, Text)
    return str(decision)


async def test_the_ledger_holds_every_act_a_parent_can_notice(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.desk.decide(lambda db: decide.suspend(db, NODE, NOON))
        await stand.desk.decide(lambda db: decide.resume(db, NODE, NOON))
        kinds = [entry.kind for entry in await stand.desk.read(ledger.entries)]
        assert kinds == ["admitted", "granted", "keyed", "suspended", "resumed"]


async def test_what_cannot_be_decided_changes_nothing(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.invite()
        tip = await stand.desk.read(ledger.tip)
        desk, key = stand.desk, stand.desk.root
        none: Grant = Grant(municipalities=(), reach=("02",))
        assert "not active" in refused(await desk.decide(lambda db: decide.suspend(db, NODE, NOON)))
        assert "not suspended" in refused(
            await desk.decide(lambda db: decide.resume(db, NODE, NOON))
        )
        assert "not enrolled" in refused(
            await desk.decide(lambda db: decide.confirm(db, NODE, "AAAA", key, NOON))
        )
        assert "No report" in refused(
            await desk.decide(lambda db: decide.release(db, NODE, 1, lambda *_: None, NOON))
        )
        assert "number 4, not 3" in refused(
            await desk.decide(lambda db: decide.release(db, NODE, 3, lambda *_: 4, NOON))
        )
        assert "There are: pohjois-savo" in refused(
            await desk.decide(lambda db: decide.grant(db, "nobody", none, NOON))
        )
        assert "waits to be seen" in refused(
            await desk.decide(lambda db: decide.approve_contact(db, NODE, 1, NOON))
        )
        assert await desk.read(ledger.tip) == tip


async def test_a_key_is_confirmed_once(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        print_ = signing.fingerprint(node.key.public, stand.desk.root)
        said = await stand.desk.decide(
            lambda db: decide.confirm(db, NODE, print_, stand.desk.root, NOON)
        )
        assert "before" in refused(said)


async def test_a_narrower_grant_counts_at_once(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        assert isinstance(await node.push(node.next()), Receipt)
        only = Grant(municipalities=(KUOPIO,), reach=("13",))
        await stand.desk.decide(lambda db: decide.grant(db, NODE, only, NOON))
        said = await node.push(node.next())
        assert isinstance(said, Problem)
        assert said.code == "outside_grant"
        assert "Siilinjärvi (749)" in said.detail


async def test_a_held_report_is_released(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.push(node.next())
        await node.push(node.next(offers=()))
        assert (await overviewed(stand)).held == 2

        def held(db: Connection, asked: str) -> int | None:
            known = project.known(db)[asked]
            return known.held.word.report.sequence if known.held else None

        await stand.desk.decide(lambda db: decide.release(db, NODE, 2, held, NOON))
        assert (await overviewed(stand)).held is None


async def test_who_reports_and_who_is_silent_since_when(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.invite("kutsuttu")
        node = await stand.active_node()
        assert (await overviewed(stand, "kutsuttu")).standing == "invited"
        assert (await overviewed(stand)).freshness == "never_seen"
        await node.push(node.next())
        await node.tell(contact())
        line = await overviewed(stand)
        assert (line.freshness, line.reports, line.contact_waits) == ("fresh", 1, True)
        stand.clock.turn(days=2)
        assert (await overviewed(stand)).freshness == "late"
        stand.clock.turn(days=6)
        line = await overviewed(stand)
        assert (line.freshness, line.silent_since) == ("silent", NOON.date())


async def test_a_fork_is_shown_and_both_reports_are_kept(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        mine = node.next()
        await node.push(mine)
        other = report(offers=())
        clone = SimNode(stand, key=node.key)
        clone.lease = node.lease
        said = await clone.push(other)
        assert isinstance(said, Problem)
        assert (said.status, said.code) == (409, "fork")
        assert (await overviewed(stand)).alarm
        row = await stand.desk.read(
            lambda db: db.execute("SELECT envelope, stored_envelope FROM fork").fetchone()
        )
        assert tuple(row) == (sealed(other, node.key), sealed(mine, node.key))


async def test_every_act_of_an_operator_is_in_the_log(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.tell(contact())
        later = NOON + timedelta(hours=1)
        await stand.desk.decide(lambda db: decide.approve_contact(db, NODE, 1, later))
        rows = await stand.desk.read(
            lambda db: db.execute("SELECT act FROM operator_log ORDER BY number").fetchall()
        )
        acts_done = [row["act"] for row in rows]
        assert acts_done == ["admitted", "granted", "invited", "keyed", "contact seen"]


async def test_applying_the_acts_again_gives_the_same_registry(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.desk.decide(lambda db: decide.suspend(db, NODE, NOON))
        before = await stand.desk.read(lambda db: store.network(db, NODE))
        act = acts.Granted(node=NODE, municipalities=(KUOPIO, "749"), reach=("13",))
        await stand.desk.database.write(lambda db: store.apply(db, act, NOON))
        assert await stand.desk.read(lambda db: store.network(db, NODE)) == before
