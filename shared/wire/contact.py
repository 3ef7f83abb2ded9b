"""contact/1: whom a parent calls or writes. Only the newest is kept, outside ledger and log."""

from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import (
    UNSEEN,
    Instant,
    Language,
    Link,
    Name,
    NodeId,
    Sequence,
    require_utc_seconds,
)

Mailbox = Annotated[
    str, Meta(max_length=120, pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[a-z]{2,}$(?!\n)")
]
Telephone = Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 ]{4,18}[0-9]$(?!\n)")]
Line = Annotated[
    str, Meta(min_length=1, max_length=160, pattern=rf"^(?=.*\S)[^<>{UNSEEN}]+$(?!\n)")
]


class Text(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line in the languages the network writes; a missing one falls back to Finnish."""

    fi: Line
    sv: Line | None
    en: Line | None


class Contact(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="schema",
    tag="contact/1",
):
    """A role's mailbox and an office's telephone (rule 34). `revision` grows with every change."""

    node: NodeId
    revision: Sequence
    changed_at: Instant
    organisation: Name
    email: Mailbox | None
    telephone: Telephone | None
    hours: Text | None
    languages: Annotated[tuple[Language, ...], Meta(max_length=10)]
    text_messages: bool
    web: Link | None

    def __post_init__(self) -> None:
        """Refuse a contact without any way to make contact."""
        require_utc_seconds(self.changed_at)
        if self.email is None and self.telephone is None and self.web is None:
            raise ValueError("a contact needs a mailbox, a telephone or a web address")
