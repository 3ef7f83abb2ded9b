"""A form beside the record it changes: what is absent keeps the record's own value.

It adds to the house's `Reading` the two questions every small record asks: must there be a value,
and what was it before.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct

from node.groups.reading import Form, Reading
from shared.text import Invalid, Text

T = TypeVar("T")


class Sheet:
    """Reads one form against the record before it, and collects what is wrong."""

    def __init__(self, form: Form, known: tuple[str, ...], before: Struct | None) -> None:
        self._reading = Reading(form, known)
        self._before = before

    @property
    def id(self) -> int:
        """Return the id of the record that is changed, 0 for a new one."""
        found: int = getattr(self._before, "id", 0)
        return found

    @property
    def invalid(self) -> tuple[Invalid, ...]:
        """Return every refusal so far."""
        return tuple(self._reading.invalid)

    def may(
        self, field: str, parse: Callable[[str], T | Text], *, of: str | None = None
    ) -> T | None:
        """Return a field that may be empty; `of` is the record's name for it."""
        read: T | None = self._reading.read(field, parse, old=self._old(of or field), empty=None)
        return read

    def must(
        self, field: str, parse: Callable[[str], T | Text], write: Text, *, of: str | None = None
    ) -> T | None:
        """Return a field that must say something, or refuse it with `write` and return None."""
        read = self.may(field, parse, of=of)
        if read is None and not self.refused(field):
            self.refuse(field, write)
        return read

    def words(self, field: str, most: int) -> str | None:
        """Return free text of at most `most` characters, None where it says nothing."""
        return self._reading.words(field, old=self._old(field), most=most)

    def refused(self, field: str) -> bool:
        """Tell whether the field is refused already."""
        return any(invalid.field == field for invalid in self._reading.invalid)

    def refuse(self, field: str, text: Text) -> None:
        """Note what is wrong with a field."""
        self._reading.refuse(field, text)

    def _old(self, name: str) -> Any:  # noqa: ANN401 (the record's own field, of its own type)
        return getattr(self._before, name, None)
