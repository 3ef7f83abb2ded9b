"""Every button of the life cycle in every state: shown exactly where the core takes the step."""

import re
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from node.groups import lifecycle, store, wording
from node.groups.model import Group, Lifecycle, Meeting
from node.groups.parents import consequence
from node.groups.steps import STEPS, buttons, read, step_of
from node.history import record as history
from shared.text import Invalid, Text

TODAY = date(2026, 9, 1)
EVERY = set(STEPS)
TABLE: dict[Lifecycle, set[str]] = {
    "draft": {"plan", "open", "postpone", "cancel", "withdraw"},
    "planned": {"open", "full", "start", "postpone", "cancel", "withdraw"},
    "open": {"full", "start", "postpone", "cancel", "withdraw"},
    "full": {"open", "start", "postpone", "cancel", "withdraw"},
    "running": {"end", "postpone", "cancel", "withdraw"},
    "ended": {"withdraw"},
    "postponed": {"plan", "open", "postpone", "cancel", "withdraw"},
    "cancelled": {"withdraw"},
}


def group_in(state: Lifecycle, **more: Any) -> Group:
    """Return a group in a state, as the schema takes it."""
    began = TODAY if state in {"running", "ended"} else None
    plain = Group(
        id="a",
        lifecycle=state,
        meets_in="638",
        start_month="2026-11",
        start_confirmed_on=began,
        end_confirmed_on=TODAY if state == "ended" else None,
    )
    return replace(plain, **more)


def days(first: date, number: int = 10) -> tuple[Meeting, ...]:
    """Return weekly meetings."""
    return tuple(
        Meeting(number=n + 1, day=first + timedelta(weeks=n), theme=n + 1) for n in range(number)
    )


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(get_args(Lifecycle))
    assert set().union(*TABLE.values()) == EVERY


@pytest.mark.parametrize("state", get_args(Lifecycle))
def test_what_is_shown_is_what_can_be_done(state: Lifecycle) -> None:
    group = group_in(state)

    assert {button.name for button in buttons(group, TODAY)} == TABLE[state]
    for name in EVERY - TABLE[state]:
        step = step_of(name)
        assert step is not None
        assert isinstance(step(group, TODAY), Invalid), name


@pytest.mark.parametrize("state", get_args(Lifecycle))
async def test_a_button_that_is_not_shown_is_refused(house: Any, state: Lifecycle) -> None:
    group = group_in(state)
    await house.desk.commit(lambda db: store.put(db, group))

    html = await house.lead.open("/groups/a")
    shown = set(re.findall(r'action="/en/groups/a/step/(\w+)"', html)) - {"parents", "correct"}
    assert shown == TABLE[state]

    for name in sorted(EVERY):
        seen = await house.desk.read(lambda db: history.version(db, "group", "a"))
        answer = await house.lead.press(f"/groups/a/step/{name}", {"version": str(seen)})
        assert answer.status_code == (303 if name in TABLE[state] else 422), name
        if answer.status_code == 422:
            assert "Nothing was changed" in answer.text
        await house.desk.commit(lambda db: store.put(db, group))


@pytest.mark.parametrize("state", get_args(Lifecycle))
def test_the_start_and_the_end_wait_for_their_days(state: Lifecycle) -> None:
    coming = group_in(state, meetings=days(TODAY + timedelta(days=3)))

    assert not {"start", "end"} & {button.name for button in buttons(coming, TODAY)}


def test_a_month_that_lies_ahead_is_said_beside_the_button_and_refuses_nothing() -> None:
    said = {
        (state, one.name): one.early is not None
        for state in ("planned", "running")
        for one in buttons(group_in(state), TODAY)
    }
    assert said["planned", "start"]
    assert said["running", "end"]
    assert not said["planned", "open"]
    now = group_in("planned", start_month="2026-09")
    assert not any(one.early for one in buttons(now, TODAY))


@pytest.mark.parametrize(
    ("state", "more", "told"),
    [
        ("planned", {}, "starts 11/2026"),
        ("running", {"start_month": "2026-08"}, "began 8/2026"),
        ("running", {}, "began 9/2026"),  # confirmed before its month came
        ("ended", {"start_month": "2026-05"}, "began 5/2026"),
        ("cancelled", {}, "was to start 11/2026"),
    ],
)
def test_when_a_group_starts_is_told_as_it_stands(
    state: Lifecycle, more: dict[str, Any], told: str
) -> None:
    assert str(wording.start_of(group_in(state, **more))) == told


def test_a_withdrawn_group_is_not_withdrawn_twice() -> None:
    group = group_in("open", withdrawn_on=TODAY)

    assert "withdraw" not in {button.name for button in buttons(group, TODAY)}


@pytest.mark.parametrize(
    ("before", "name", "told"),
    [
        ("draft", "plan", "Parents will read that a group is coming."),
        ("draft", "open", "Parents will read that the group takes new parents."),
        ("draft", "cancel", "Nothing changes for parents."),
        ("open", "full", "Parents will read that the group is full or has started."),
        ("full", "start", "Nothing changes for parents."),
        ("open", "cancel", "Parents will not find the group any more."),
        ("open", "postpone", "Parents will not find the group any more."),
        ("cancelled", "withdraw", "Nothing changes for parents."),
    ],
)
def test_what_parents_will_read_is_said_before(before: Lifecycle, name: str, told: str) -> None:
    (button,) = (one for one in buttons(group_in(before), TODAY) if one.name == name)

    assert str(button.parents) == told


def test_a_new_month_is_news_for_parents() -> None:
    group = group_in("planned")
    later = lifecycle.postpone(group, "2027-02", TODAY)
    assert isinstance(later, Group)

    assert str(consequence(group, later, TODAY)) == "Parents will read that a group is coming."


@pytest.mark.parametrize("name", ["nothing", "", "draft", "__class__"])
def test_a_step_that_is_none(name: str) -> None:
    assert read(name, {}) is None


def test_forms_that_say_what_no_step_is() -> None:
    assert isinstance(read("correct", {"to": "elsewhere"}), Text)
    assert isinstance(read("postpone", {"start_month": "soon"}), Text)


def test_a_postponed_group_needs_another_month() -> None:
    group = group_in("postponed")
    again = read("postpone", {"start_month": "11/2026"})

    assert callable(again)
    assert isinstance(again(group, TODAY), Invalid)


@pytest.mark.parametrize(
    ("path", "assistant"),
    [
        ("/new", 403),
        ("/a/edit/basics", 403),
        ("/a/step/open", 403),
        ("/a/step/parents", 403),
        ("/a/step/correct", 403),
        ("/a/copy", 403),
        ("/a/undo", 403),
        ("/a/remove", 403),
        ("/a/meetings", 303),
        ("/a/meetings/2026-11-05", 303),
        ("/a/meetings/2026-11-05/remove", 303),
        ("/a/dates", 303),
        ("/a/attendance", 303),
    ],
)
async def test_who_may_what(house: Any, path: str, assistant: int) -> None:
    group = group_in("draft", meetings=days(date(2026, 11, 5), 9), start="month")
    await house.desk.commit(lambda db: store.put(db, group))
    sent = {"version": "0", "day": "6.11.2026", "day-1": "6.11.2026", "came-2026-11-05": "5"}

    reader = await house.reader.press(f"/groups{path}", sent)
    nobody = await house.nobody.press(f"/groups{path}", sent)
    unchanged = await house.desk.read(lambda db: store.find(db, "a"))
    helper = await house.assistant.press(f"/groups{path}", sent)

    assert (reader.status_code, nobody.status_code, helper.status_code) == (403, 401, assistant)
    assert unchanged == group


async def test_what_a_role_may_not_is_not_shown(house: Any) -> None:
    group = group_in("open", meetings=days(date(2026, 11, 5)), start="month")
    await house.desk.commit(lambda db: store.put(db, group))

    for path in ("/groups", "/groups/a", "/groups/a/meetings"):
        page = await house.reader.open(path)
        forms = re.findall(r'<form method="post" action="([^"]*)"', page)
        assert forms == ["/en/sign-out"], path
        assert "/edit/" not in page
        assert "/groups/new" not in page
    helper = await house.assistant.open("/groups/a/meetings")
    assert 'action="/en/groups/a/meetings"' in helper
    assert "/step/" not in await house.assistant.open("/groups/a")
    assert (await house.reader.get("/groups/a/edit/basics")).status_code == 403
    assert (await house.reader.get("/groups/a/dates")).status_code == 403
