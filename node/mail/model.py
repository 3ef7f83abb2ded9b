"""The week that a mail belongs to. Pure."""

from datetime import date, datetime, timedelta

from shared.period import HELSINKI, helsinki_day, monday_of

HOUR = 8


def week_of(day: date) -> str:
    """Return the day's ISO week: `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def due_week(now: datetime) -> str:
    """Return the newest week whose Monday, eight o'clock in Helsinki, has come."""
    monday = monday_of(helsinki_day(now))
    local = now.astimezone(HELSINKI)
    if local.date() == monday and local.hour < HOUR:
        monday -= timedelta(days=7)
    return week_of(monday)
