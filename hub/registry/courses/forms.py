"""What an operator types of a course, read into a `Course` or into the reason why it is none."""

import re
from datetime import date

import msgspec

from hub.registry.courses.model import USUAL_DAYS, Kind
from shared.text import Text
from shared.wire.session import Course

_FINNISH = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def read(day: str, place: str, kind: Kind, days: int | None, *, today: date) -> Course | Text:
    """Return the course. Its last day is written 9.10.2026 or 2026-10-09 and has come."""
    last = _day(day)
    if last is None:
        return Text.of("“{text}” is not a date. Write the date as 1.9.2026.", text=day)
    if last > today:
        return Text.of("The course ends on {day}: list it when it is over.", day=finnish(last))
    lasted = USUAL_DAYS[kind] if days is None else days
    said = {"kind": kind, "day": last, "days": lasted, "place": place.strip()}
    try:
        return msgspec.convert(said, Course)
    except msgspec.ValidationError:
        return Text.of(
            "A place has 1 to 120 characters, and no < or >. A course lasts 1 to 60 days."
        )


def line(number: int, course: Course) -> str:
    """Return a course as one line of data: number, last day, days, kind, place."""
    facts = (number, finnish(course.day), course.days, course.kind, course.place)
    return "  ".join(str(fact) for fact in facts)


def _day(text: str) -> date | None:
    found = _FINNISH.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def finnish(day: date) -> str:
    """Return a day as it is written in Finland."""
    return f"{day.day}.{day.month}.{day.year}"
