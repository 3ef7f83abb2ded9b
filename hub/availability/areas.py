"""One published row for each of the 23 areas: sums of its municipalities, every group once.

Pure. An area's colour is its best state; *none* only if all its municipalities are.
"""

from collections.abc import Iterable
from datetime import datetime

from hub.availability.hearing import Hearing
from hub.availability.judge import BEST_FIRST
from hub.availability.numbers import UNKNOWN, group_numbers
from hub.availability.voice import Heard
from shared.reference.model import Area
from shared.wire.opendata import AreaRow, Row, StateNumbers
from shared.wire.words import AreaCode, Language, State

Serving = list[tuple[Heard, set[Language]]]


def areas(hearing: Hearing, rows: Iterable[Row]) -> tuple[AreaRow, ...]:
    """Return the rows of all areas, by code."""
    found: dict[AreaCode, list[Row]] = {area.code: [] for area in hearing.division.areas}
    for row in rows:
        found[row.area].append(row)
    serving = _serving(hearing)
    return tuple(
        _area(area, found[area.code], serving[area.code], hearing)
        for area in hearing.division.areas
    )


def _area(area: Area, rows: list[Row], offers: Serving, hearing: Hearing) -> AreaRow:
    numbers = StateNumbers(**_by_state(rows))
    state = colour(numbers)
    complete = all(hearing.said[row.municipality].complete for row in rows)
    named, other = (
        (UNKNOWN, UNKNOWN) if state == "unknown" else group_numbers(offers, complete=complete)
    )
    people = {row.municipality: _population(hearing, row) for row in rows}
    return AreaRow(
        area=area.code,
        name_fi=area.name_fi,
        name_sv=area.name_sv,
        name_en=area.name_en,
        state=state,
        checking=any(row.checking for row in rows),
        municipalities=numbers,
        groups=named,
        other_groups=other,
        believed_until=_believed_until(state, rows),
        networks=tuple(sorted({node for row in rows for node in row.networks})),
        population_known=sum(people[r.municipality] for r in rows if r.state != "unknown"),
        population=sum(people.values()),
    )


def colour(numbers: StateNumbers) -> State:
    """Return an area's state from the numbers of its municipalities by state."""
    for state in BEST_FIRST:
        if getattr(numbers, state):
            return state
    return "none" if numbers.none and not numbers.unknown else "unknown"


def _by_state(rows: list[Row]) -> dict[State, int]:
    numbers: dict[State, int] = dict.fromkeys((*BEST_FIRST, "none", "unknown"), 0)
    for row in rows:
        numbers[row.state] += 1
    return numbers


def _believed_until(state: State, rows: list[Row]) -> datetime | None:
    """Return the latest end of the state; for *none* the first, as all must say it."""
    ends = [row.believed_until for row in rows if row.state == state and row.believed_until]
    pick = min if state == "none" else max
    return pick(ends, default=None)


def _population(hearing: Hearing, row: Row) -> int:
    return hearing.division.municipality(row.municipality).population


def _serving(hearing: Hearing) -> dict[AreaCode, Serving]:
    """Return each area's local offers, once each, with the languages of those they serve there."""
    found: dict[AreaCode, Serving] = {area.code: [] for area in hearing.division.areas}
    where = {m.code: (m.area, m.majority_language) for m in hearing.division.municipalities}
    for voice in hearing.voices:
        for heard in voice.heard:
            if heard.remote or heard.reason:
                continue
            served: dict[AreaCode, set[Language]] = {}
            for area, majority in {where[code] for code in heard.serves}:
                served.setdefault(area, set()).add(majority)
            for area, majorities in served.items():
                found[area].append((heard, majorities))
    return found
