"""Nouns of the ledger: what an entry is, and the verdicts on a report.

An entry's `head` chains it to all before it; the body of a report is its envelope, verbatim.
"""

from datetime import datetime

from msgspec import Struct

from hub.registry.acts import Act
from shared.wire.availability import Availability
from shared.wire.problem import Problem
from shared.wire.rotation import Rotation
from shared.wire.statistics import Statistics
from shared.wire.words import Digest, NodeId

GENESIS: Digest = "0" * 64


class Entry(Struct, frozen=True, kw_only=True):
    """One row of the ledger. `number` counts from 0; `at` is the hub's clock, UTC seconds.

    `kind` is that of a report or an act's tag. `sequence`, `digest`, `offset_s` belong to reports:
    `offset_s` is hub time minus node time as measured at the session's hello.
    """

    number: int
    kind: str
    node: NodeId
    sequence: int | None
    digest: Digest | None
    at: datetime
    offset_s: int
    body: bytes
    head: Digest


class Reported(Struct, frozen=True, kw_only=True):
    """A report of the ledger, decoded for the fold."""

    node: NodeId
    at: datetime
    offset_s: int
    digest: Digest
    report: Availability


class Rotated(Struct, frozen=True, kw_only=True):
    """A rotation of the ledger: from the next number on another key speaks for the node."""

    node: NodeId
    at: datetime
    digest: Digest
    rotation: Rotation


class Counted(Struct, frozen=True, kw_only=True):
    """Counts of a quarter in the ledger: they change no availability."""

    node: NodeId
    at: datetime
    digest: Digest
    report: Statistics


class Acted(Struct, frozen=True, kw_only=True):
    """An act of the ledger, decoded for the fold."""

    at: datetime
    act: Act


Event = Reported | Rotated | Counted | Acted
InChain = Availability | Rotation | Statistics
"""What stands in a node's own chain, with a number and the digest of the one before."""


class Accepted(Struct, frozen=True, kw_only=True):
    """The report is new and in order: it belongs into the ledger."""

    report: InChain
    digest: Digest


class Duplicate(Struct, frozen=True, kw_only=True):
    """The very same bytes are in the ledger already; the stored receipt is the answer."""

    entry: int
    node: NodeId
    sequence: int
    digest: Digest
    received_at: datetime


class Refused(Struct, frozen=True, kw_only=True):
    """The message is not taken; the problem says why and what to do.

    `alarm`: the network was suspended because of it, so what is published changes.
    """

    problem: Problem
    alarm: bool = False


Verdict = Accepted | Duplicate | Refused
