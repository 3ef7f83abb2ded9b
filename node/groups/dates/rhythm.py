"""A proposal of meeting days: one first day, a rhythm of weeks, the weeks that are skipped.

A proposal and nothing more: the lead moves days before anything is stored, because dates are the
truth and never a weekly pattern (10).
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from msgspec import Struct

from node.groups import fields
from node.groups.model import MEETINGS_MAX
from node.groups.reading import Reading
from shared.text import Invalid, Text

FIELDS = ("first", "times", "every", "skip")
HOLIDAYS = "52, 1"
"""Weeks that most groups leave out."""
WEEKS_MOST = 53
EVERY_MOST = 4
TIMES_MOST = 40


class Rhythm(Struct, frozen=True, kw_only=True):
    """How often a group means to meet; `skip` are ISO weeks, in whatever year they come."""

    first: date
    times: int = MEETINGS_MAX
    every: int = 1
    skip: frozenset[int] = frozenset()


def proposed(rhythm: Rhythm) -> tuple[date, ...]:
    """Return the days: the first one always, then the same weekday in every week not skipped.

    With a rhythm of two weeks a skipped week moves the meeting on by a week, not by two.
    """
    days = [rhythm.first]
    while len(days) < rhythm.times:
        day = days[-1] + timedelta(weeks=rhythm.every)
        while day.isocalendar().week in rhythm.skip:
            day += timedelta(weeks=1)
        days.append(day)
    return tuple(days)


def skipped(days: tuple[date, ...], rhythm: Rhythm) -> tuple[int, ...]:
    """Return the skipped weeks that really lie between the days, in their order."""
    found = []
    for weeks in range((days[-1] - days[0]).days // 7):
        week = (days[0] + timedelta(weeks=weeks)).isocalendar().week
        if week in rhythm.skip and week not in found:
            found.append(week)
    return tuple(found)


def read(form: Mapping[str, str]) -> Rhythm | tuple[Invalid, ...]:
    """Read what a lead says of the rhythm; all refusals at once."""
    reading = Reading(form, FIELDS)
    if not reading.has("first"):
        reading.refuse("first", Text.of("Write the day of the first meeting as 5.11.2026."))
    first = reading.read("first", fields.day, old=date.min, empty=date.min)
    times = reading.read("times", _number_up_to(TIMES_MOST), old=MEETINGS_MAX, empty=MEETINGS_MAX)
    every = reading.read("every", _number_up_to(EVERY_MOST), old=1, empty=1)
    none: frozenset[int] = frozenset()
    skip = reading.read("skip", _weeks, old=none, empty=none)
    return tuple(reading.invalid) or Rhythm(first=first, times=times, every=every, skip=skip)


def _weeks(text: str) -> frozenset[int] | Text:
    read = set()
    for part in fields.parts(text):
        week = fields.number(part)
        if not isinstance(week, int) or week not in range(1, WEEKS_MOST + 1):
            return Text.of("“{text}” is not a week. Write weeks as 52, 1.", text=part)
        read.add(week)
    if len(read) > WEEKS_MOST // 2:
        return Text.of("Too many weeks are skipped.")
    return frozenset(read)


def _number_up_to(most: int) -> Callable[[str], int | Text]:
    def parse(text: str) -> int | Text:
        read = fields.number(text)
        if isinstance(read, int) and read not in range(1, most + 1):
            return Text.of("Write a number from 1 to {most}.", most=most)
        return read

    return parse
