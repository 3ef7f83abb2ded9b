"""From a lead's press to a colleague's new password, and what somebody reads of failed attempts."""

import re

import pytest

from node.staff import reset
from tests.node.staff.conftest import OTHER, PASSWORD
from tests.node.staff.test_staff_pages import ORIGIN, Site, place

__all__ = ["place"]

LINK = re.compile(r'<p class="code">http://[^/<]+/en(/reset/[\w-]{43})</p>')


async def test_from_the_leads_press_to_the_colleagues_new_password(place: Site) -> None:
    anna, eva = await place.staff.join("anna"), await place.staff.join("eva", "assistant")
    lead, hers = await place.signed_in(anna), await place.signed_in(eva)
    await lead.open(f"/staff/{eva.staff}")
    await lead.press(f"/staff/{eva.staff}/reset")
    found = LINK.search(lead.shown)
    assert found is not None

    await hers.open("/")
    assert hers.heading == "Sign in"
    await hers.open(found[1])
    assert hers.heading == "A new password"
    await hers.press(found[1], password=OTHER, again=PASSWORD)
    assert hers.status == 422
    await hers.press(found[1], password=OTHER, again=OTHER)
    secret = re.search(r'<p class="code big">([A-Z2-7 ]+)</p>', hers.shown) or re.search(
        r">((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})<", hers.shown
    )
    assert secret is not None, hers.shown
    await hers.press("/second-factor", code=place.staff.code(secret[1].replace(" ", "")))
    assert hers.heading == "Recovery codes"

    assert found[1] not in await lead.open("/staff")
    await lead.open(f"/staff/{eva.staff}")
    assert "Link for a new password" in lead.shown


async def test_a_link_is_withdrawn_on_the_page(place: Site) -> None:
    anna, eva = await place.staff.join("anna"), await place.staff.join("eva", "assistant")
    lead, other = await place.signed_in(anna), place.window()
    path = await reset.make(place.staff.database, eva.staff, place.staff.doer(anna))
    assert "Waits for a new password" in await lead.open("/staff")
    await lead.open(f"/staff/{eva.staff}")

    await lead.press(f"/staff/{eva.staff}/reset/withdraw")

    assert "The link works no longer." in lead.shown
    await other.open(str(path))
    assert other.status == 404
    await place.signed_in(eva)


async def test_ones_own_account_and_the_only_lead_are_not_reset(place: Site) -> None:
    anna, eva = await place.staff.join("anna"), await place.staff.join("eva", "assistant")
    lead = await place.signed_in(anna)
    assert "/reset" not in await lead.open(f"/staff/{anna.staff}")
    await lead.open(f"/staff/{eva.staff}")
    _, kept = lead.form(f"/staff/{eva.staff}/reset")

    answer = await lead.client.post(
        f"/en/staff/{anna.staff}/reset", data=kept, headers={"origin": ORIGIN}
    )

    assert answer.status_code == 422
    assert "This is your own account." in answer.text
    await place.staff.member(lead.session)


@pytest.mark.parametrize("act", ["reset", "reset/withdraw"])
async def test_a_reset_asks_for_the_password_after_ten_minutes(place: Site, act: str) -> None:
    anna, eva = await place.staff.join("anna"), await place.staff.join("eva", "assistant")
    lead = await place.signed_in(anna)
    kept = lead.form("/sign-out")[1]
    place.staff.later(minutes=11)

    answer = await lead.client.post(
        f"/en/staff/{eva.staff}/{act}", data=kept, headers={"origin": ORIGIN}
    )

    assert answer.headers["location"] == f"/en/account/confirm?next=staff/{eva.staff}"
    await place.staff.member(eva.token)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_page_of_a_reset_in_every_language(place: Site, language: str) -> None:
    anna, eva = await place.staff.join("anna"), await place.staff.join("eva", "assistant")
    lead, other = await place.signed_in(anna), place.window()
    lead.languages = other.languages = [language]
    await lead.open(f"/staff/{eva.staff}")
    await lead.press(f"/staff/{eva.staff}/reset")
    link = rf'<p class="code">http://[^/<]+/{language}(/reset/[\w-]{{43}})</p>'
    found = re.search(link, lead.shown)
    assert found is not None
    for window, path in ((other, found[1]), (lead, "/staff"), (lead, f"/staff/{eva.staff}")):
        await window.open(path)
        assert window.status == 200, path
        ids = re.findall(r' id="([^"]+)"', window.shown)
        assert len(ids) == len(set(ids)), path


async def test_failed_attempts_are_told_at_the_next_sign_in(place: Site) -> None:
    anna = await place.staff.join("anna")
    for _ in range(3):
        await place.staff.password("anna", OTHER)
    window = place.window()
    await window.open("/sign-in")
    await window.press("/sign-in", login="anna", password=PASSWORD)
    await window.press("/code", code="000000")
    await window.press("/code", code=place.staff.code(anna.secret))

    assert "Failed attempts at your account within the last day: 4." in window.shown
    assert "Failed attempts" not in await window.open("/account")


async def test_a_trusted_device_is_told_of_strangers_too(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = place.window()
    await window.open("/sign-in")
    await window.press("/sign-in", login="anna", password=PASSWORD)
    await window.press("/code", code=place.staff.code(anna.secret), trust="yes")
    assert "Failed attempts" not in window.shown
    await place.staff.password("anna", OTHER)
    await window.press("/sign-out")

    await window.press("/sign-in", login="anna", password=PASSWORD)

    assert "Failed attempts at your account within the last day: 1." in window.shown
