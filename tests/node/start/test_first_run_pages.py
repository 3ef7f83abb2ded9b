"""The first run through its pages: every step leads on, back and past, and nothing is lost."""

import re

import pytest

from node.groups import store as groups
from node.network import store
from node.start import progress
from shared.delivery import Answered
from shared.signing import fingerprint, sign
from shared.wire.enrolment import Enrolled
from tests.node.network.invited import HUB, line
from tests.node.network.opened import Opened

NAMES = {"name_fi": "Savon verkosto", "name_sv": "Savolax", "controller": "Esimerkki ry"}
CONTACT = {"organisation": "Esimerkki ry", "telephone": "040 000 0000", "languages": "fi"}
GROUP = {"meets_in": "297", "lifecycle": "open", "start": "month", "start_month": "11/2026"}


async def test_a_fresh_node_leads_through_all_six_steps(opened: Opened) -> None:
    lead, led = opened.lead, []

    led.append((await lead.get("/")).headers["location"])
    led.append((await lead.get("/start")).headers["location"])
    led.append((await lead.press("/start/network", NAMES)).headers["location"])
    led.append((await lead.press("/start/places", {"names": "Kuopio"})).headers["location"])
    assert "Kuopio" in await lead.open("/start/places")
    words = {"says-297": "unknown"}
    led.append((await lead.press("/start/places/words", words)).headers["location"])
    led.append((await lead.press("/start/contact", CONTACT)).headers["location"])
    led.append((await lead.press("/start/group", GROUP)).headers["location"])
    assert "Groups in Kuopio:" in await lead.open("/start/preview")
    led.append((await lead.press("/start/preview")).headers["location"])

    assert led == [
        "/en/start",
        "/en/start/network",
        "/en/start/places",
        "/en/start/places",
        "/en/start/contact",
        "/en/start/group",
        "/en/start/preview",
        "/en/start/enrol",
    ]
    assert await opened.desk.read(groups.ids) == {"kuopio-2026-1"}


async def test_the_last_step_shows_the_fingerprint_and_ends_the_run(opened: Opened) -> None:
    await opened.named("297")
    key = opened.key
    told = Enrolled(node="pohjois-savo", public_key=key.public, state="pending")
    opened.door.answer = Answered(200, sign(told, HUB))

    pressed = await opened.lead.press("/start/enrol", {"invitation": line(opened.desk.now())})

    assert pressed.headers["location"] == "/en/start/enrol"
    html = await opened.lead.open("/start/enrol")
    assert fingerprint(key.public, HUB.public) in html
    assert await opened.desk.read(progress.upcoming) is None


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("step", ["network", "places", "contact", "group", "preview", "enrol"])
async def test_every_step_opens_at_any_time_and_shows_the_way_back(
    opened: Opened, language: str, step: str
) -> None:
    html = await opened.lead.open(f"/start/{step}", language)

    assert f'<html lang="{language}">' in html
    assert ('rel="prev"' in html) is (step != "network")
    assert "<script" not in html
    assert " style=" not in html


async def test_a_step_that_was_refused_keeps_what_was_typed(opened: Opened) -> None:
    refused = await opened.lead.press("/start/network", {"name_fi": "Verkosto", "controller": ""})

    assert refused.status_code == 422
    assert 'value="Verkosto"' in refused.text
    assert "controller of the personal data" in refused.text
    assert await opened.desk.read(store.record) is None


async def test_a_step_is_put_off_and_the_first_one_is_not(opened: Opened) -> None:
    lead = opened.lead
    first = await lead.press("/start/later/network")
    await lead.press("/start/network", NAMES)
    second = await lead.press("/start/later/places")
    unknown = await lead.press("/start/later/nothing")

    assert first.headers["location"] == "/en/start/network"
    assert second.headers["location"] == "/en/start/contact"
    assert unknown.status_code == 404


async def test_whoever_left_finds_what_is_missing_on_today(opened: Opened) -> None:
    await opened.named()

    html = await opened.lead.open("/")

    assert "enrolled with a hub yet" in html
    assert "nobody to call yet" in html
    assert 'href="/en/network/places"' in html


async def test_going_back_shows_what_was_saved(opened: Opened) -> None:
    await opened.lead.press("/start/network", NAMES)

    html = await opened.lead.open("/start/network")

    assert 'value="Savolax"' in html
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version is not None
    again = {**NAMES, "name_sv": "Savolaks", "version": version[1]}
    assert (await opened.lead.press("/start/network", again)).status_code == 303
    record = await opened.desk.read(store.record)
    assert record is not None
    assert record.name_sv == "Savolaks"


async def test_a_reader_is_led_nowhere(opened: Opened) -> None:
    assert (await opened.reader.get("/")).status_code == 200
    assert (await opened.reader.get("/start")).status_code == 403


async def test_a_month_that_has_passed_is_pointed_out_first(opened: Opened) -> None:
    lead, old = opened.lead, {**GROUP, "start": "month", "start_month": "9/2020"}
    await lead.press("/start/network", NAMES)
    await lead.press("/start/places", {"names": "Kuopio"})

    first = await lead.press("/start/group", old)

    assert first.status_code == 422
    assert "This month has passed: parents would read" in first.text
    assert await opened.desk.read(groups.ids) == set()
    assert 'name="passed" value="2020-09"' in first.text
    again = await lead.press("/start/group", old | {"passed": "2020-09"})
    assert again.status_code == 303
    assert len(await opened.desk.read(groups.ids)) == 1
