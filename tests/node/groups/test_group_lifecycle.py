"""Rules 8 and 13: what a person may do to a group, and what time alone makes of it."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from node.groups import lifecycle
from node.groups.lifecycle import apparent, move
from node.groups.model import Apparent, Group, Lifecycle, Meeting
from shared.text import Invalid

TODAY = date(2026, 11, 21)
STATES: tuple[Lifecycle, ...] = get_args(Lifecycle)
THURSDAYS = tuple(date(2026, 11, 5) + timedelta(weeks=n) for n in range(10))


def group(state: Lifecycle = "open", **changes: Any) -> Group:
    ran = {"running": (TODAY, None), "ended": (TODAY, TODAY)}.get(state, (None, None))
    fields: dict[str, Any] = {"start": "not_said", "meets_in": "638"}
    fields |= {"start_confirmed_on": ran[0], "end_confirmed_on": ran[1]}
    return Group(id="a", lifecycle=state, **{**fields, **changes})


def met(*days: date) -> tuple[Meeting, ...]:
    return tuple(Meeting(number=n, day=day) for n, day in enumerate(days, start=1))


ALLOWED = {
    "draft": {"planned", "open", "postponed", "cancelled"},
    "planned": {"open", "full", "running", "postponed", "cancelled"},
    "open": {"full", "running", "postponed", "cancelled"},
    "full": {"open", "running", "postponed", "cancelled"},
    "running": {"ended", "postponed", "cancelled"},
    "ended": set(),
    "postponed": {"planned", "open", "cancelled"},
    "cancelled": set(),
}


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("to", STATES)
def test_rule_13_a_person_moves_a_group_only_along_its_life(
    before: Lifecycle, to: Lifecycle
) -> None:
    moved = move(group(before), to, TODAY)
    if to in ALLOWED[before]:
        assert isinstance(moved, Group)
        assert moved.lifecycle == to
    else:
        assert isinstance(moved, Invalid)


@pytest.mark.parametrize("state", [s for s in STATES if s not in {"ended", "cancelled"}])
def test_rule_13_postponed_and_cancelled_from_any_state_before_ended(state: Lifecycle) -> None:
    assert isinstance(move(group(state), "cancelled", TODAY), Group)
    assert isinstance(lifecycle.postpone(group(state), "2027-01", TODAY), Group)


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        ("open", date(2026, 11, 5), "open"),
        ("open", date(2026, 11, 6), "running_unconfirmed"),
        ("full", date(2026, 11, 5), "full"),
        ("full", date(2026, 11, 6), "running_unconfirmed"),
        ("open", date(2027, 1, 7), "running_unconfirmed"),
        ("open", date(2027, 1, 8), "ended_unconfirmed"),
        ("running", date(2027, 1, 7), "running"),
        ("running", date(2027, 1, 8), "ended_unconfirmed"),
        ("planned", date(2027, 1, 8), "planned"),
        ("postponed", date(2027, 1, 8), "postponed"),
        ("cancelled", date(2027, 1, 8), "cancelled"),
        ("draft", date(2027, 1, 8), "draft"),
        ("ended", date(2027, 1, 8), "ended"),
    ],
)
def test_rule_13_time_alone(state: Lifecycle, day: date, expected: Apparent) -> None:
    assert apparent(group(state, meetings=met(*THURSDAYS)), day) == expected


def test_rule_10_a_month_stands_for_the_days_until_it_is_over() -> None:
    known_by_month = group(start="month", start_month="2026-11")
    assert apparent(known_by_month, date(2026, 11, 30)) == "open"
    assert apparent(known_by_month, date(2026, 12, 1)) == "running_unconfirmed"


def test_rule_10_one_known_day_of_ten_is_no_end() -> None:
    begun = group(meetings=met(THURSDAYS[0]))
    assert begun.last_day is None
    assert apparent(begun, date(2027, 6, 1)) == "running_unconfirmed"


@pytest.mark.parametrize("start", ["on_request", "all_year", "when_found"])
def test_rule_10_a_standing_offer_is_moved_by_no_day(start: Any) -> None:
    assert apparent(group(start=start), date(2036, 1, 1)) == "open"


def test_rule_13_a_start_is_confirmed_on_its_day_at_the_earliest() -> None:
    coming = group(meetings=met(*THURSDAYS))
    assert isinstance(lifecycle.confirm_start(coming, date(2026, 11, 4)), Invalid)
    started = lifecycle.confirm_start(coming, date(2026, 11, 5))
    assert started == replace(coming, lifecycle="running", start_confirmed_on=date(2026, 11, 5))
    assert isinstance(lifecycle.confirm_start(group("running"), TODAY), Invalid)


def test_rule_13_confirming_the_end_confirms_that_it_started() -> None:
    over = date(2027, 1, 8)
    ended = lifecycle.confirm_end(group(meetings=met(*THURSDAYS)), over)
    assert isinstance(ended, Group)
    assert (ended.start_confirmed_on, ended.end_confirmed_on) == (over, over)


def test_rule_13_an_end_before_the_last_meeting_is_refused() -> None:
    running = group("running", meetings=met(*THURSDAYS))
    assert isinstance(lifecycle.confirm_end(running, date(2027, 1, 6)), Invalid)
    assert isinstance(lifecycle.confirm_end(group("open"), TODAY), Invalid)


def test_rule_13_a_postponed_group_loses_its_month_and_comes_back_with_new_dates() -> None:
    postponed = lifecycle.postpone(group("full", meetings=met(*THURSDAYS)), None, TODAY)
    assert isinstance(postponed, Group)
    assert (postponed.start, postponed.start_month) == ("not_said", None)
    assert isinstance(move(postponed, "open", TODAY), Invalid)
    fresh = replace(postponed, meetings=met(date(2027, 1, 14)))
    assert isinstance(move(fresh, "open", TODAY), Group)


def test_a_group_is_not_postponed_into_the_past() -> None:
    assert isinstance(lifecycle.postpone(group(), "2026-10", TODAY), Invalid)
    assert isinstance(lifecycle.postpone(group(), "2026-11", TODAY), Group)


def test_rule_8_a_group_that_has_started_takes_no_parents() -> None:
    started = group(meetings=met(*THURSDAYS))
    assert isinstance(lifecycle.takes_parents(started, yes=True, today=TODAY), Invalid)
    closed = lifecycle.takes_parents(started, yes=False, today=TODAY)
    assert isinstance(closed, Group)
    assert closed.takes_parents is False


def test_withdrawn_once_and_corrected_back() -> None:
    gone = lifecycle.withdraw(group(), TODAY)
    assert isinstance(gone, Group)
    assert gone.withdrawn_on == TODAY
    assert isinstance(lifecycle.withdraw(gone, TODAY), Invalid)
    back = lifecycle.correct(gone, "open", TODAY)
    assert back == group()


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("to", STATES)
def test_rule_13_a_person_corrects_any_state(before: Lifecycle, to: Lifecycle) -> None:
    corrected = lifecycle.correct(group(before), to, TODAY)
    assert isinstance(corrected, Group)
    assert corrected.lifecycle == to
    assert (corrected.end_confirmed_on is not None) == (to == "ended")


def test_a_copy_is_a_draft_without_dates_people_counted_or_notes() -> None:
    old = group("ended", meetings=met(*THURSDAYS), parents=6, notes="x", serves=("638",))
    copy = lifecycle.copy_of(old, "b")
    assert copy == Group(
        id="b", lifecycle="draft", meets_in="638", start="not_said", serves=("638",)
    )


STEP = st.one_of(
    st.sampled_from(STATES),
    st.sampled_from(["withdraw", "postpone", "yes", "no"]),
)
SOME_GROUP = st.builds(
    group,
    st.sampled_from(STATES),
    meetings=st.sampled_from([(), met(*THURSDAYS), met(*THURSDAYS[:3])]),
)
SOME_DAY = st.dates(date(2026, 9, 1), date(2027, 6, 1))


def act(one: Group, step: str, day: date) -> Group | Invalid:
    match step:
        case "withdraw":
            return lifecycle.withdraw(one, day)
        case "postpone":
            return lifecycle.postpone(one, None, day)
        case "yes" | "no":
            return lifecycle.takes_parents(one, yes=step == "yes", today=day)
        case _:
            return move(one, step, day)  # type: ignore[arg-type]


@given(SOME_GROUP, st.lists(SOME_DAY, max_size=20))
def test_rule_13_time_alone_cancels_postpones_and_opens_nothing(
    one: Group, days: list[date]
) -> None:
    order: list[Apparent] = ["open", "full", "running_unconfirmed", "running", "ended_unconfirmed"]
    seen = [apparent(one, day) for day in sorted(days)]
    for before, after in pairwise(seen):
        assert after == before or (before in order and order.index(after) > order.index(before))
    assert set(seen) <= {one.lifecycle, "running_unconfirmed", "ended_unconfirmed"}


@given(SOME_GROUP, st.lists(st.tuples(STEP, SOME_DAY), max_size=30))
def test_rule_13_ended_never_comes_back_by_steps(one: Group, steps: list[tuple[str, date]]) -> None:
    over = one.lifecycle in {"ended", "cancelled"}
    for step, day in steps:
        moved = act(one, step, day)
        one = one if isinstance(moved, Invalid) else moved
        assert not (over and one.lifecycle not in {"ended", "cancelled"})
        over = one.lifecycle in {"ended", "cancelled"}
        if one.lifecycle in {"running", "ended"}:
            assert one.start_confirmed_on is not None
        assert (one.end_confirmed_on is not None) == (one.lifecycle == "ended")
