"""Rules 4, 6 and 10: dates are the truth; numbers, themes and the start follow them."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from node.groups import meetings
from node.groups.model import Group, Meeting
from shared.text import Invalid

FIRST = date(2026, 11, 5)
TEN = tuple(FIRST + timedelta(weeks=n) for n in range(10))


def group(days: tuple[date, ...] = (), **changes: Any) -> Group:
    fields: dict[str, Any] = {"lifecycle": "open", "meets_in": "638", "start": "not_said"}
    return meetings.set_days(Group(id="g", **{**fields, **changes}), days)


def themes(one: Group | Invalid) -> list[int | None]:
    assert isinstance(one, Group)
    return [m.theme for m in one.meetings]


def test_rule_6_ten_meetings_take_the_ten_themes_in_order() -> None:
    assert themes(group(TEN)) == list(range(1, 11))


@pytest.mark.parametrize("n", [8, 9])
def test_rule_6_with_eight_or_nine_the_lead_picks(n: int) -> None:
    one = group(TEN[:n])
    assert one.planned_meetings == n
    assert themes(one) == [None] * n


def test_rule_6_what_the_lead_picked_stays_when_dates_move() -> None:
    picked = meetings.change(group(TEN[:8]), TEN[2], {"theme": 6})
    assert isinstance(picked, Group)
    moved = meetings.change(picked, TEN[2], {"day": TEN[2] + timedelta(days=1)})
    assert themes(moved) == [None, None, 6, None, None, None, None, None]


def test_rule_6_an_own_order_of_ten_stays() -> None:
    swapped = meetings.change(group(TEN), TEN[1], {"theme": 8})
    assert isinstance(swapped, Group)
    assert themes(swapped) == [1, 8, 3, 4, 5, 6, 7, 8, 9, 10]
    later = meetings.change(swapped, TEN[9], {"day": TEN[9] + timedelta(weeks=2)})
    assert themes(later) == [1, 8, 3, 4, 5, 6, 7, 8, 9, 10]


def test_rule_10_a_gap_of_five_weeks_is_kept() -> None:
    days = (*TEN[:6], *(day + timedelta(weeks=5) for day in TEN[6:]))
    one = group(days)
    assert [m.day for m in one.meetings] == list(days)
    assert (one.first_day, one.last_day) == (days[0], days[-1])
    assert (one.start, one.start_month) == ("month", "2026-11")


def test_rule_10_three_known_dates_leave_ten_planned() -> None:
    one = group(TEN[:3])
    assert (one.planned_meetings, one.last_day) == (10, None)
    assert themes(one) == [1, 2, 3]


def test_a_meeting_added_between_renumbers_and_refills() -> None:
    nine = meetings.remove(group(TEN), TEN[4])
    assert isinstance(nine, Group)
    assert (nine.planned_meetings, themes(nine)) == (9, [None] * 9)
    ten = meetings.add(nine, Meeting(number=0, day=TEN[4]))
    assert ten == group(TEN)


def test_what_is_known_of_a_kept_day_stays() -> None:
    one = meetings.change(group(TEN), TEN[0], {"attendance": 6, "minutes": 150})
    assert isinstance(one, Group)
    again = meetings.set_days(one, (*TEN[:9], TEN[9] + timedelta(days=7)))
    assert (again.meetings[0].attendance, again.meetings[0].minutes) == (6, 150)


def test_offers_all_year_round_keep_their_start() -> None:
    assert group(TEN, start="all_year").start == "all_year"


def test_a_postponed_group_keeps_its_new_month_until_new_dates_come() -> None:
    postponed = replace(group(TEN), lifecycle="postponed", start_month="2027-03")
    kept = meetings.change(postponed, TEN[3], {"attendance": 4})
    assert isinstance(kept, Group)
    assert kept.start_month == "2027-03"
    fresh = meetings.set_days(postponed, [date(2027, 2, 4)])
    assert fresh.start_month == "2027-02"


@pytest.mark.parametrize(
    "said",
    [{"minutes": 181}, {"minutes": 0}, {"theme": 11}, {"attendance": 101}, {"day": TEN[1]}],
)
def test_rule_4_and_other_refusals_of_a_change(said: dict[str, object]) -> None:
    assert isinstance(meetings.change(group(TEN), TEN[0], said), Invalid)


def test_a_day_without_a_meeting_is_refused() -> None:
    nowhere = date(2026, 1, 1)
    assert isinstance(meetings.remove(group(TEN), nowhere), Invalid)
    assert isinstance(meetings.change(group(TEN), nowhere, {}), Invalid)


def test_no_group_has_more_meetings_than_the_limit() -> None:
    many = tuple(FIRST + timedelta(days=n) for n in range(meetings.MEETINGS_LIMIT))
    one = Meeting(number=0, day=date(2030, 1, 1))
    assert isinstance(meetings.add(group(many), one), Invalid)
