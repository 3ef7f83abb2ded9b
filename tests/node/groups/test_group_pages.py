"""What a lead does on the pages of groups, as a browser does it, and what stands there then."""

import re
from datetime import date
from typing import Any

import pytest

from node.groups import store
from node.groups.model import Group
from node.history import record as history

PORVOO = {
    "meets_in": "Porvoo",
    "start": "month",
    "start_month": "11/2026",
    "audience": "all",
    "languages": "suomi",
}
ID = "porvoo-2026-1"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
PARTS = ("basics", "when", "staff", "details", "notes", "after")


async def added(house: Any, **more: str) -> Group:
    """Add the group of Porvoo by its form."""
    answer = await house.lead.press("/groups/new", {**PORVOO, **more})
    assert answer.status_code == 303, answer.text
    return await kept(house)


async def kept(house: Any, group: str = ID) -> Group:
    """Return a group as it is stored."""
    found: Group | None = await house.desk.read(lambda db: store.find(db, group))
    assert found is not None
    return found


async def version(house: Any, group: str = ID) -> str:
    """Return the version a form of now would carry."""
    return str(await house.desk.read(lambda db: history.version(db, "group", group)))


async def press(house: Any, path: str, who: str = "lead", **fields: Any) -> Any:
    """Send a form about the group of Porvoo, made from its present version."""
    sent = {"version": await version(house), **fields}
    return await getattr(house, who).press(f"/groups/{ID}{path}", sent)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_page_opens(house: Any, language: str) -> None:
    empty = await house.lead.open("/groups", language)
    await added(house)
    await press(house, "/dates", **{"day-1": "5.11.2026", "day-2": "12.11.2026"})

    assert "<table>" not in empty
    for path in (
        "/groups",
        "/groups?state=all&q=porvoo&place=Porvoo&language=fi&year=2026",
        "/groups/new",
        f"/groups/{ID}",
        *(f"/groups/{ID}/edit/{part}" for part in PARTS),
        f"/groups/{ID}/meetings",
        f"/groups/{ID}/meetings/2026-11-05",
        f"/groups/{ID}/dates",
        f"/groups/{ID}/dates?first=5.11.2026&times=10&every=1&skip=52,1",
        f"/groups/{ID}/attendance",
    ):
        html = await house.lead.open(path, language)
        assert f'<html lang="{language}">' in html
        assert html.count("<h1") == 1, path


@pytest.mark.parametrize(
    "path",
    [
        "/groups/kuopio-1",
        f"/groups/{ID}/edit/nothing",
        "/groups/kuopio-1/edit/basics",
        "/groups/kuopio-1/meetings",
        f"/groups/{ID}/meetings/2026-11-06",
        f"/groups/{ID}/meetings/yesterday",
        "/groups/kuopio-1/dates",
        "/groups/kuopio-1/attendance",
        "/groups/kuopio-1/calendar",
        "/groups/..%2f..%2fetc%2fpasswd",
    ],
)
async def test_what_is_not_there(house: Any, path: str) -> None:
    await added(house)

    assert (await house.lead.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("button", "state"),
    [("save", "draft"), ("planned", "planned"), ("open", "open"), ("x", "draft")],
)
async def test_a_new_group_needs_five_answers(house: Any, button: str, state: Any) -> None:
    group = await added(house, press=button)

    assert group == Group(
        id=ID, lifecycle=state, meets_in="638", start="month", start_month="2026-11"
    )
    page = await house.lead.open(f"/groups/{ID}")
    assert ("Not public: it is a draft" in page) == (state == "draft")


async def test_a_new_group_that_is_refused_keeps_what_was_written(house: Any) -> None:
    answer = await house.lead.press(
        "/groups/new", {**PORVOO, "meets_in": "Porvo", "start_month": "31.2.2027"}
    )

    assert answer.status_code == 422
    assert "Did you mean Porvoo" in answer.text
    assert 'value="Porvo"' in answer.text
    assert 'value="31.2.2027"' in answer.text
    assert 'id="e-start_month"' in answer.text


async def test_a_section_changes_what_it_shows_and_nothing_else(house: Any) -> None:
    before = await added(house)
    await press(
        house,
        "/edit/notes",
        place="Perhekeskus, Kuja 1",
        starts_at="17.30",
        minutes="150",
        parents="6",
        notes="Avain\r\nvahtimestarilla",
    )
    group = await kept(house)

    assert (group.place, group.starts_at, group.minutes) == ("Perhekeskus, Kuja 1", "17:30", 150)
    assert (group.parents, group.notes) == (6, "Avain\nvahtimestarilla")
    assert group.start_month == before.start_month
    html = await house.lead.open(f"/groups/{ID}")
    assert "Perhekeskus, Kuja 1" in html
    assert "<ins>150</ins>" in html


async def test_a_form_that_says_nothing_new_leaves_no_trace(house: Any) -> None:
    await added(house)
    number = await version(house)
    page = await house.lead.open(f"/groups/{ID}/edit/basics", "sv")
    sent = dict(re.findall(r'<input type="text"[^>]* name="(\w+)"[^>]* value="([^"]*)"', page))
    checked = dict(re.findall(r'name="(\w+)" value="(\w+)" checked', page))

    answer = await press(house, "/edit/basics", **sent, **checked)

    assert answer.status_code == 303
    assert await version(house) == number


async def test_hours_that_differ_between_meetings_stay(house: Any) -> None:
    await added(house)
    await press(house, "/dates", **{"day-1": "5.11.2026", "day-2": "12.11.2026"})
    await press(house, "/meetings/2026-11-12", day="12.11.2026", starts_at="18", minutes="120")

    await press(
        house, "/edit/notes", place="Kuja 1", starts_at="", minutes="", parents="", notes=""
    )

    assert [m.starts_at for m in (await kept(house)).meetings] == [None, "18:00"]


async def test_unticking_says_no(house: Any) -> None:
    await added(house)

    await press(
        house, "/edit/staff", organisers="", instructors="", social_worker="yes", wants_name=""
    )

    group = await kept(house)
    assert (group.wants_name, group.social_worker) == (False, "yes")


async def test_two_people_at_one_group(house: Any) -> None:
    await added(house)
    seen = await version(house)
    await press(house, "/edit/details", travel_costs="paid", interpreter="yes")
    fields = {"travel_costs": "not_paid", "interpreter": "not_said", "version": seen}

    clash = await house.lead.press(f"/groups/{ID}/edit/details", fields)

    assert clash.status_code == 409
    assert (await kept(house)).travel_costs == "paid"
    assert "<del>to be asked</del> → <ins>paid</ins>" in clash.text
    assert re.search(r'value="not_paid" checked', clash.text)
    shown = re.search(r'name="version" value="(\d+)"', clash.text)
    assert shown is not None

    again = await house.lead.press(
        f"/groups/{ID}/edit/details", {**fields, "version": shown[1], "interpreter": "yes"}
    )

    assert again.status_code == 303
    group = await kept(house)
    assert (group.travel_costs, group.interpreter) == ("not_paid", "yes")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/step/cancel", {}),
        ("/step/parents", {"answer": "no"}),
        ("/step/postpone", {"start_month": "1/2027"}),
        ("/undo", {}),
        ("/remove", {}),
        ("/meetings", {"day": "5.11.2026"}),
        ("/dates", {"day-1": "5.11.2026"}),
    ],
)
async def test_a_button_pressed_on_an_old_page_does_nothing(
    house: Any, path: str, fields: dict[str, str]
) -> None:
    await added(house, press="open")
    seen = await version(house)
    await press(house, "/edit/details", travel_costs="paid")
    before = await kept(house)

    answer = await house.lead.press(f"/groups/{ID}{path}", {**fields, "version": seen})

    assert answer.status_code == 409
    assert "<ins>paid</ins>" in answer.text
    assert await kept(house) == before


async def test_a_double_press_makes_one_group(house: Any) -> None:
    sent = {**PORVOO, "once": "a" * 32}

    first = await house.lead.press("/groups/new", sent)
    second = await house.lead.press("/groups/new", sent)

    assert first.headers["location"] == second.headers["location"]
    assert await house.desk.read(store.ids) == {ID}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/edit/notes", "place"),
        ("/edit/notes", "notes"),
        ("/edit/notes", "parents"),
        ("/edit/basics", "meets_in"),
        ("/edit/basics", "serves"),
        ("/edit/basics", "languages"),
        ("/edit/when", "start_month"),
        ("/edit/staff", "instructors"),
        ("/dates", "day-1"),
        ("/meetings", "theme"),
    ],
)
async def test_scripts_are_only_text(house: Any, path: str, field: str) -> None:
    await added(house)

    answer = await press(house, path, **{"start": "month", field: SCRIPT})
    shown = answer.text + await house.lead.open(f"/groups/{ID}")

    assert "<script" not in shown
    assert "<img" not in shown
    await house.lead.open(f"/groups?q={SCRIPT}&place={SCRIPT}")
    assert "<script" not in await house.lead.open("/groups?q=%3Cscript%3E&place=%3Cscript%3E")


@pytest.mark.parametrize("said", ["31.2.2027", "30.2.2027", "5.11", "huomenna", "1.1.20277"])
async def test_a_day_that_is_none_is_answered_at_its_field(house: Any, said: str) -> None:
    await added(house)

    for path, field in (("/dates", "day-1"), ("/meetings", "day")):
        answer = await press(house, path, **{field: said})
        assert answer.status_code == 422
        assert f'id="e-{field}"' in answer.text
        assert f'value="{said}"' in answer.text
    assert (await kept(house)).meetings == ()


async def test_undo_brings_back_what_was(house: Any) -> None:
    await added(house)
    before = await kept(house)
    await press(house, "/edit/details", travel_costs="paid", interpreter="yes")

    assert "Take the last change back" in await house.lead.open(f"/groups/{ID}")
    await press(house, "/undo")

    assert await kept(house) == before
    assert "change undone" in await house.lead.open(f"/groups/{ID}")


async def test_a_removed_group_is_gone_from_the_list(house: Any) -> None:
    await added(house)

    answer = await press(house, "/remove")

    assert answer.headers["location"] == "/en/groups"
    assert (await house.lead.get(f"/groups/{ID}")).status_code == 404
    removed = await house.desk.read(lambda db: history.of_record(db, "group", ID))
    assert removed[0].verb == "removed"


async def test_the_next_group_is_a_draft_like_this_one(house: Any) -> None:
    await added(house, press="open")
    await press(house, "/edit/details", travel_costs="paid")

    answer = await house.lead.press(f"/groups/{ID}/copy")

    assert answer.headers["location"] == "/en/groups/porvoo-2026-2"
    copied = await kept(house, "porvoo-2026-2")
    assert (copied.lifecycle, copied.travel_costs) == ("draft", "paid")
    assert copied.start_month is None


async def test_new_parents_is_a_decision_of_its_own(house: Any) -> None:
    await added(house, press="open")
    html = await house.lead.open(f"/groups/{ID}")
    assert "Parents will read that the group is full or has started." in html

    await press(house, "/step/parents", answer="no")

    assert (await kept(house)).takes_parents is False
    assert "Parents would read: the group is full" in await house.lead.open(f"/groups/{ID}")
    await press(house, "/step/parents", answer="yes")
    assert (await kept(house)).takes_parents is True


async def test_a_state_is_put_right_by_a_person(house: Any) -> None:
    await added(house, press="open")
    await press(house, "/step/cancel")

    refused = await press(house, "/step/correct", to="nothing")
    await press(house, "/step/correct", to="open")

    assert refused.status_code == 422
    assert (await kept(house)).lifecycle == "open"


async def test_a_group_is_postponed_to_a_month(house: Any) -> None:
    await added(house, press="open")

    refused = await press(house, "/step/postpone", start_month="31.2.2027")
    past = await press(house, "/step/postpone", start_month="1/2026")
    await press(house, "/step/postpone", start_month="2/2027")

    assert (refused.status_code, past.status_code) == (422, 422)
    assert "The new month has already passed." in past.text
    group = await kept(house)
    assert (group.lifecycle, group.start_month) == ("postponed", "2027-02")


async def test_dates_proposed_moved_and_saved(house: Any) -> None:
    await added(house)
    html = await house.assistant.open(f"/groups/{ID}/dates?first=5.11.2026&times=10&skip=52,1")
    days = dict(re.findall(r'name="(day-\d+)"[^>]* value="([^"]*)"', html))
    assert [days[f"day-{n}"] for n in (1, 8, 9, 10)] == [
        "5.11.2026",
        "31.12.2026",
        "14.1.2027",
        "21.1.2027",
    ]
    assert "Skipped weeks: 52, 1" in html

    moved = {**days, "day-8": "30.12.2026"}
    await press(house, "/dates", "assistant", **moved)

    group = await kept(house)
    assert [m.theme for m in group.meetings] == list(range(1, 11))
    assert group.meetings[7].day == date(2026, 12, 30)


async def test_attendance_is_a_number_for_each_meeting(house: Any) -> None:
    await added(house)
    await press(house, "/dates", **{"day-1": "5.11.2026", "day-2": "12.11.2026"})

    many = await press(house, "/attendance", "assistant", **{"came-2026-11-05": "200"})
    await press(
        house, "/attendance", "assistant", **{"came-2026-11-05": "6", "came-2026-11-12": ""}
    )

    assert many.status_code == 422
    assert 'id="e-came-2026-11-05"' in many.text
    assert [m.attendance for m in (await kept(house)).meetings] == [6, None]


async def test_a_full_group_is_not_asked_whether_it_takes_parents(house: Any) -> None:
    await added(house, press="open")
    assert "Does the group take new parents?" in await house.lead.open(f"/groups/{ID}")

    await press(house, "/step/full")

    assert (await kept(house)).lifecycle == "full"
    assert "Does the group take new parents?" not in await house.lead.open(f"/groups/{ID}")
    listed = await house.lead.open("/groups")
    assert "<td>yes</td>" not in listed
