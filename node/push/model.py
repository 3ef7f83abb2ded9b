"""Nouns of the sender: what the hub last said, and the status shown to people.

Nothing here is secret: the lease stays in the memory of the process that got it.
"""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from node.outbox.model import State as EntryState
from shared.wire.session import Course, Head, Policy
from shared.wire.words import Digest

Phase = Literal["not_enrolled", "away", "confirmed", "sending", "waiting", "stopped"]


class HubWord(Struct, frozen=True, kw_only=True):
    """What a welcome said, without its lease. `heard_at` is the node's clock.

    `courses`: the list of courses Kasper has held; empty while no hub told one.
    """

    heard_at: datetime
    hub_time: datetime
    next_contact: datetime
    generation: Digest
    site: str
    notices: tuple[str, ...]
    policy: Policy
    courses: tuple[Course, ...] = ()

    def offset(self) -> timedelta:
        """Return hub time minus node time, as measured at the welcome."""
        return self.hub_time - self.heard_at

    def greet_at(self) -> datetime:
        """Return the time of the next contact by the node's own clock."""
        return self.next_contact - self.offset()


class Memory(Struct, frozen=True, kw_only=True):
    """What survives a restart. `trouble` is a delivery.Cause or a problem's code."""

    word: HubWord | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    trouble: str | None = None
    stopped: str | None = None


class Parcel(Struct, frozen=True, kw_only=True):
    """Signed bytes on their way: a report, or the contact message (`sequence` null)."""

    sequence: int | None
    digest: Digest
    envelope: bytes
    attempts: int
    next_attempt_at: datetime | None

    @property
    def path(self) -> str:
        """Return where it goes, below the node's own address."""
        return "contact" if self.sequence is None else f"reports/{self.sequence}"


class Last(Struct, frozen=True, kw_only=True):
    """The newest entry of the outbox, as the status shows it."""

    sequence: int
    digest: Digest
    state: EntryState
    at: datetime
    problem: str | None


class Status(Struct, frozen=True, kw_only=True):
    """Where the node stands with the hub; `status --json` prints it as it is."""

    phase: Phase
    running: bool
    network: str
    node: str | None
    hub: str | None
    head: Head | None
    queued: int | None
    dirty_since: datetime | None
    next_attempt_at: datetime | None
    attempts: int
    trouble: str | None
    stopped: str | None
    last: Last | None
    last_receipt_at: datetime | None
    contact: EntryState | None
    contact_held: bool
    confirmed_at: datetime | None
    last_contact_at: datetime | None
    next_contact_at: datetime | None
    clock_offset_s: int | None
    site: str | None
    notices: tuple[str, ...]
