"""A form on its way to a model: every field is read once, every refusal is kept beside its field.

A form is a mapping from field to text, as a page, a row of a table or a command line gives it. A
field that is absent keeps its old value; one that is there and empty takes the default.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from node.groups import fields
from shared.text import Invalid, Text

T = TypeVar("T")
Form = Mapping[str, str]
LONGEST = 4_000
"""Characters in one field."""


class Reading:
    """Reads one form and collects what is wrong with it."""

    def __init__(self, form: Form, known: tuple[str, ...]) -> None:
        self._form = form
        self.invalid: list[Invalid] = [
            Invalid(field, Text.of("There is no field of this name."))
            for field in form
            if field not in known
        ]

    def has(self, field: str) -> bool:
        """Tell whether the form says something in this field."""
        return bool(self._form.get(field, "").strip())

    def mentions(self, field: str) -> bool:
        """Tell whether the form has the field, empty or not."""
        return field in self._form

    def read(self, field: str, parse: Callable[[str], T | Text], *, old: T, empty: T) -> T:
        """Return the field's value: `old` where it is absent, `empty` where it says nothing."""
        if field not in self._form:
            return old
        text = self._form[field].strip()
        if not text:
            return empty
        if len(text) > LONGEST:
            self.refuse(field, Text.of("The text is too long: {most} is the most.", most=LONGEST))
            return old
        value = parse(text)
        if isinstance(value, Text):
            self.refuse(field, value)
            return old
        return value

    def past(self, field: str, *, old: date | None, today: date) -> date | None:
        """Return a day on which something happened: one still to come is refused."""
        day = self.read(field, fields.day, old=old, empty=None)
        if day is not None and day != old and day > today:
            self.refuse(field, fields.TO_COME)
        return day

    def words(self, field: str, *, old: str | None, most: int) -> str | None:
        """Return free text of at most `most` characters, None where it says nothing."""

        def parse(text: str) -> str | Text | None:
            if len(text) > most:
                return Text.of("The text is too long: {most} is the most.", most=most)
            return text

        return self.read(field, parse, old=old, empty=None)

    def refused(self, *fields: str) -> bool:
        """Tell whether one of these fields was refused: what rests on it is not judged then."""
        return any(one.field in fields for one in self.invalid)

    def refuse(self, field: str, text: Text) -> None:
        """Note what is wrong with a field."""
        self.invalid.append(Invalid(field, text))
