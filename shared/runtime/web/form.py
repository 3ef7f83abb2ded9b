"""Forms as values: a feature declares its fields once, and every page shows them alike.

`filled` puts what was typed, what is wrong and what to look at beside each field; the template
`form.html` draws it. Nothing typed is lost: a refused form shows the text as it was sent.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from msgspec import Struct

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


YES_WORDS = frozenset({"yes", "kyllä", "on"})
"""What ticks the box of a `yes`."""
_MARK = 12
"""Characters of a mark: two values of a field have the same one by chance once in 10^14."""


class Caution(Protocol):
    """Something to look at beside a field, by the number of the domain's rule; it never blocks."""

    @property
    def rule(self) -> int:
        """Return the rule's number."""

    @property
    def field(self) -> str:
        """Return the field's name."""

    @property
    def text(self) -> Text:
        """Return what to say."""


class Choice(Struct, frozen=True):
    """One of several values, with its words."""

    value: str
    label: Text


class Field(Struct, frozen=True, kw_only=True):
    """One field of a form.

    `rule`: the number of the domain's rule, which the help page explains. `stays`: never leaves the
    place, node or hub; `leaves`: is public. `yes` is one checkbox; `checks` are several, sent
    joined with commas. `suggest`: what a browser may offer while typing. `complete`: the
    autocomplete token.
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
    """A field with its text, what is wrong with it and what to look at.

    `stored`: what somebody else stored meanwhile where this person typed something else; or None.
    """

    field: Field
    value: str = ""
    errors: tuple[Text, ...] = ()
    cautions: tuple[Caution, ...] = ()
    stored: str | None = None

    @property
    def chosen(self) -> frozenset[str]:
        """Return the values of a list that are chosen."""
        return _parts(self.value)

    @property
    def stored_chosen(self) -> frozenset[str]:
        """Return the values of a list that somebody else chose."""
        return _parts(self.stored or "")


class View(Struct, frozen=True, kw_only=True):
    """A whole form; `others` are refusals of fields that are not in it.

    `seen` goes with the form beside `version`: a mark of every value as it was stored then, so that
    it can be told later which fields the person touched.
    """

    shown: tuple[Shown, ...]
    version: int = 0
    others: tuple[Text, ...] = ()
    seen: str = ""

    @property
    def wrong(self) -> tuple[Shown, ...]:
        """Return the fields with errors."""
        return tuple(one for one in self.shown if one.errors)

    @property
    def has_file(self) -> bool:
        """Tell whether a file is sent along."""
        return any(one.field.kind == "file" for one in self.shown)

    @property
    def has_password(self) -> bool:
        """Tell whether a password is asked for, which no page ever shows again."""
        return any(one.field.kind == "password" for one in self.shown)


def filled(
    fields: Iterable[Field],
    values: Mapping[str, str],
    *,
    invalid: Iterable[Invalid] = (),
    cautions: Iterable[Caution] = (),
    version: int = 0,
    seen: str | None = None,
) -> View:
    """Return the fields with their values and what is to be said of each.

    `seen`: the marks of what was stored, where `values` are something else, such as a refused form.
    """
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
        seen=seen_of(fields, values) if seen is None and version else seen or "",
    )


def seen_of(fields: Iterable[Field], values: Mapping[str, str]) -> str:
    """Return a mark of every field's value: short, as the value itself may be long."""
    return " ".join(f"{one.name}={mark(one, values.get(one.name, ''))}" for one in fields)


def mark(field: Field, value: str) -> str:
    """Return the mark of a value; two ways a browser may write one value have the same."""
    plain = value.replace("\r\n", "\n").strip()
    if field.kind == "checks":
        plain = ", ".join(sorted(_parts(plain)))
    if field.kind == "yes":
        plain = "yes" if plain in YES_WORDS else ""
    return hashlib.sha256(plain.encode()).hexdigest()[:_MARK]


def choices(words: Mapping[str, Text]) -> tuple[Choice, ...]:
    """Return the choices of a closed list, in its order."""
    return tuple(Choice(value, label) for value, label in words.items())


def _parts(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())
