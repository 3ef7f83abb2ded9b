"""What an operator types of owners: a quarter, municipalities. Pure."""

import re
from collections.abc import Iterable
from datetime import date

from hub.registry.handover.forms import places_on
from hub.statistics.quarters import following, last_day, newest_closed, quarter_of
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import MunicipalityCode, Quarter

AHEAD_MAX = 8
"""Quarters after the present one for which an owner can be named."""

_WAYS = (re.compile(r"(\d{4})\s*-?\s*[Qq]([1-4])"), re.compile(r"[Qq]?([1-4])\s*/\s*(\d{4})"))


def quarter_from(text: str, *, today: date) -> Quarter | Text:
    """Return the quarter from which on somebody is to report, written 2027-Q1 or 1/2027.

    The newest quarter that is over is the first: what was published before it stays as it was.
    """
    quarter = quarter_named(text)
    if isinstance(quarter, Text):
        return quarter
    first = newest_closed(today)
    if quarter < first:
        return Text.of(
            "{quarter} is past: owners can be named from {first} on.", quarter=quarter, first=first
        )
    last = quarter_of(today)
    for _ in range(AHEAD_MAX):
        last = following(last)
    if quarter > last:
        return Text.of("{quarter} is more than two years ahead.", quarter=quarter)
    return quarter


def quarter_named(text: str) -> Quarter | Text:
    """Return the quarter that was typed."""
    first, second = (way.fullmatch(text.strip()) for way in _WAYS)
    if first:
        return f"{first[1]}-Q{first[2]}"
    if second:
        return f"{second[2]}-Q{second[1]}"
    return Text.of("“{text}” is no quarter. Write it as 2027-Q1.", text=text)


def places_of(
    places: Iterable[str], reference: Reference, quarter: Quarter
) -> tuple[MunicipalityCode, ...] | Text:
    """Return the codes of municipalities as they are on the quarter's last day."""
    return places_on(places, reference, last_day(quarter))
