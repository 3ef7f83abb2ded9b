"""Why nothing is sent, on its page: in words, with both sides, and the press of a lead."""

from functools import partial

from node.history import record as history
from node.network import store as network
from node.push import journal
from node.push import store as push
from shared.signing import SigningKey, encode_envelope, sign
from shared.wire.problem import Problem
from shared.wire.session import Head
from tests.node.network.opened import Opened

HUB = SigningKey.generate()


async def stopped(opened: Opened, reason: str) -> None:
    """Stop the node, with the hub's signed word as evidence."""
    said = Problem(status=409, code="fork", detail="x", head=Head(sequence=7, digest="ab" * 32))
    evidence = encode_envelope(sign(said, HUB))
    await opened.desk.database.write(partial(journal.stopped, reason=reason, evidence=evidence))


async def test_nothing_stops_a_node_that_speaks(opened: Opened) -> None:
    await opened.named("297")
    assert "Nothing stops this node" in await opened.lead.open("/leaves/stop")


async def test_fault_20_a_fork_is_explained_and_settled_by_a_lead(opened: Opened) -> None:
    await opened.named("297")
    join = partial(network.join, node="savo", hub="https://hub.example", hub_key=HUB.public)
    await opened.desk.database.write(join)
    await stopped(opened, "fork")

    html = await opened.lead.open("/leaves/stop")
    assert "another report with the same number" in html
    assert "7 (abababab)" in html
    assert "Go on from the hub" in html
    assert "/leaves/stop" in await opened.lead.open("/")
    before = await opened.desk.read(history.audit_head)

    await opened.lead.press("/leaves/stop/settle")

    assert (await opened.desk.read(push.memory)).settling
    assert await opened.desk.read(history.audit_head) != before
    assert "Somebody pressed the button" in await opened.lead.open("/leaves/stop")


async def test_a_stop_of_the_log_cannot_be_settled_here(opened: Opened) -> None:
    await opened.named("297")
    await stopped(opened, "log_forked")

    html = await opened.lead.open("/leaves/stop")

    assert "Telephone the operator" in html
    assert "Go on from the hub" not in html
