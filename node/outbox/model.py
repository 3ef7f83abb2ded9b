"""Nouns of the outbox: a signed report on its way, and the newest contact message.

What is said of a report holds for every kind of entry in the node's chain; `schema` tells which.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from shared.wire.words import Digest

State = Literal["queued", "delivered", "refused", "set_aside"]
KEEP_DAYS = 400


class Entry(Struct, frozen=True, kw_only=True):
    """A signed report: the very bytes that travel, and what became of them.

    `receipt` and `problem` are the hub's signed answers, verbatim. A refused entry consumes no
    number: another entry may carry the same sequence. An `adopted` one came back from the hub, so
    its receipt is not here; one that is set aside is evidence of a fork.
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
    schema: str = "availability/1"
    adopted: bool = False


class Link(Struct, frozen=True, kw_only=True):
    """One of the own reports that came back from the hub, and what it follows."""

    sequence: int
    digest: Digest
    previous: Digest | None
    schema: str
    envelope: bytes


class ContactEntry(Struct, frozen=True, kw_only=True):
    """The newest contact message; an older one is overwritten."""

    revision: int
    digest: Digest
    envelope: bytes
    created_at: datetime
    state: Literal["queued", "delivered", "refused"] = "queued"
    attempts: int = 0
    next_attempt_at: datetime | None = None
    held: bool = False
    problem: bytes | None = None
