"""What one network says, however odd, never keeps the rest of the country from being published."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

from hub.availability.worker import AvailabilityWorker
from hub.opendata.render import render
from hub.registry import decide
from hub.registry.model import Grant
from hub.site.publish import Publisher
from shared.wire.availability import Activity, Break, Groups, NetworkName, Start, Statement
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Policy
from tests.hub.ingest.builders_ingest import NODE, NOON, SimNode, Stand, hub_in, offer
from tests.hub.site.scene import FACTS
from tests.hub.site.test_site_publish import REFERENCE

PORVOO = "638"
AREA = next(m.area for m in REFERENCE.municipalities if m.code == PORVOO)
HERE = {"area": AREA, "place": PORVOO, "serves": (PORVOO,)}
GROUPS = (Statement(municipality=PORVOO, says="groups", since=None),)
ODD = "Ä" * 60 + " & \" ' ` {{ 7*7 }} {% raw %} ]] &amp; " + "ä" * 20


def starting(month: str) -> dict[str, Any]:
    """Return a report's part with a group that starts in that month."""
    coming = Groups(open=0, coming=500, full=500)
    return {"offers": (offer(**HERE, start=Start(kind="month", month=month), groups=coming),)}


async def node_of(stand: Stand) -> SimNode:
    """Return a node that may speak for Porvoo."""
    node = await stand.active_node(NODE, PORVOO)
    grant = Grant(municipalities=(PORVOO,), reach=(AREA,))
    await stand.desk.decide(lambda db: decide.grant(db, NODE, grant, NOON))
    return node


def activity() -> Activity:
    """Return an activity with every field at its longest."""
    return Activity(
        kind="cafe",
        area=AREA,
        place=PORVOO,
        serves=(PORVOO,),
        audience="all",
        languages=("fi", "sv"),
        format="in_person",
        link="https://esimerkki.example/" + "ä" * 274,
    )


ODDITIES: tuple[dict[str, Any], ...] = (
    starting("2000-01"),
    starting("2099-12"),
    {"network": NetworkName(fi=ODD, sv=ODD)},
    {"pause": Break(starts=date(1, 1, 1), until=date(1, 1, 2))},
    {"pause": Break(starts=date(9999, 12, 31), until=date(9999, 12, 31))},
    {"municipalities": (Statement(municipality=PORVOO, says="none", since=date(1, 1, 1)),)},
    {"municipalities": (Statement(municipality=PORVOO, says="none", since=date.max),)},
    {"activities": (activity(),)},
)


async def test_every_odd_word_that_is_taken_is_published(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node, clock = await node_of(stand), stand.clock
        publisher = Publisher(tmp_path, FACTS, REFERENCE, lambda found: render(found, REFERENCE))
        worker = AvailabilityWorker(
            stand.desk.database, clock, REFERENCE, Policy(), publisher.publish, asyncio.Event()
        )
        for odd in ODDITIES:
            clock.turn(minutes=1)
            said = await node.push(
                node.next(**{"municipalities": GROUPS, "offers": (offer(**HERE),), **odd})
            )
            assert isinstance(said, Receipt), odd
            before = publisher.current
            await worker.refresh()
            assert publisher.current != before
        await publisher.close()


async def test_a_month_of_another_century_is_refused(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await node_of(stand)
        for month in ("9999-12", "0000-01", "1999-12", "2100-01"):
            refused = await node.push(node.next(municipalities=GROUPS, **starting(month)))
            assert isinstance(refused, Problem)
            assert refused.code == "invalid_report"
        assert isinstance(await node.push(node.next(municipalities=GROUPS, offers=())), Receipt)
