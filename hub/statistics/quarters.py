"""Calendar quarters as Helsinki days: the first, the last, the newest that is over. Pure."""

from datetime import date, timedelta

from shared.wire.words import Quarter

ONE_DAY = timedelta(days=1)
QUARTERS = 4


def first_day(quarter: Quarter) -> date:
    """Return the first day of a quarter such as "2026-Q3"."""
    return date(_year(quarter), 3 * int(quarter[-1]) - 2, 1)


def day_after(quarter: Quarter) -> date:
    """Return the first day after a quarter; after the calendar's last one, the calendar's end."""
    year, number = _year(quarter), int(quarter[-1])
    if year == date.max.year and number == QUARTERS:
        return date.max
    return date(year + number // QUARTERS, 3 * (number % QUARTERS) + 1, 1)


def last_day(quarter: Quarter) -> date:
    """Return the last day of a quarter."""
    return day_after(quarter) - ONE_DAY


def quarter_of(day: date) -> Quarter:
    """Return the quarter a day lies in."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def newest_closed(today: date) -> Quarter:
    """Return the newest quarter that is over on that day."""
    return quarter_of(first_day(quarter_of(today)) - ONE_DAY)


def following(quarter: Quarter) -> Quarter:
    """Return the quarter after this one."""
    return quarter_of(day_after(quarter))


def _year(quarter: Quarter) -> int:
    """Return the quarter's year; the calendar has no year 0."""
    return max(int(quarter[:4]), date.min.year)


def year_of(quarter: Quarter) -> str:
    """Return the year a quarter belongs to."""
    return quarter[:4]
