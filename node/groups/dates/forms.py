"""Forms of meetings: one meeting, all days at once, and how many came; text into values."""

from collections.abc import Mapping
from datetime import date

from node.groups import fields
from node.groups.meetings import MEETINGS_LIMIT, PEOPLE_LIMIT, THEMES, minutes_refused
from node.groups.model import Group, Meeting
from node.groups.reading import Reading
from shared.text import Invalid, Text

MEETING = ("day", "starts_at", "minutes", "theme", "attendance")
DAY, CAME = "day-", "came-"
"""Before the number of a meeting, and before its day."""


def meeting(form: Mapping[str, str]) -> Meeting | tuple[Invalid, ...]:
    """Read one meeting; all refusals at once."""
    reading = Reading({k: v for k, v in form.items() if k in MEETING}, MEETING)
    if not reading.has("day"):
        reading.refuse("day", Text.of("Write the date as 1.9.2026."))
    nothing: int | None = None
    words: str | None = None
    new = Meeting(
        number=0,
        day=reading.read("day", fields.day, old=date.min, empty=date.min),
        starts_at=reading.read("starts_at", fields.hour, old=words, empty=None),
        minutes=reading.read("minutes", _minutes, old=nothing, empty=None),
        theme=reading.read("theme", _theme, old=nothing, empty=None),
        attendance=reading.read("attendance", _people, old=nothing, empty=None),
    )
    return tuple(reading.invalid) or new


def days(form: Mapping[str, str]) -> dict[int, date] | tuple[Invalid, ...]:
    """Read the days of all meetings by their numbers; an empty field is no meeting."""
    names = tuple(f"{DAY}{n}" for n in range(1, MEETINGS_LIMIT + 1))
    reading = Reading({k: v for k, v in form.items() if k in names}, names)
    read: dict[int, date] = {}
    for number, name in enumerate(names, start=1):
        if not reading.has(name):
            continue
        day = reading.read(name, fields.day, old=date.min, empty=date.min)
        if day in read.values() and day != date.min:
            told = Text.of("The date {day} is there twice.", day=fields.day_text(day))
            reading.refuse(name, told)
        read[number] = day
    return tuple(reading.invalid) or read


def came(form: Mapping[str, str], group: Group) -> dict[date, int | None] | tuple[Invalid, ...]:
    """Read how many parents came to each meeting; an empty field is not known."""
    names = {f"{CAME}{m.day.isoformat()}": m.day for m in group.meetings}
    reading = Reading({k: v for k, v in form.items() if k in names}, tuple(names))
    nothing: int | None = None
    read = {
        day: reading.read(name, _people, old=nothing, empty=None) for name, day in names.items()
    }
    return tuple(reading.invalid) or read


def _people(text: str) -> int | Text | None:
    read = fields.number(text)
    if isinstance(read, int) and read > PEOPLE_LIMIT:
        return Text.of("Write how many parents came, from 0 to 100.")
    return read


def _theme(text: str) -> int | Text | None:
    read = fields.number(text)
    if isinstance(read, int) and read not in range(1, THEMES + 1):
        return Text.of("The themes are numbered from 1 to 10.")
    return read


def _minutes(text: str) -> int | Text | None:
    read = fields.number(text)
    return read if isinstance(read, Text) else minutes_refused(read) or read
