"""Days are days in Europe/Helsinki, instants are UTC to the second; here one becomes the other.

Every function is pure; an instant without a zone is refused, never guessed.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


def whole_second(instant: datetime) -> datetime:
    """Return the instant in UTC, cut down to its second. Raises ValueError without a zone."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(UTC).replace(microsecond=0)


def instant_text(instant: datetime) -> str:
    """Return the instant as it is stored: `2026-11-21T20:00:00Z`."""
    return whole_second(instant).replace(tzinfo=None).isoformat() + "Z"


def parse_instant(text: str) -> datetime:
    """Return the stored instant. Raises ValueError for any other spelling."""
    instant = datetime.fromisoformat(text)
    if instant.utcoffset() is None or instant_text(instant) != text:
        raise ValueError(f"not an instant in its one spelling: {text!r}")
    return instant.astimezone(UTC)


def helsinki_day(instant: datetime) -> date:
    """Return the day it is in Helsinki at that instant."""
    return whole_second(instant).astimezone(HELSINKI).date()


def day_start(day: date) -> datetime:
    """Return the first instant of a Helsinki day, in UTC."""
    return datetime.combine(day, time(), HELSINKI).astimezone(UTC)


def day_end(day: date) -> datetime:
    """Return the first instant after a Helsinki day, in UTC; a day lasts 23, 24 or 25 hours."""
    return day_start(day + timedelta(days=1))


def monday_of(day: date) -> date:
    """Return the Monday of the day's ISO week."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> str:
    """Return the day's month as it travels: `2026-11`."""
    return day.isoformat()[:7]


def quarter_number(quarter: str) -> int:
    """Return a quarter's place among all quarters, so that neighbours differ by one."""
    return 4 * int(quarter[:4]) + int(quarter[-1]) - 1


def quarter_at(number: int) -> str:
    """Return the quarter at a place; the inverse of `quarter_number`."""
    return f"{number // 4:04}-Q{number % 4 + 1}"


def quarters_to(newest: str, count: int) -> tuple[str, ...]:
    """Return so many quarters up to this one, such as "2026-Q3", the oldest first."""
    last = quarter_number(newest)
    return tuple(quarter_at(number) for number in range(max(last - count + 1, 0), last + 1))
