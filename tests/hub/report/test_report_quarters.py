"""Quarters in order, without gaps between them, up to the newest one that is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.report import quarters
from shared.period import quarter_at, quarter_number

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 10, 19), "2026-Q2"),
        (date(2026, 10, 20), "2026-Q3"),
        (date(2027, 1, 19), "2026-Q3"),
        (date(2027, 1, 20), "2026-Q4"),
        (date(2026, 12, 31), "2026-Q3"),
    ],
)
def test_a_quarter_is_due_on_the_20th_of_the_month_after_it(today: date, due: str) -> None:
    assert quarters.newest_due(today) == due


def test_the_axis_goes_from_the_first_told_to_the_newest_due() -> None:
    told = ["2025-Q3", "2025", "2026-Q2"]
    assert quarters.axis(told, date(2026, 11, 21), 12) == (
        "2025-Q3",
        "2025-Q4",
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
    )
    assert quarters.axis(told, date(2026, 11, 21), 2) == ("2026-Q2", "2026-Q3")
    assert quarters.axis(["2025"], date(2026, 11, 21), 12) == ()


def test_what_is_told_early_is_on_the_axis_before_it_is_due() -> None:
    assert quarters.axis(["2026-Q3"], date(2026, 10, 2), 12) == ("2026-Q3",)


def test_a_quarter_has_three_months() -> None:
    assert quarters.months("2026-Q4") == (date(2026, 10, 1), date(2026, 12, 1))


@given(DAYS)
def test_the_newest_due_quarter_is_over(today: date) -> None:
    due = quarters.newest_due(today)
    last_month = quarters.months(due)[1]
    assert last_month + timedelta(days=31 + 18) <= today
    assert quarter_at(quarter_number(due)) == due
