"""Quarters as they are told: "2026-Q3", in order, and from which day on one is owed.

Pure. A quarter is published on the 20th of the month after it, so that it is missing only then.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from hub.statistics.quarters import newest_closed
from shared.period import quarter_at, quarter_number
from shared.wire.statistics import RELEASE_DAY

ROMAN = ("I", "II", "III", "IV")


def is_quarter(period: str) -> bool:
    """Tell a quarter from a year."""
    return "Q" in period


def newest_due(today: date) -> str:
    """Return the newest quarter whose figures should have been made by now."""
    return newest_closed(today - timedelta(days=RELEASE_DAY - 1))


def axis(periods: Iterable[str], today: date, most: int) -> tuple[str, ...]:
    """Return every quarter from the first one told of to the newest one due, the last `most`.

    Empty if none was told of. Those between that nobody told of are on it, too: they are gaps.
    """
    told = [quarter_number(period) for period in periods if is_quarter(period)]
    if not told:
        return ()
    last = max(*told, quarter_number(newest_due(today)))
    first = max(min(told), last - most + 1)
    return tuple(quarter_at(place) for place in range(first, last + 1))


def months(quarter: str) -> tuple[date, date]:
    """Return the first days of a quarter's first and last month."""
    first = 3 * int(quarter[-1]) - 2
    year = int(quarter[:4])
    return date(year, first, 1), date(year, first + 2, 1)
