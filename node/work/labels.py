"""Labels and hints that several kinds of work share."""

from node.work import forms
from shared.runtime.web.form import Field
from shared.text import Text

KIND, DAY, NOTE = Text.of("Kind"), Text.of("Day"), Text.of("Note")
PLACE = Text.of("Municipality or area")
HOW_MANY = Text.of("A number only; who took part is not kept here.")
AS_DAY = Text.of("Write the day as 1.9.2026.")
OPEN_END = Text.of("Leave it empty while no end is known.")


def note() -> Field:
    """Return the field for a short note."""
    hint = Text.of(
        "Where the paper is kept, or what was agreed. Names of persons do not belong here."
    )
    return Field(name="note", label=NOTE, help=hint, rule=30, stays=True, longest=forms.NOTE)


def place(*, required: bool) -> Field:
    """Return the field for a municipality or an area."""
    return Field(
        name="place",
        label=PLACE,
        help=Text.of("Kuopio, or Pohjois-Savo if it was for a whole area."),
        stays=True,
        required=required,
    )


def people(name: str, label: Text, hint: Text = HOW_MANY, *, rule: int | None = None) -> Field:
    """Return the field for a number of people."""
    return Field(name=name, label=label, kind="number", help=hint, rule=rule, stays=True)


def day(
    name: str, label: Text, hint: Text = AS_DAY, *, rule: int | None = None, required: bool = False
) -> Field:
    """Return the field for a day."""
    return Field(
        name=name, label=label, kind="day", help=hint, rule=rule, stays=True, required=required
    )
