"""Nouns of the sender: what the hub last said, and the status shown to people.

Nothing here is secret: the lease stays in the memory of the process that got it.
"""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from node.outbox.model import State as EntryState
from shared.negotiation import Due
from shared.wire.session import Course, Head, Policy
from shared.wire.words import Digest, SchemaName

Phase = Literal[
    "not_enrolled",
    "away",
    "confirmed",
    "sending",
    "waiting",
    "resending",
    "adopting",
    "stopped",
]


class HubWord(Struct, frozen=True, kw_only=True):
    """What a welcome said, without its lease. `heard_at` is the node's clock.

    `courses`: the list of courses Kasper has held; empty while no hub told one. `schemas`: what the
    hub asked for.
    """

    heard_at: datetime
    hub_time: datetime
    next_contact: datetime
    generation: Digest
    site: str
    notices: tuple[str, ...]
    policy: Policy
    courses: tuple[Course, ...] = ()
    schemas: tuple[SchemaName, ...] = ()

    def offset(self) -> timedelta:
        """Return hub time minus node time, as measured at the welcome."""
        return self.hub_time - self.heard_at

    def greet_at(self) -> datetime:
        """Return the time of the next contact by the node's own clock."""
        return self.next_contact - self.offset()


class Memory(Struct, frozen=True, kw_only=True):
    """What survives a restart. `trouble` is a delivery.Cause or a problem's code.

    `stopped` is why nothing is sent until a person has looked, `evidence` the hub's signed word
    that proved it. `settling`: a person decided to go on from the hub's reports. `adopted` counts
    what was taken over at `adopted_at`; `renewed_at`: the hub was heard with another ledger.
    """

    word: HubWord | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    trouble: str | None = None
    stopped: str | None = None
    evidence: bytes | None = None
    settling: bool = False
    adopted_at: datetime | None = None
    adopted: int = 0
    renewed_at: datetime | None = None


class Rest(Struct, frozen=True):
    """Nothing can be done before `until`, or (None) before somebody wakes the sender."""

    until: datetime | None


class Parcel(Struct, frozen=True, kw_only=True):
    """Signed bytes on their way: an entry of the chain, or the contact message (no `sequence`)."""

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
    settling: bool = False
    adopted: int = 0
    adopted_at: datetime | None = None
    renewed_at: datetime | None = None
    update_due: Due | None = None
