"""The page of the node's key: explained, started, taken back, enrolled again; leads only."""

from functools import partial

from node.keys import store as keys
from node.keys.pages import ROUTES
from node.network import store
from shared.signing import fingerprint
from shared.wire.problem import Problem
from tests.node.network import opened as stand
from tests.node.network.invited import HUB, line
from tests.node.network.opened import Opened, opened

__all__ = ["opened"]

stand.ROUTES += [route for route in ROUTES if route not in stand.ROUTES]


async def enrolled(made: Opened) -> None:
    """Set the network up and pin the hub."""
    await made.named("297")
    await made.desk.database.write(
        partial(store.join, node="pohjois-savo", hub="https://hub.example", hub_key=HUB.public)
    )


async def test_before_the_enrolment_there_is_nothing_to_change(opened: Opened) -> None:
    await opened.named("297")
    html = await opened.lead.open("/network/key")
    assert "not enrolled yet" in html
    assert (await opened.lead.press("/network/key/rotate")).status_code == 303
    assert await opened.desk.read(keys.keys) == ()


async def test_a_lead_sees_the_fingerprint_and_draws_a_new_key(opened: Opened) -> None:
    await enrolled(opened)
    html = await opened.lead.open("/network/key")
    assert fingerprint(opened.key.public, HUB.public) in html
    await opened.lead.press("/network/key/rotate")
    html = await opened.lead.open("/network/key")
    assert "A new key is drawn" in html
    assert [key.standing for key in await opened.desk.read(keys.keys)] == ["next", "current"]
    assert (opened.desk.data / "node.key.next").exists()


async def test_a_rotation_that_is_not_signed_is_taken_back(opened: Opened) -> None:
    await enrolled(opened)
    await opened.lead.press("/network/key/rotate")
    await opened.lead.press("/network/key/rotate")
    assert len(await opened.desk.read(keys.keys)) == 2
    await opened.lead.press("/network/key/give-up")
    assert [key.standing for key in await opened.desk.read(keys.keys)] == ["current"]
    assert not (opened.desk.data / "node.key.next").exists()


async def test_who_only_reads_sees_nothing_of_it(opened: Opened) -> None:
    await enrolled(opened)
    assert (await opened.reader.get("/network/key")).status_code == 403
    assert (await opened.reader.press("/network/key/rotate")).status_code == 403
    assert await opened.desk.read(keys.keys) == ()


async def test_a_refused_invitation_stays_in_the_form(opened: Opened) -> None:
    await enrolled(opened)
    opened.door.answer = Problem(status=403, code="token_used", detail="x")
    text = line(opened.desk.now())
    refused = await opened.lead.press("/network/key/enrol", {"invitation": text})
    assert refused.status_code == 422
    assert text in refused.text
