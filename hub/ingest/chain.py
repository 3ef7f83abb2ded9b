"""The ledger's hash chain: every entry's head covers its own columns and all entries before it.

Pure. `leaf` is the one spelling of an entry that is hashed; the mirror keeps entries in `line`s.
"""

import hashlib
from datetime import datetime

import msgspec
from msgspec import Struct

from hub.ingest.model import GENESIS, Acted, Counted, Entry, Event, InChain, Reported, Rotated
from hub.registry import acts
from shared import signing
from shared.wire.availability import Availability
from shared.wire.envelope import Envelope
from shared.wire.rotation import Rotation
from shared.wire.statistics import Statistics
from shared.wire.words import Digest, NodeId

REPORT = "report"
ROTATION = "rotation"
STATISTICS = "statistics"


class Leaf(Struct, frozen=True, kw_only=True):
    """An entry without its head; field for field what the head covers."""

    number: int
    kind: str
    node: NodeId
    sequence: int | None
    digest: Digest | None
    at: datetime
    offset_s: int
    body: bytes


class Tip(Struct, frozen=True, kw_only=True):
    """How many entries a ledger has, and the head of the last one."""

    entries: int = 0
    head: Digest = GENESIS


def leaf(entry: Entry) -> Leaf:
    """Return the part of an entry that its head covers."""
    return Leaf(
        number=entry.number,
        kind=entry.kind,
        node=entry.node,
        sequence=entry.sequence,
        digest=entry.digest,
        at=entry.at,
        offset_s=entry.offset_s,
        body=entry.body,
    )


def next_head(previous: Digest, item: Leaf) -> Digest:
    """Return the head of an entry that follows the entry whose head is `previous`."""
    return hashlib.sha256(bytes.fromhex(previous) + msgspec.json.encode(item)).hexdigest()


def chained(previous: Digest, item: Leaf) -> Entry:
    """Return the entry that `item` becomes after the one whose head is `previous`."""
    fields = {name: getattr(item, name) for name in Leaf.__struct_fields__}
    return Entry(**fields, head=next_head(previous, item))


def line(entry: Entry) -> bytes:
    """Return the entry as one line of the mirror, with its line feed."""
    return msgspec.json.encode(entry) + b"\n"


def entry_of(text: bytes) -> Entry:
    """Return the entry of one line of the mirror. Raises msgspec.ValidationError."""
    return msgspec.json.decode(text, type=Entry)


def envelope_of(entry: Entry) -> Envelope:
    """Return the envelope of a report's entry, as it was received."""
    return signing.decode_envelope(entry.body)


def event_of(entry: Entry) -> Event:
    """Decode an entry for the fold. Raises msgspec.ValidationError if its body is unreadable."""
    if entry.kind == ROTATION:
        return _rotated(entry)
    if entry.kind == STATISTICS:
        return _counted(entry)
    if entry.kind != REPORT:
        return Acted(at=entry.at, act=acts.decode(entry.body))
    report = msgspec.json.decode(envelope_of(entry).payload, type=Availability)
    return Reported(
        node=entry.node,
        at=entry.at,
        offset_s=entry.offset_s,
        digest=entry.digest or GENESIS,
        report=report,
    )


def _rotated(entry: Entry) -> Rotated:
    rotation = msgspec.json.decode(envelope_of(entry).payload, type=Rotation)
    return Rotated(node=entry.node, at=entry.at, digest=entry.digest or GENESIS, rotation=rotation)


def _counted(entry: Entry) -> Counted:
    report = msgspec.json.decode(envelope_of(entry).payload, type=Statistics)
    return Counted(node=entry.node, at=entry.at, digest=entry.digest or GENESIS, report=report)


def kind_in_chain(message: InChain) -> str:
    """Return the ledger's kind of what stands in a node's chain."""
    match message:
        case Rotation():
            return ROTATION
        case Statistics():
            return STATISTICS
        case _:
            return REPORT


def kind_of(act: acts.Act) -> str:
    """Return the ledger's kind of an act: its tag."""
    return str(act.__struct_config__.tag)
