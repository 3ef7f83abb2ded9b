"""Nouns of an alarm: two machines with one key, or two reports with one number. Pure."""

from datetime import datetime

from msgspec import Struct

from hub.ingest.session import Session
from shared.wire.words import Digest, NodeId, Sequence, SessionId


class Past(Struct, frozen=True, kw_only=True):
    """A session that another one replaced; instants by the hub's clock."""

    node: NodeId
    session: SessionId
    began_at: datetime
    said_hello_at: datetime
    retired_at: datetime
    offset_s: int
    software: str
    audit_head: Digest | None


class Machine(Struct, frozen=True, kw_only=True):
    """One of the two machines, as far as the hub can tell it from the other.

    `offset_s` is the hub's clock minus the machine's.
    """

    session: SessionId
    began_at: datetime
    said_hello_at: datetime
    offset_s: int
    software: str
    audit_head: Digest | None


class Clone(Struct, frozen=True, kw_only=True):
    """The proof: `returned` said hello at `at`, although `current` had taken its place."""

    node: NodeId
    at: datetime
    returned: Machine
    current: Machine
    closed_at: datetime | None = None


class Side(Struct, frozen=True, kw_only=True):
    """One of the two reports with one number; instants are null where it is no report."""

    digest: Digest
    observed_at: datetime | None
    confirmed_at: datetime | None
    groups: int
    municipalities: int


class Fork(Struct, frozen=True, kw_only=True):
    """Two different reports that claim one place in the chain: in the ledger, and refused."""

    node: NodeId
    sequence: Sequence
    at: datetime
    kept: Side
    refused: Side
    closed_at: datetime | None = None


def machine(session: Session) -> Machine:
    """Return what tells a session's machine from another."""
    return Machine(
        session=session.session,
        began_at=session.began_at,
        said_hello_at=session.said_hello_at,
        offset_s=session.offset_s,
        software=session.software,
        audit_head=session.audit_head,
    )
