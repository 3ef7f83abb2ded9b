"""Sentences for people as values: pure code returns them, faces translate them.

A `Text` holds the English sentence (the msgid) and its values apart, so that no core file knows a
language. Placeholders are those of `str.format`: `{name}`.
"""

from typing import Self

from msgspec import Struct


class Text(Struct, frozen=True):
    """An English sentence and the values of its placeholders; `str()` gives it in English."""

    msgid: str
    values: dict[str, str | int] = {}

    @classmethod
    def of(cls, msgid: str, /, **values: str | int) -> Self:
        """Return the sentence with its values: `Text.of("{n} rows were read.", n=3)`."""
        return cls(msgid, values)

    def __str__(self) -> str:
        return fill(self.msgid, self.values) or self.msgid


class Invalid(Struct, frozen=True):
    """What is wrong with one field of a form, and how to put it right."""

    field: str
    text: Text


def fill(sentence: str, values: dict[str, str | int]) -> str | None:
    """Return the sentence with its placeholders filled, or None if they do not fit the values."""
    try:
        return sentence.format_map(values)
    except (LookupError, ValueError, AttributeError, TypeError):
        return None
