"""Who has begun the first run is reminded of it on every page, until it is finished or left."""

from pathlib import Path

from tests.browser.lived import PASSWORD, living, secret_on

REMINDER = "The set-up of this node is not finished."


async def test_a_lead_is_reminded_until_the_run_is_left(tmp_path: Path) -> None:
    async with living(tmp_path / "data") as node:
        lead = await node.window(["en"])
        await lead.open(node.link)
        who = {"name": "Liisa Esimerkki", "login": "liisa"}
        await lead.press("", **who, password=PASSWORD, again=PASSWORD)
        await lead.press("/second-factor", code=node.code(secret_on(lead.shown)))
        codes = lead.shown
        await lead.press("/recovery-codes/kept")
        first_step = lead.shown
        await lead.press("/start/network", name_fi="Savon verkosto", controller="Esimerkki ry")
        groups = await lead.open("/groups")
        await lead.open("/start/places")
        await lead.press("/start/leave")
        left = await lead.open("/groups")

    assert REMINDER not in codes
    assert REMINDER not in first_step
    assert REMINDER in groups
    assert 'href="/en/start/places">Go on with it' in groups
    assert REMINDER not in left
