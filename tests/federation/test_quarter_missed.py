"""A node is silent over the end of a quarter and says hello in the next: both quarters come."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub.ingest import ledger
from node.anonymiser.releases import plan, publish
from node.enquiries import store as enquiries
from node.enquiries.model import Tally
from node.notices import store as notices
from shared.period import helsinki_day
from tests.federation.together import LiveNode, Together, together

MARCH = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
"""The last contact before the first quarter ends."""

JULY = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
"""The next one: two quarters are over by then."""

RELEASE = datetime(2026, 7, 20, 7, 0, tzinfo=UTC)
Q1, Q2 = "2026-Q1", "2026-Q2"


async def asked(live: Together, node: LiveNode) -> list[str]:
    """Return the quarters whose counts the network is asked for on its pages now."""
    day = helsinki_day(live.clock.now())
    heard = await node.desk.read(lambda db: notices.unread(db, day))
    return [one.message.id for one in heard if one.message.kind == "statistics"]


async def told(live: Together) -> list[str]:
    """Return the quarters in the hub's ledger, in order."""
    found = await live.hub.desk.read(lambda db: list(ledger.every_count(db)))
    return [one.report.quarter for one in found]


def recorded(db: Any) -> None:
    """Write down enquiries of both quarters."""
    for quarter in (Q1, Q2):
        for _ in range(12):
            enquiries.add_to(db, Tally(quarter=quarter, municipality="297", outcome="place"))


async def test_a_node_silent_over_a_quarters_end_publishes_both_quarters(tmp_path: Path) -> None:
    async with together(tmp_path, MARCH) as live:
        live.figures = True
        node = await live.join("savo", "Kuopio", "Siilinjärvi")
        await node.desk.commit(recorded)
        await node.push()
        await live.stop_node("savo")

        live.clock.turn_to(JULY)
        node = await live.start_node("savo")
        await node.push()
        assert await told(live) == [Q1]
        facts = {one.quarter: one for one in await node.desk.read(publish.every)}
        standings = {name: plan.standing(one, JULY) for name, one in facts.items()}
        assert standings == {Q1: "published", Q2: "early"}
        assert await asked(live, node) == ["statistics-2026-q1"]

        live.clock.turn_to(RELEASE)
        await node.push()
        assert await told(live) == [Q1, Q2]
        assert await asked(live, node) == []
        live.clock.turn(days=60)
        await node.push()
        assert await told(live) == [Q1, Q2]

        snapshot = await live.hub.snapshot()
        rows = {
            (row.period, row.measure): (row.least, row.most)
            for row in snapshot.statistics.rows
            if row.level == "network"
        }
        for quarter in (Q1, Q2):
            least, most = rows[quarter, "enquiries"]
            assert least is not None
            assert most is not None
            assert least <= 12 <= most
