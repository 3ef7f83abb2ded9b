"""A form that met the end of its session, or has an old token, is sent just as it was made."""

from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from node.app import translator
from node.desk import Desk
from node.groups import edit as groups
from shared.reference.lookup import Reference
from shared.runtime.accounts import pages as accounts
from shared.runtime.accounts import session
from tests.node.staff.conftest import PASSWORD, Person, Staff
from tests.node.staff.test_staff_pages import ORIGIN, Site, Window
from tests.node.web.conftest import build
from tests.node.web.test_edited_meanwhile import form_in

PATH = "/groups/kuopio-2026-1/edit/notes"
OWN = {"meets_in": "Kuopio", "starts_at": "17.30", "minutes": "150", "parents": "12"}
CHANGED = "Somebody changed this while you were writing"


@pytest.fixture
async def everything(staff: Staff, reference: Reference, tmp_path: Path) -> AsyncIterator[Site]:
    """All pages of a node with a group, behind the real sign-in."""

    async def wake() -> None:
        return

    desk = Desk(
        database=staff.database,
        clock=staff.clock,
        reference=reference,
        translator=translator("fi"),
        wake=wake,
        data=tmp_path,
    )
    await groups.save(desk.database, desk.clock, reference, OWN)
    _, app = build(
        desk,
        partial(session.find, staff.database),
        given={"porter": staff.porter},
        sign_in=accounts.sign_in_page,
    )
    made = Site(staff, app)
    yield made
    for client in made.stack:
        await client.aclose()


async def send(window: Window, fields: Mapping[str, str], csrf: str) -> str:
    """Send the form of a group as a tab that was open has it."""
    headers = {"origin": ORIGIN}
    data = {**fields, "csrf": csrf}
    return await window._see(await window.client.post(f"/en{PATH}", data=data, headers=headers))


async def sign_in(everything: Site, window: Window, person: Person) -> None:
    """Sign in on the page that is shown."""
    await window.press("/sign-in", login=person.login, password=PASSWORD)
    await window.press("/code", code=everything.staff.code(person.secret))
    everything.staff.later(seconds=60)


async def stored(window: Window) -> dict[str, str]:
    """Return the form as it is stored now."""
    return form_in(await window.open(PATH), PATH)


async def interrupted(everything: Site, theirs: Mapping[str, str]) -> Window:
    """Send a form whose session ended, sign in again and press; `theirs` was stored meanwhile."""
    anna, eva = await everything.staff.join("anna"), await everything.staff.join("eva")
    window = await everything.signed_in(anna)
    first = form_in(await window.open(PATH), PATH)
    csrf = window.form(PATH)[1]["csrf"]
    everything.staff.later(minutes=61)
    if theirs:
        other = await everything.signed_in(eva)
        now = form_in(await other.open(PATH), PATH)
        await send(other, {**now, **theirs}, other.form(PATH)[1]["csrf"])
        assert other.status == 200

    await send(window, {**first, "notes": "Avain vahtimestarilta"}, csrf)
    assert window.status == 401
    await sign_in(everything, window, anna)
    assert window.heading == "What you wrote is kept"
    await window.press(PATH)
    return window


async def test_nobody_changed_it_so_that_it_is_saved(everything: Site) -> None:
    window = await interrupted(everything, {})

    assert window.status == 200
    assert CHANGED not in window.shown
    assert (await stored(window))["notes"] == "Avain vahtimestarilta"


async def test_what_somebody_did_change_is_still_put_together(everything: Site) -> None:
    window = await interrupted(everything, {"parents": "7"})

    assert window.status == 409
    assert CHANGED in window.shown
    assert "Stored meanwhile" not in window.shown
    again = form_in(window.shown, PATH)
    assert (again["parents"], again["notes"]) == ("7", "Avain vahtimestarilta")


async def test_a_form_with_an_old_token_is_saved_by_one_press(everything: Site) -> None:
    window = await everything.signed_in(await everything.staff.join("anna"))
    first = form_in(await window.open(PATH), PATH)

    await send(window, {**first, "notes": "Avain"}, "0" * 64)
    assert window.status == 403
    await window.press(PATH)

    assert window.status == 200
    assert (await stored(window))["notes"] == "Avain"
