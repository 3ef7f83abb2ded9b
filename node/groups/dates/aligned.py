"""All days of a group that somebody overtook: what was typed goes with its meeting, not its number.

The fields of the form are numbered, and a meeting that is added or removed moves the others along.
Which meeting a field was about is told by the mark of the day it showed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from node.groups.dates.forms import DAY
from node.groups.labels import LABELS
from node.groups.meetings import MEETINGS_LIMIT
from shared.runtime.web.form import Field, mark
from shared.runtime.web.meanwhile import marks_of


class Aligned(Struct, frozen=True, kw_only=True):
    """What was typed and the marks that go with it, by the numbers that the meetings have now."""

    fields: dict[str, str]
    seen: str


def aligned(typed: Mapping[str, str], seen: str, stored: Sequence[str]) -> Aligned:
    """Return what was typed beside the meetings it was typed for; `stored` are the days now.

    A day that moved is known by its number alone, so that it is followed only while all others have
    theirs. What was typed for a meeting that is gone stands behind the last one, as a new day.
    """
    marks = _by_number(marks_of(seen))
    if not marks:
        return Aligned(fields=dict(typed), seen="")
    now = {number: _mark(text) for number, text in enumerate(stored, start=1)}
    shown = {number: one for number, one in marks.items() if one != _mark("")}
    pairs = _pairs(now, shown)
    here = {to: typed.get(f"{DAY}{number}", "") for to, number in pairs.items()}
    added = dict(enumerate(_further(typed, marks, pairs.values(), stored), len(stored) + 1))
    before = {to: shown[number] for to, number in pairs.items()}
    behind = len(stored) + 1
    before |= dict.fromkeys(range(behind, max(behind, *marks, *added) + 1), _mark(""))
    return Aligned(
        fields={f"{DAY}{number}": text for number, text in (here | added).items()},
        seen=" ".join(f"{DAY}{number}={one}" for number, one in before.items()),
    )


def _pairs(now: Mapping[int, str], shown: Mapping[int, str]) -> dict[int, int]:
    """Return which field that was shown is about which meeting, by the number it has now."""
    numbers = {one: number for number, one in shown.items()}
    same = {to: numbers[one] for to, one in now.items() if one in numbers}
    if now.keys() == shown.keys() and all(to == number for to, number in same.items()):
        return {to: to for to in now}
    return same


def _further(
    typed: Mapping[str, str],
    marks: Mapping[int, str],
    placed: Collection[int],
    stored: Sequence[str],
) -> Iterator[str]:
    """Yield the days that were typed for no meeting that is there, unless somebody added them."""
    for number, text in _by_number(typed).items():
        touched = text and _mark(text) != marks.get(number)
        if touched and number not in placed and text not in stored:
            yield text


def _by_number(form: Mapping[str, str]) -> dict[int, str]:
    """Return what a form has of days, by their numbers: texts, or marks of them."""
    named = {n: form.get(f"{DAY}{n}") for n in range(1, MEETINGS_LIMIT + 1)}
    return {number: one for number, one in named.items() if one is not None}


def _mark(text: str) -> str:
    return mark(ANY_DAY, text)


ANY_DAY = Field(name=DAY, label=LABELS["day"], kind="day")
