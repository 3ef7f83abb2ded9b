"""The first page: what needs doing, with one press each; what the hub shows; all still right."""

from datetime import timedelta
from functools import partial

import pytest

from node.groups import edit as groups
from node.groups import store as group_store
from node.network import edit, store
from node.network.model import ContactRecord
from node.outbox import store as outbox
from tests.node.network.opened import Opened

FORM = {"meets_in": "Kuopio", "lifecycle": "open", "meetings": "1.9.2026, 8.9.2026"}
FORM |= {"planned_meetings": "8"}


async def add_group(opened: Opened) -> None:
    desk = opened.desk
    saved = await groups.save(desk.database, desk.clock, desk.reference, FORM)
    assert isinstance(saved, groups.Saved), saved


def later(opened: Opened, days: int) -> None:
    opened.desk.clock.instant += timedelta(days=days)  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_page_is_there_in_every_language(opened: Opened, language: str) -> None:
    await opened.named("297")

    html = await opened.lead.open("/", language)

    assert "<script" not in html
    assert " style=" not in html
    assert f'action="/{language}/today/confirm"' in html


async def test_one_press_confirms_and_wakes_the_sender(opened: Opened) -> None:
    await opened.named("297")
    await opened.desk.database.write(outbox.clear_dirty)
    later(opened, 40)
    asked = await opened.lead.open("/")
    pressed = await opened.lead.press("/today/confirm")
    after = await opened.lead.open("/")

    assert "Nobody has confirmed for 40 days" in asked
    assert pressed.headers["location"] == "/en/"
    assert "Nobody has confirmed" not in after
    assert "Thank you" in after
    assert await opened.desk.read(outbox.dirty_since) == opened.desk.now()
    assert "woken" in opened.woken


async def test_a_reader_without_tasks_is_told_so_while_a_lead_has_some(opened: Opened) -> None:
    await opened.named("297")
    await add_group(opened)
    later(opened, 2)

    html = await opened.reader.open("/")

    assert "There is nothing for you to do." in html
    assert "Nothing waits today." not in html


async def test_one_press_confirms_the_start_of_a_group(opened: Opened) -> None:
    await opened.named("297")
    await add_group(opened)
    later(opened, 2)
    asked = await opened.lead.open("/")
    path = "/today/groups/kuopio-2026-1/started"
    first, second = await opened.lead.press(path), await opened.lead.press(path)
    after = await opened.lead.open("/")

    assert f'action="/en{path}"' in asked
    assert "Did the group Kuopio 9/2026 (kuopio-2026-1) start?" in asked
    assert (first.status_code, second.status_code) == (303, 303)
    assert "already confirmed" in after
    found = await opened.desk.read(partial(group_store.find, group="kuopio-2026-1"))
    assert found is not None
    assert found.lifecycle == "running"


async def test_an_end_is_confirmed_only_when_no_meeting_is_to_come(opened: Opened) -> None:
    await opened.named("297")
    await add_group(opened)

    await opened.lead.press("/today/groups/kuopio-2026-1/ended")
    html = await opened.lead.open("/")

    assert "Only a group that has started can end" in html


async def test_the_contact_is_tried_by_one_press(opened: Opened) -> None:
    await opened.named("297")
    contact = ContactRecord(organisation="Esimerkki ry", telephone="040 000 0000")
    job = partial(edit.set_contact, contact=contact, now=opened.desk.now())
    await opened.desk.commit(job)
    later(opened, 100)
    asked = await opened.lead.open("/")
    await opened.lead.press("/today/contact")

    assert "still answer (040 000 0000)" in asked
    assert "still answer (040" not in await opened.lead.open("/")
    found = await opened.desk.read(store.contact)
    assert found is not None
    assert (found.checked_at, found.revision) == (opened.desk.now(), 1)


async def test_a_reader_sees_no_button_and_presses_none(opened: Opened) -> None:
    await opened.named("297")
    later(opened, 40)

    html = await opened.reader.open("/")
    pressed = await opened.reader.press("/today/confirm")

    assert "/today/" not in html
    assert "Nobody has confirmed" not in html
    assert pressed.status_code == 403


async def test_a_break_is_shown_while_it_lasts(opened: Opened) -> None:
    await opened.named("297")
    await opened.lead.press("/network/break", {"starts": "2.9.2026", "until": "20.9.2026"})
    announced = await opened.lead.open("/")
    later(opened, 5)
    during = await opened.lead.open("/")
    later(opened, 20)

    assert "A break is announced from 2 Sept 2026" in announced
    assert "On break until 20 Sept 2026" in during
    assert "On break until" not in await opened.lead.open("/")
    assert "20 Sept" not in await opened.lead.open("/")
    assert "20 Sept" not in await opened.lead.open("/network/break")
