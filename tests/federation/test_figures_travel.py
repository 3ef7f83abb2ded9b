"""A quarter's figures on their whole way: records, rounding, the chain, a real hub, and back."""

import shutil
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from hub.ingest import ledger
from node import disclosurekey
from node.anonymiser.releases import asking, keeping, plan, publish, store
from node.enquiries import store as enquiries
from node.enquiries.model import Tally
from node.history.model import Doer
from node.keys import begin
from node.keys.files import KeyFiles
from node.outbox import store as outbox
from shared.wire.statistics import Statistics
from tests.federation.together import LiveNode, Together, together

JULY = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
DUE = datetime(2026, 10, 20, 6, 0, tzinfo=UTC)
QUARTER = "2026-Q3"
ASKED = 73


async def asked(node: LiveNode) -> None:
    """Have 73 parents wait in Kuopio."""

    def job(db: Connection) -> None:
        for _ in range(ASKED):
            tally = Tally(quarter=QUARTER, municipality="297", outcome="waiting")
            enquiries.add_to(db, tally)

    await node.desk.database.write(job)


async def told(all_: Together) -> list[Statistics]:
    """Return the figures in the hub's ledger."""
    return await all_.hub.desk.database.read(
        lambda db: [event.report for event in ledger.every_count(db)]
    )


async def states(node: LiveNode) -> list[tuple[int, str, str]]:
    """Return the chain of the node as its outbox has it."""
    entries = await node.desk.read(outbox.entries)
    return sorted((one.sequence, one.schema, one.state) for one in entries)


async def test_figures_stand_in_the_chain_between_reports_and_rotations(tmp_path: Path) -> None:
    async with together(tmp_path, JULY) as all_:
        all_.figures = True
        node = await all_.join("savo", "Kuopio", "Siilinjärvi")
        await asked(node)
        await node.push()
        assert await told(all_) == []

        all_.clock.turn_to(DUE)
        await node.push()
        files, doer = KeyFiles(node.folder), Doer(at=all_.clock.now())
        await node.desk.commit(lambda db: begin.begin(db, files, doer))
        await node.say("none", "Kuopio")
        await node.push()

        (figures,) = await told(all_)
        assert (figures.quarter, figures.municipalities) == (QUARTER, ("297", "749"))
        assert figures.people is not None
        assert abs(figures.people.enquiries.areas[0].waiting - ASKED) < 5
        chain = [schema for _, schema, state in await states(node) if state == "delivered"]
        assert chain[0] == "availability/1"
        assert sorted(chain[1:3]) == ["rotation/1", "statistics/1"]
        assert chain[-1] == "availability/1"


async def test_a_restored_node_publishes_a_quarter_no_second_time(tmp_path: Path) -> None:
    async with together(tmp_path, JULY) as all_:
        all_.figures = True
        node = await all_.join("savo", "Kuopio", "Siilinjärvi")
        await asked(node)
        await node.push()
        await all_.stop_node("savo")
        shutil.copytree(tmp_path / "savo", tmp_path / "copy")
        all_.clock.turn_to(DUE)
        node = await all_.start_node("savo")
        await node.push()
        (first,) = await told(all_)
        await all_.stop_node("savo")
        shutil.rmtree(tmp_path / "savo")
        shutil.copytree(tmp_path / "copy", tmp_path / "savo")

        node = await all_.start_node("savo")
        await node.push()

        assert await told(all_) == [first]
        (release,) = await node.desk.read(store.releases)
        assert (release.adopted, release.figures.people) == (True, first.people)
        key = disclosurekey.find(node.folder)
        assert await node.desk.read(partial(keeping.usable, key=key)) == key


async def test_a_revision_stands_beside_the_first_and_the_hub_takes_no_third(
    tmp_path: Path,
) -> None:
    async with together(tmp_path, JULY) as all_:
        all_.figures = True
        node = await all_.join("savo", "Kuopio", "Siilinjärvi")
        await asked(node)
        all_.clock.turn_to(DUE)
        await node.push()
        await asked(node)
        all_.clock.turn(hours=1)
        doer = Doer(at=all_.clock.now())
        revise = partial(asking.revise, quarter=QUARTER, reason="late", doer=doer)
        assert await node.desk.commit(revise) is None
        await node.push()

        first, second = await told(all_)

        assert (first.version, second.version) == (1, 2)
        assert second.people is not None
        assert abs(second.people.enquiries.areas[0].waiting - 2 * ASKED) < 5
        assert await node.desk.commit(revise) is not None


async def test_a_network_that_came_after_the_quarter_owes_nothing(tmp_path: Path) -> None:
    async with together(tmp_path, DUE) as all_:
        all_.figures = True
        node = await all_.join("savo", "Kuopio")
        await node.push()

        facts = await node.desk.read(publish.every)

        assert [plan.standing(one, DUE) for one in facts] == ["not_owed"]
        assert await told(all_) == []
