"""A form of signing in that is sent again: by an honest second press, and by somebody else.

Whoever sits down at a used computer may find an old form and the visitor's cookie, no more.
"""

import asyncio

from httpx import Response

from shared.runtime.web.guards import Gate
from tests.node.staff.conftest import PASSWORD, Person
from tests.node.staff.test_staff_pages import COOKIES, ORIGIN, Site, Window, place

__all__ = ["place"]

Sent = tuple[str, dict[str, str], dict[str, str]]
"""A form as it was sent: where to, its fields, and the cookies that came along."""


async def press(window: Window, action: str, **fields: str) -> Sent:
    """Send the form on the page, and return what was sent."""
    path, kept = window.form(action)
    brought = dict(window.client.cookies)
    await window.press(action, **fields)
    return path, {**kept, **fields}, brought


async def again(place: Site, sent: Sent, **fields: str) -> Response:
    """Send a form once more from a browser that has the cookies of then, and return the answer."""
    path, data, cookies = sent
    said = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"origin": ORIGIN, "cookie": said}
    return await place.window().client.post(path, data={**data, **fields}, headers=headers)


async def trusted(place: Site, anna: Person) -> Window:
    """Return a browser that is trusted, in which nobody is signed in."""
    window = place.window()
    await window.open("/sign-in")
    await window.press("/sign-in", login=anna.login, password=PASSWORD)
    await window.press("/code", code=place.staff.code(anna.secret), trust="yes")
    await window.press("/sign-out")
    place.staff.later(seconds=60)
    return window


def given(answer: Response, what: str) -> list[str]:
    """Return the values of a cookie that the answer sets."""
    name = COOKIES.name("session") if what == "session" else COOKIES.name("visitor")
    said = [one.split(";")[0].partition("=") for one in answer.headers.get_list("set-cookie")]
    return [value for key, _, value in said if key == name]


async def test_a_replayed_password_form_with_another_password_opens_nothing(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = await trusted(place, anna)
    sent = await press(window, "/sign-in", login="anna", password=PASSWORD)
    assert "Saved: lead" in window.shown

    answer = await again(place, sent, password="wrong")

    assert (answer.status_code, given(answer, "session")) == (422, [])


async def test_a_replayed_code_form_with_another_code_opens_nothing(place: Site) -> None:
    anna, window = await place.staff.join("anna"), place.window()
    await window.open("/sign-in")
    await window.press("/sign-in", login="anna", password=PASSWORD)
    sent = await press(window, "/code", code=place.staff.code(anna.secret))
    assert "Saved: lead" in window.shown

    path, data, cookies = sent
    visitor = {COOKIES.name("visitor"): cookies[COOKIES.name("visitor")]}
    answers = [await again(place, one, code="000000") for one in (sent, (path, data, visitor))]

    assert [(one.status_code, given(one, "session")) for one in answers] == [(401, [])] * 2


async def test_a_form_that_is_sent_again_later_opens_nothing(place: Site) -> None:
    assert isinstance(place.app, Gate)
    place.app._presses.repeated_s = 0
    anna = await place.staff.join("anna")
    window = await trusted(place, anna)
    await press(window, "/sign-in", login="anna", password=PASSWORD)
    await window.press("/sign-out")
    place.staff.later(seconds=60)
    untrusted = await place.staff.join("berit")
    other = place.window()
    await other.open("/sign-in")
    await other.press("/sign-in", login="berit", password=PASSWORD)
    sent = await press(other, "/code", code=place.staff.code(untrusted.secret))
    assert "Saved: lead" in other.shown
    await asyncio.sleep(0)

    answer = await again(place, sent)

    assert (answer.status_code, given(answer, "session")) == (401, [])


async def test_an_honest_second_press_gets_in_as_the_first_did(place: Site) -> None:
    anna, window = await place.staff.join("anna"), place.window()
    await window.open("/sign-in")
    sent = await press(window, "/sign-in", login="anna", password=PASSWORD)
    asked = await again(place, sent)
    assert (asked.status_code, given(asked, "session")) == (303, [window.session])
    sent = await press(window, "/code", code=place.staff.code(anna.secret))

    answer = await again(place, sent)

    assert (answer.status_code, answer.headers["location"]) == (303, "/en/")
    assert given(answer, "session") == [window.session]


async def test_two_presses_at_once_are_one_sign_in(place: Site) -> None:
    anna, window = await place.staff.join("anna"), place.window()
    await window.open("/sign-in")
    await window.press("/sign-in", login="anna", password=PASSWORD)
    path, kept = window.form("/code")
    sent = (path, {**kept, "code": place.staff.code(anna.secret)}, dict(window.client.cookies))

    first, second = await asyncio.gather(again(place, sent), again(place, sent))

    assert [first.status_code, second.status_code] == [303, 303]
    assert given(first, "session") == given(second, "session") != []


async def test_a_second_press_that_brings_the_new_session_leads_to_the_first_page(
    place: Site,
) -> None:
    anna, window = await place.staff.join("anna"), place.window()
    await window.open("/sign-in")
    first = await press(window, "/sign-in", login="anna", password=PASSWORD)
    second = await press(window, "/code", code=place.staff.code(anna.secret))
    now = dict(window.client.cookies)

    answers = [await again(place, (path, data, now)) for path, data, _ in (first, second)]

    assert [(one.status_code, one.headers.get("location")) for one in answers] == [
        (303, "/en/")
    ] * 2


async def test_whoever_signs_in_is_another_visitor(place: Site) -> None:
    anna, window = await place.staff.join("anna"), place.window()
    await window.open("/sign-in")
    before = window.client.cookies.get(COOKIES.name("visitor"))
    await window.press("/sign-in", login="anna", password=PASSWORD)
    await window.press("/code", code=place.staff.code(anna.secret))

    after = window.client.cookies.get(COOKIES.name("visitor"))

    assert before
    assert after
    assert before != after
