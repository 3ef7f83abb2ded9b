"""Invitations at the desk: what an invited network changes, and how its invitation is withdrawn."""

import re

from hub.desk.trail import store
from hub.desk.trail.model import COMMAND_LINE, restored
from hub.registry import store as registry
from tests.hub.desk.desk_stand import Desk
from tests.hub.ingest.builders_ingest import KUOPIO, NODE, SIILINJARVI

HOME = f"/networks/{NODE}"


def wrong_fields(page: str) -> list[str]:
    """Return the fields that a form marks as wrong."""
    marked = re.findall(r"<(?:input|select|textarea)[^>]*aria-invalid=\"true\"[^>]*>", page)
    return [found[1] for tag in marked if (found := re.search(r'name="(\w+)"', tag))]


async def test_an_invitation_is_withdrawn_and_the_network_invited_anew(desk: Desk) -> None:
    await desk.stand.invite()
    page = await desk.operator.open(HOME)
    assert "It counts nowhere yet" in page
    assert "Withdraw the invitation" in page

    done = await desk.operator.done(f"{HOME}/invite/withdraw")

    assert "its line works no longer" in done
    assert "invitation withdrawn" in done
    assert "Withdraw the invitation" not in done
    assert "invitation withdrawn" in await desk.operator.open("/networks")
    assert (await desk.operator.press(f"{HOME}/invite/withdraw")).status_code == 422
    asked = {"node": NODE, "name_fi": "Uusi nimi", "municipalities": "Kuopio"}
    assert "voikukkia-" in (await desk.operator.press("/invite", asked)).text
    found = await desk.stand.desk.read(lambda db: registry.network(db, NODE))
    assert found is not None
    assert (found.name.fi, found.municipalities) == ("Uusi nimi", (KUOPIO,))


async def test_an_invited_network_is_not_expected_to_report(desk: Desk) -> None:
    before = await desk.operator.open("/reporting")
    await desk.stand.invite()
    after = await desk.operator.open("/reporting")
    numbers = [re.findall(r"<dd>(\d+)</dd>", page) for page in (before, after)]
    assert numbers[0] == numbers[1]


async def test_a_suspended_network_is_not_said_to_report(desk: Desk) -> None:
    await desk.stand.active_node()
    await desk.operator.done(f"{HOME}/suspend")
    for path in ("/networks", HOME):
        page = await desk.operator.open(path)
        chips = re.findall(r'<span class="chip[^"]*">([^<]*)</span>', page)
        assert chips == ["suspended"]


async def test_a_wrong_municipality_is_told_at_the_municipalities(desk: Desk) -> None:
    await desk.stand.active_node(NODE, KUOPIO)
    await desk.stand.active_node("toinen", SIILINJARVI)
    handed = {"to": "toinen", "places": "Siilinjärvi", "day": "2027-01-01"}
    owned = {"node": NODE, "places": "Siilinjärvi", "quarter": "2026-Q4"}

    for path, asked in ((f"{HOME}/handover", handed), ("/owners", owned)):
        answer = await desk.operator.press(path, asked)
        assert (answer.status_code, wrong_fields(answer.text)) == (422, ["places"])


async def test_the_log_says_where_a_restore_left_a_gap(desk: Desk) -> None:
    await desk.stand.active_node()
    assert "The hub was restored" not in await desk.operator.open("/acts")
    now = desk.stand.clock.now()
    said = restored(3, 9)
    await desk.stand.desk.database.write(lambda db: store.add(db, COMMAND_LINE, said, now))

    page = await desk.operator.open("/acts")

    assert "the entries 3 to 8 of the ledger came back" in page
    assert "has no line: see 3." in page
