from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import period

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds)


@given(DAYS)
def test_a_day_lasts_from_its_start_to_its_end(day: date) -> None:
    start, end = period.day_start(day), period.day_end(day)
    second = timedelta(seconds=1)
    assert [period.helsinki_day(at) for at in (start - second, start, end - second, end)] == [
        day - timedelta(days=1),
        day,
        day,
        day + timedelta(days=1),
    ]


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 12, 31), 24)],
)
def test_a_day_of_the_clock_change_is_shorter_or_longer(day: date, hours: int) -> None:
    assert period.day_end(day) - period.day_start(day) == timedelta(hours=hours)


def test_the_year_ends_in_helsinki_before_it_ends_in_utc() -> None:
    instant = datetime(2026, 12, 31, 22, 0, tzinfo=UTC)
    assert period.helsinki_day(instant) == date(2027, 1, 1)
    assert period.helsinki_day(instant - timedelta(seconds=1)) == date(2026, 12, 31)


@given(INSTANTS)
def test_an_instant_has_one_spelling(instant: datetime) -> None:
    text = period.instant_text(instant)
    assert len(text) == len("2026-11-21T20:00:00Z")
    assert period.parse_instant(text) == period.whole_second(instant)


@given(INSTANTS, INSTANTS)
def test_spellings_sort_as_instants_do(a: datetime, b: datetime) -> None:
    a, b = period.whole_second(a), period.whole_second(b)
    assert (period.instant_text(a) < period.instant_text(b)) == (a < b)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T20:00:00+00:00",
        "2026-11-21T20:00:00",
        "2026-11-21 20:00:00Z",
        "2026-11-21T20:00:00.5Z",
        "2026-11-21",
        "2026-11-21T22:00:00+02:00",
        "yesterday",
        "",
    ],
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"instant|isoformat"):
        period.parse_instant(text)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 21)  # noqa: DTZ001 (the very fault)
    with pytest.raises(ValueError, match="zone"):
        period.helsinki_day(naive)


@given(DAYS)
def test_a_monday_is_a_monday_of_the_same_week(day: date) -> None:
    monday = period.monday_of(day)
    assert monday.weekday() == 0
    assert monday.isocalendar()[:2] == day.isocalendar()[:2]


def test_a_month_travels_without_its_day() -> None:
    assert period.month_of(date(2026, 11, 21)) == "2026-11"


@pytest.mark.parametrize(
    ("newest", "count", "quarters"),
    [
        ("2026-Q3", 1, ("2026-Q3",)),
        ("2026-Q2", 4, ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")),
        ("0000-Q2", 8, ("0000-Q1", "0000-Q2")),
    ],
)
def test_quarters_are_counted_back_over_years(
    newest: str, count: int, quarters: tuple[str, ...]
) -> None:
    assert period.quarters_to(newest, count) == quarters


def test_quarters_follow_one_another_over_the_years() -> None:
    numbers = [period.quarter_number(one) for one in ("2025-Q4", "2026-Q1", "2026-Q2")]
    assert [number - numbers[0] for number in numbers] == [0, 1, 2]
    assert [period.quarter_at(number) for number in numbers] == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert period.quarters_to("2026-Q2", 3) == ("2025-Q4", "2026-Q1", "2026-Q2")
