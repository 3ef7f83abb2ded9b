"""An operator's form of signing in that somebody else sends again: the desk's own way in."""

import re
from html import unescape

from httpx import AsyncClient, Response

from tests.hub.cli.test_hub_cli import Line
from tests.hub.desk.desk_stand import ORIGIN
from tests.hub.desk.test_desk_sign_in import LINK, PASSWORD, Window, asked, join, line, window

__all__ = ["line", "window"]


def form(window: Window, path: str) -> dict[str, str]:
    """Return the hidden fields of the form on the page that leads there."""
    found = re.search(rf'<form method="post" action="/en{path}".*?</form>', window.page, re.DOTALL)
    assert found is not None, window.page
    kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0])
    return {name: unescape(value) for name, value in kept}


async def again(
    window: Window, path: str, fields: dict[str, str], cookies: dict[str, str]
) -> Response:
    """Send a form from another browser that has the cookies of then, and return the answer."""
    said = "; ".join(f"{name}={value}" for name, value in cookies.items())
    async with AsyncClient(transport=window.client._transport, base_url=ORIGIN) as other:
        return await other.post(
            f"/en{path}", data=fields, headers={"origin": ORIGIN, "cookie": said}
        )


async def test_a_replayed_form_opens_the_desk_only_to_the_second_press(
    line: Line, window: Window
) -> None:
    found = LINK.fullmatch((await asked(line, "operators", "invite")).strip())
    assert found is not None
    secret = await join(window, found[1])
    window.clock.turn(minutes=1)
    await window.send("/sign-out")
    await window.send("/sign-in", login="oona", password=PASSWORD)
    cookies, hidden = dict(window.client.cookies), form(window, "/code")
    code = window.code(secret)
    entered = await window.send("/code", code=code)

    honest = await again(window, "/code", {**hidden, "code": code}, cookies)
    other = await again(window, "/code", {**hidden, "code": "000000"}, cookies)

    assert (entered.status_code, honest.status_code, other.status_code) == (200, 303, 401)
    assert ["-session=" in str(one.headers.get_list("set-cookie")) for one in (honest, other)] == [
        *(True, False),
    ]
