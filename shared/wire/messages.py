"""What the operator tells a network's people: in every welcome, until a day, in three languages.

Plain text: whoever shows it escapes it. The welcome is signed, and made for one network, so a
message needs no signature of its own.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

MESSAGES_MAX = 20
"""The most messages that a welcome carries."""

TEXT_MAX = 2_000

MessageId = Annotated[
    str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", min_length=2, max_length=60)
]
MessageKind = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$(?!\n)")]
Words = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=TEXT_MAX,
        pattern=r"^[^\x00-\x09\x0b-\x1f\x7f\u2028-\u202e\u2066-\u2069]+$(?!\n)",
    ),
]


class Said(Struct, frozen=True, kw_only=True):
    """A text in three languages; a missing one falls back to Finnish.

    Lines end with a line feed; no other control character, and none that turns the direction of
    writing, can stand in it.
    """

    fi: Words
    sv: Words | None
    en: Words | None

    def words(self, language: str) -> str:
        """Return the text in a language."""
        return {"sv": self.sv, "en": self.en}.get(language) or self.fi

    def spoken(self, language: str) -> str:
        """Return the language of what `words` returns."""
        return language if {"sv": self.sv, "en": self.en}.get(language) else "fi"


class OperatorMessage(Struct, frozen=True, kw_only=True):
    """One message; it is shown until a person has read it, and not after `until`.

    `kind` is `message` for what an operator wrote, `late` or `statistics` for what the hub asks by
    itself; a kind that a node does not know is shown like a message. `id` never means another text.
    """

    id: MessageId
    kind: MessageKind
    text: Said
    day: date
    until: date
