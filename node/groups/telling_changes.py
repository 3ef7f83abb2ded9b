"""What changed in a group, in a person's words: the field, what stood there, what stands there now.

Reads the plain values the history keeps, also those of older versions of the program: what it does
not know it shows as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from node.groups.fields import day_text
from node.groups.labels import LABELS, WORDS, YES_NO
from node.groups.wording import language_of, month_text, place_of
from node.history.model import Change, Entry
from shared.reference.lookup import Reference
from shared.text import Text

Say = Callable[[Text], str]
Names = Mapping[str, str]
NO_NAMES: Names = {}
NOTHING = "–"
DAYS = frozenset({"start_confirmed_on", "end_confirmed_on", "withdrawn_on", "day"})
PLACES = frozenset({"meets_in", "serves"})
LANGUAGES = frozenset({"languages", "material_languages"})


class Told(Struct, frozen=True):
    """One line of a change."""

    field: str
    before: str
    after: str


class Line(Struct, frozen=True, kw_only=True):
    """An entry of the history, its changes in words."""

    entry: Entry
    told: tuple[Told, ...]


def lines(
    entries: Iterable[Entry],
    reference: Reference,
    language: str,
    say: Say,
    organisers: Names = NO_NAMES,
) -> tuple[Line, ...]:
    """Return entries of a group's history with their changes in words.

    `organisers`: their names by id. Of people the history tells the ids alone.
    """
    return tuple(
        Line(
            entry=entry,
            told=tuple(
                t
                for c in entry.changes
                for t in told(_named(c, organisers), reference, language, say)
            ),
        )
        for entry in entries
    )


def told(change: Change, reference: Reference, language: str, say: Say) -> Iterator[Told]:
    """Yield the lines of a change: one for a field, one for every meeting that differs."""
    if change.field != "meetings":
        yield Told(
            label(change.field, say),
            describe(change.field, change.before, reference, language, say),
            describe(change.field, change.after, reference, language, say),
        )
        return
    old, new = _by_number(change.before), _by_number(change.after)
    for number in sorted({*old, *new}):
        if old.get(number) != new.get(number):
            name = say(Text.of("Meeting {n}", n=number))
            yield Told(
                name,
                _meeting(old.get(number), reference, language, say),
                _meeting(new.get(number), reference, language, say),
            )


def _named(change: Change, organisers: Names) -> Change:
    """Return a change with the names of the organisers in place of their ids."""
    if change.field != "organisers" or not organisers:
        return change

    def names(ids: Any) -> list[str]:  # noqa: ANN401 (whatever JSON holds)
        return [organisers.get(one, one) for one in ids or ()]

    return Change(field=change.field, before=names(change.before), after=names(change.after))


def label(field: str, say: Say) -> str:
    """Return a field's name in words."""
    return say(LABELS[field]) if field in LABELS else field


def describe(field: str, value: Any, reference: Reference, language: str, say: Say) -> str:  # noqa: ANN401 (whatever JSON holds)
    """Return a field's value in words, on one line."""
    match value:
        case None | [] | () | "":
            return NOTHING
        case bool():
            return say(YES_NO["yes" if value else "no"])
        case list() | tuple() if field == "meetings":
            return "; ".join(_meeting(one, reference, language, say) for one in value)
        case list() | tuple():
            return ", ".join(describe(field, one, reference, language, say) for one in value)
        case str():
            return _word(field, value, reference, language, say)
        case _:
            return str(value)


def _word(field: str, value: str, reference: Reference, language: str, say: Say) -> str:
    if (words := WORDS.get(field)) and value in words:
        return say(words[value])
    if field in PLACES:
        return place_of(value, reference, language)
    if field in LANGUAGES:
        return language_of(value, language)
    try:
        if field in DAYS:
            return day_text(date.fromisoformat(value))
        if field == "start_month":
            return month_text(value)
    except ValueError:
        return value
    return value


def _meeting(
    meeting: Mapping[str, Any] | None, reference: Reference, language: str, say: Say
) -> str:
    """Return a meeting on one line: day, hour, minutes, theme, how many came."""
    if meeting is None:
        return NOTHING
    parts = [describe("day", meeting.get("day"), reference, language, say)]
    if hour := meeting.get("starts_at"):
        parts.append(str(hour))
    if minutes := meeting.get("minutes"):
        parts.append(say(Text.of("{n} min", n=minutes)))
    if theme := meeting.get("theme"):
        parts.append(say(Text.of("theme {n}", n=theme)))
    if (came := meeting.get("attendance")) is not None:
        parts.append(say(Text.of("{n} came", n=came)))
    return ", ".join(parts)


def _by_number(meetings: Any) -> dict[int, Mapping[str, Any]]:  # noqa: ANN401 (whatever JSON holds)
    return {one["number"]: one for one in meetings or ()}
