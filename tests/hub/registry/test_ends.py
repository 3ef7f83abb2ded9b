"""What an operator reads when a network is to end: who answers for its municipalities then."""

from pathlib import Path

from hub.registry import decide
from hub.registry.model import Grant
from tests.hub.ingest.builders_ingest import KUOPIO, NODE, SIILINJARVI, Stand, hub_in
from tests.hub.registry.test_handover_decisions import ended, said

OTHER = "toinen"


async def suspended(stand: Stand, node: str) -> None:
    """Suspend a network."""
    now = stand.clock.now()
    await stand.desk.decide(lambda db: decide.suspend(db, node, now))


async def test_another_active_network_goes_on(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node(NODE, KUOPIO)
        await stand.active_node(OTHER, KUOPIO, SIILINJARVI)
        assert "Another network answers" in said(await ended(stand))


async def test_a_network_that_is_only_invited_answers_for_nothing_then(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node(NODE, KUOPIO)
        await stand.invite(OTHER, KUOPIO)
        assert "nobody answers for Kuopio" in said(await ended(stand))


async def test_a_suspended_network_answers_for_nothing_then(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node(NODE, KUOPIO)
        await stand.active_node(OTHER, KUOPIO)
        await suspended(stand, OTHER)
        assert "nobody answers for Kuopio" in said(await ended(stand))


async def test_a_network_without_a_municipality_leaves_none(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node(NODE, KUOPIO)
        await stand.active_node(OTHER, SIILINJARVI)
        now = stand.clock.now()
        empty = Grant(municipalities=(), reach=("11",))
        await stand.desk.decide(lambda db: decide.grant(db, OTHER, empty, now))
        told = said(await ended(stand, OTHER))
        assert told.endswith("It answers for no municipality.")
