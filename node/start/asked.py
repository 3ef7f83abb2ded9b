"""The fields of the first group: the fewest by which parents can find it. The rest comes later."""

from collections.abc import Iterable, Mapping
from datetime import date

from node.groups import fields
from node.groups.caution import Caution
from node.groups.labels import LABELS
from node.groups.rules import month_passed
from shared.runtime.web.form import Choice, Field
from shared.text import Text
from shared.wire.words import Month

_LANGUAGES = (
    Choice("fi", Text.of("Finnish")),
    Choice("sv", Text.of("Swedish")),
    Choice("en", Text.of("English")),
)
_STATES = (
    Choice("open", Text.of("It takes enquiries now")),
    Choice("planned", Text.of("It is planned")),
    Choice("draft", Text.of("A draft: parents do not see it yet")),
)
_STARTS = (
    Choice("month", Text.of("In a month, written below")),
    Choice("when_found", Text.of("When four parents are found")),
    Choice("on_request", Text.of("On request")),
    Choice("all_year", Text.of("All year round")),
)
_STATE = (
    Field(
        name="lifecycle",
        label=LABELS["lifecycle"],
        kind="radio",
        choices=_STATES,
        rule=13,
        leaves=True,
        required=True,
    ),
    Field(
        name="start",
        label=LABELS["start"],
        kind="radio",
        choices=_STARTS,
        rule=10,
        leaves=True,
        required=True,
    ),
    Field(
        name="start_month",
        label=LABELS["start_month"],
        kind="month",
        help=Text.of("Such as 9/2027. The days themselves never leave."),
        leaves=True,
        longest=8,
    ),
    Field(
        name="languages",
        label=LABELS["languages"],
        kind="checks",
        choices=_LANGUAGES,
        rule=12,
        leaves=True,
    ),
)
PASSED = "passed"
AGAIN = Field(name=PASSED, label=LABELS["start_month"], kind="hidden")
"""Carries the month that has passed and was pointed out."""
LOOK = Caution(
    10,
    "start_month",
    Text.of(
        "This month has passed: parents would read that the group is full or has started, or would"
        " not see it. Change the month, or press once more if it is right."
    ),
)
DEFAULTS = {"lifecycle": "open", "start": "month", "languages": "fi"}


def passed(typed: Mapping[str, str], today: date) -> Month | None:
    """Return the month of the start if it has passed, and parents would read otherwise by it.

    A draft is left out: parents do not see it, whatever its month.
    """
    month = fields.month(typed.get("start_month", ""))
    if typed.get("start") != "month" or typed.get("lifecycle") not in {"open", "planned"}:
        return None
    return month if isinstance(month, str) and month_passed(month, today) else None


def group(places: Iterable[Choice]) -> tuple[Field, ...]:
    """Return the fields of a first group; `places` are the municipalities answered for."""
    ours = tuple(places)
    return (
        Field(
            name="meets_in",
            label=LABELS["meets_in"],
            kind="select" if ours else "line",
            choices=ours,
            help=Text.of("The municipality alone is public, never the address."),
            rule=25,
            leaves=True,
            required=True,
        ),
        *_STATE,
        *(_serves(ours) if len(ours) > 1 else ()),
    )


def _serves(ours: tuple[Choice, ...]) -> tuple[Field, ...]:
    return (
        Field(
            name="serves",
            label=LABELS["serves"],
            kind="checks",
            choices=ours,
            help=Text.of("With none ticked, those of the municipality where it meets."),
            rule=11,
            leaves=True,
        ),
    )
