"""Forms as values: a feature declares its fields once, and every page shows them alike.

`filled` puts what was typed, what is wrong and what to look at beside each field; the template
`form.html` draws it. Nothing typed is lost: a refused form shows the text as it was sent.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from node.groups.caution import Caution
from shared.text import Invalid, Text

Kind = Literal[
    "line",
    "text",
    "day",
    "month",
    "hour",
    "number",
    "select",
    "radio",
    "checks",
    "yes",
    "file",
    "password",
    "hidden",
]


class Choice(Struct, frozen=True):
    """One of several values, with its words."""

    value: str
    label: Text


class Field(Struct, frozen=True, kw_only=True):
    """One field of a form.

    `rule`: the number of the domain's rule, which the help page explains. `stays`: never leaves the
    node; `leaves`: is public. `yes` is one checkbox; `checks` are several, sent joined with commas.
    `suggest`: what a browser may offer while typing. `complete`: the autocomplete token.
    """

    name: str
    label: Text
    kind: Kind = "line"
    choices: tuple[Choice, ...] = ()
    help: Text | None = None
    rule: int | None = None
    stays: bool = False
    leaves: bool = False
    required: bool = False
    suggest: tuple[str, ...] = ()
    complete: str = "off"
    longest: int | None = None
    accept: str = ""


class Shown(Struct, frozen=True, kw_only=True):
    """A field with its text, what is wrong with it and what to look at."""

    field: Field
    value: str = ""
    errors: tuple[Text, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def chosen(self) -> frozenset[str]:
        """Return the values of a list that are chosen."""
        return frozenset(part.strip() for part in self.value.split(",") if part.strip())


class View(Struct, frozen=True, kw_only=True):
    """A whole form; `others` are refusals of fields that are not in it."""

    shown: tuple[Shown, ...]
    version: int = 0
    others: tuple[Text, ...] = ()

    @property
    def wrong(self) -> tuple[Shown, ...]:
        """Return the fields with errors."""
        return tuple(one for one in self.shown if one.errors)

    @property
    def has_file(self) -> bool:
        """Tell whether a file is sent along."""
        return any(one.field.kind == "file" for one in self.shown)


def filled(
    fields: Iterable[Field],
    values: Mapping[str, str],
    *,
    invalid: Iterable[Invalid] = (),
    cautions: Iterable[Caution] = (),
    version: int = 0,
) -> View:
    """Return the fields with their values and what is to be said of each."""
    fields, wrong, looks = tuple(fields), tuple(invalid), tuple(cautions)
    names = {field.name for field in fields}
    return View(
        shown=tuple(
            Shown(
                field=field,
                value=values.get(field.name, ""),
                errors=tuple(one.text for one in wrong if one.field == field.name),
                cautions=tuple(look for look in looks if look.field == field.name),
            )
            for field in fields
        ),
        version=version,
        others=tuple(one.text for one in wrong if one.field not in names),
    )


def choices(words: Mapping[str, Text]) -> tuple[Choice, ...]:
    """Return the choices of a closed list, in its order."""
    return tuple(Choice(value, label) for value, label in words.items())
