"""Nouns of the outbox: a signed report on its way, and the newest contact message."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from shared.wire.words import Digest

State = Literal["queued", "delivered", "refused"]
KEEP_DAYS = 400


class Entry(Struct, frozen=True, kw_only=True):
    """A signed report: the very bytes that travel, and what became of them.

    `receipt` and `problem` are the hub's signed answers, verbatim. A refused entry consumes no
    number: another entry may carry the same sequence.
    """

    sequence: int
    digest: Digest
    envelope: bytes
    created_at: datetime
    state: State = "queued"
    attempts: int = 0
    next_attempt_at: datetime | None = None
    settled_at: datetime | None = None
    receipt: bytes | None = None
    problem: bytes | None = None


class ContactEntry(Struct, frozen=True, kw_only=True):
    """The newest contact message; an older one is overwritten."""

    revision: int
    digest: Digest
    envelope: bytes
    created_at: datetime
    state: State = "queued"
    attempts: int = 0
    next_attempt_at: datetime | None = None
    held: bool = False
    problem: bytes | None = None
