"""The life cycle as buttons: which steps a group can take today, and what each means for parents.

A button is there exactly when the core would take the step; so none is ever shown that is refused.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Literal, get_args

from msgspec import Struct

from node.groups import fields, lifecycle, rules
from node.groups.model import Group, Lifecycle
from node.groups.parents import consequence
from node.groups.wording import month_text
from shared.period import month_of
from shared.text import Invalid, Text
from shared.wire.words import Month

Step = Callable[[Group, date], Group | Invalid]
Name = Literal["plan", "open", "full", "start", "end", "postpone", "cancel", "withdraw"]


def _move(group: Group, today: date, *, to: Lifecycle) -> Group | Invalid:
    return lifecycle.move(group, to, today)


STEPS: Mapping[Name, tuple[Text, Step]] = {
    "plan": (Text.of("Plan the group"), partial(_move, to="planned")),
    "open": (Text.of("Open the group"), partial(_move, to="open")),
    "full": (Text.of("Mark the group full"), partial(_move, to="full")),
    "start": (Text.of("The group has started"), lifecycle.confirm_start),
    "end": (Text.of("The group has ended"), lifecycle.confirm_end),
    "postpone": (Text.of("Postpone the group"), lambda g, day: lifecycle.postpone(g, None, day)),
    "cancel": (Text.of("Cancel the group"), partial(_move, to="cancelled")),
    "withdraw": (Text.of("Hide the group from parents"), lifecycle.withdraw),
}
"""Every step of one press, with its words; a postponement may say its month."""

ASKS: frozenset[Name] = frozenset({"start", "end", "cancel", "withdraw"})
"""Steps that ask once more before they are taken."""


class Button(Struct, frozen=True, kw_only=True):
    """A step that can be taken today; `parents` says what will change for them.

    `early`: what speaks against it, while the month of the start lies ahead. It is not refused: a
    group may have begun sooner than was planned.
    """

    name: Name
    label: Text
    parents: Text
    asks: bool
    early: Text | None = None


def buttons(group: Group, today: date) -> Iterator[Button]:
    """Yield the steps a group can take today, in the order of the life cycle."""
    for name, (label, step) in STEPS.items():
        after = step(group, today)
        if isinstance(after, Group) and not any(rules.refusals(after, today)):
            told = consequence(group, after, today)
            early = _early(group, today) if name in {"start", "end"} else None
            yield Button(name=name, label=label, parents=told, asks=name in ASKS, early=early)


def _early(group: Group, today: date) -> Text | None:
    month = group.start_month
    if group.first_day is not None or month is None or month <= month_of(today):
        return None
    return Text.of(
        "The group is to start in {month}, which is still to come. If the month is wrong, change"
        " it first.",
        month=month_text(month),
    )


def step_of(name: str, month: Month | None = None) -> Step | None:
    """Return the step of a button; None for a name that is none."""
    if name == "postpone":
        return lambda group, today: _postponed(group, month, today)
    return next((step for own, (_, step) in STEPS.items() if own == name), None)


def correction(to: Lifecycle) -> Step:
    """Return the step that puts a mistaken state right."""
    return lambda group, today: lifecycle.correct(group, to, today)


def new_parents(*, yes: bool) -> Step:
    """Return the step that says whether a group takes new parents."""
    return lambda group, today: lifecycle.takes_parents(group, yes=yes, today=today)


def read(name: str, form: Mapping[str, str]) -> Step | Text | None:
    """Return the step that a form of the group's page asks for; a Text refuses what it says."""
    match name:
        case "correct":
            to = next((state for state in get_args(Lifecycle) if state == form.get("to")), None)
            return correction(to) if to else Text.of("Choose what the state should have been.")
        case "parents":
            return new_parents(yes=form.get("answer") == "yes")
        case "postpone":
            written = form.get("start_month", "")
            month = fields.month(written) if written else None
            return month if isinstance(month, Text) else step_of(name, month)
        case _:
            return step_of(name)


def _postponed(group: Group, month: Month | None, today: date) -> Group | Invalid:
    """Postpone to a month or to a time not known; once postponed, only another month is news."""
    if group.lifecycle == "postponed" and month == group.start_month:
        return Invalid("start_month", Text.of("Write the new month as 9/2027."))
    return lifecycle.postpone(group, month, today)
