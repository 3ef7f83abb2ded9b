"""What an operator types of a handover or an end, read into days and municipalities, or refused."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from hub.registry.model import unknown_place
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import MunicipalityCode

AHEAD_MAX = timedelta(days=731)
"""No handover is announced further ahead: who knows the networks of the year after the next."""

_FINNISH = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def day_ahead(text: str, *, today: date) -> date | Text:
    """Return a day to come, written 1.1.2027 or 2027-01-01."""
    day = day_of(text)
    if isinstance(day, Text):
        return day
    tomorrow = today + timedelta(days=1)
    if day < tomorrow:
        return Text.of(
            "{day} does not lie ahead. The first possible day is {tomorrow}: what was published "
            "until now stays as it was.",
            day=finnish(day),
            tomorrow=finnish(tomorrow),
        )
    if day > today + AHEAD_MAX:
        return Text.of("{day} is more than two years ahead.", day=finnish(day))
    return day


def day_of(text: str) -> date | Text:
    """Return a day, written 1.1.2027 or 2027-01-01."""
    found = _FINNISH.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return Text.of("“{text}” is not a date. Write the date as 1.9.2026.", text=text)


def places_on(
    places: Iterable[str], reference: Reference, day: date
) -> tuple[MunicipalityCode, ...] | Text:
    """Return the codes of municipalities as they are on that day.

    One that is merged away by that day must be named by what it has become: then it is certain that
    the whole of it is meant.
    """
    codes: set[MunicipalityCode] = set()
    for place in places:
        found = reference.municipality(place, day) or reference.find(place, day)
        if found is None:
            return unknown_place(place, reference)
        names = {found.name_fi.casefold(), found.name_sv.casefold(), found.code}
        before = (former for former in reference.former if former.valid_until < day)
        for former in before:
            typed = place.strip().casefold()
            called = {former.name_fi.casefold(), former.name_sv.casefold(), former.code}
            if typed in called - names and found.code in reference.line(former.code, day):
                return Text.of(
                    "{old} is part of {new} on {day}. Name {new}, if the whole of it is meant.",
                    old=former.name_fi,
                    new=found.name_fi,
                    day=finnish(day),
                )
        codes.add(found.code)
    if not codes:
        return Text.of("Name the municipalities, separated by commas.")
    return tuple(sorted(codes))


def finnish(day: date) -> str:
    """Return the day as it is written in Finnish and Swedish."""
    return f"{day.day}.{day.month}.{day.year}"
