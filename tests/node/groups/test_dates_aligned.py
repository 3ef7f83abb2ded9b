"""All days of a group that somebody overtook: a day that was typed stays with its meeting."""

import pytest

from node.groups.dates.aligned import ANY_DAY, aligned
from node.groups.dates.forms import DAY
from shared.runtime.web.form import Field, mark
from shared.runtime.web.meanwhile import together
from shared.text import Text

FIELDS = tuple(Field(name=f"{DAY}{n}", label=Text.of("Meeting"), kind="day") for n in range(1, 8))
NOVEMBER = ("5.11.2026", "12.11.2026", "19.11.2026", "26.11.2026")


def seen(days: tuple[str, ...]) -> str:
    """Return the marks of a form that shows these days and two spare fields."""
    return " ".join(
        f"{DAY}{n}={mark(ANY_DAY, day)}" for n, day in enumerate((*days, "", ""), start=1)
    )


def shown(typed: tuple[str, ...], stored: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """Return the days of the form to be sent again, and what stands beside them."""
    sent = {f"{DAY}{n}": day for n, day in enumerate(typed, start=1)}
    now = {f"{DAY}{n}": day for n, day in enumerate(stored, start=1)}
    told = aligned(sent, seen(NOVEMBER), stored)
    view = together(FIELDS, told.fields, now, seen=told.seen, version=2)
    values = [one.value for one in view.shown]
    while values and not values[-1]:
        values.pop()
    return values, {one.value: one.stored for one in view.shown if one.stored is not None}


@pytest.mark.parametrize(
    ("ours", "theirs", "together_"),
    [
        ("5 12 20 26", "12 19 26", "12 20 26"),  # the first was removed, a later one moved
        ("5 12 20 26", "1 5 12 19 26", "1 5 12 20 26"),  # one was added before it
        ("5 12 20 26", "6 12 19 26", "6 12 20 26"),  # each moved another one
        ("5 12 19 27", "5 12 26", "5 12 27"),
        ("5 12 20 26", "5 12 26", "5 12 26 20"),  # it was removed: what was typed stays
        ("5 12 19 26 30", "5 12 19", "5 12 19 30"),
        ("5 12 19 26 30", "5 12 19 26 28", "5 12 19 26 28 30"),  # each added one
        ("5 12 19 26 30", "5 12 19 26 30", "5 12 19 26 30"),  # both added the same
        ("5 12 - 26", "5 12 19 28", "5 12 - 28"),
        ("- 12 19 26", "12 19 26", "12 19 26"),  # both removed it
        ("5 12 19 26", "2 3", "2 3"),  # nothing was touched
        ("5 13 19 26", "12 19 26 28", "13 19 26 28"),
        ("5 12 19 26", "1 2 3 4 6 7 8", "1 2 3 4 6 7 8"),
        ("5 12 19 26", "", ""),
        ("6 12 19 26", "", "6"),
    ],
)
def test_what_each_did_stays(ours: str, theirs: str, together_: str) -> None:
    assert shown(days(ours), days(theirs)) == (list(days(together_)), {})


def days(numbers: str) -> tuple[str, ...]:
    """Return days of November."""
    return tuple("" if one == "-" else f"{one}.11.2026" for one in numbers.split())


def test_where_both_moved_one_the_stored_day_stands_beside() -> None:
    assert shown(days("5 12 20 26"), days("5 12 21 26")) == (
        list(days("5 12 20 26")),
        {"20.11.2026": "21.11.2026"},
    )


def test_a_meeting_that_moved_among_others_is_not_taken_for_another() -> None:
    """One was removed and the next one moved: what was typed for the first is a new day."""
    assert shown(days("6 12 19 26"), days("13 19 26")) == (list(days("13 19 26 6")), {})


def test_a_form_without_marks_stays_as_it_was_typed() -> None:
    told = aligned({"day-1": "5.11.2026"}, "", NOVEMBER)

    assert (told.fields, told.seen) == ({"day-1": "5.11.2026"}, "")


def test_marks_of_numbers_that_no_form_has_are_passed_over() -> None:
    told = aligned({}, f"day-{10**15}=ab day-41=ab day-x=ab {seen(NOVEMBER)}", NOVEMBER)

    assert told.seen == seen(NOVEMBER)
