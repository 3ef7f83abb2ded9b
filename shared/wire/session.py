"""hello/1 and welcome/1: how a node takes up contact, and what the hub answers."""

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from shared.wire.words import (
    Digest,
    Instant,
    Name,
    NodeId,
    SchemaName,
    Sequence,
    SessionId,
    Token,
    require_utc_seconds,
)

COURSES_MAX = 500
"""The most courses a welcome names."""


class Head(Struct, frozen=True, kw_only=True):
    """The last report of a node that one side knows to be acknowledged."""

    sequence: Sequence
    digest: Digest


class Hello(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="schema", tag="hello/1"
):
    """First word of a session and heartbeat at once; it changes no data (rule 7)."""

    node: NodeId
    session: SessionId
    challenge: Annotated[str, Meta(pattern=r"^[0-9]{1,12}\.[0-9a-f]{64}$")]
    head: Head | None
    software: Annotated[str, Meta(max_length=60, pattern=r"^[ -~]*$")]
    schemas: Annotated[tuple[SchemaName, ...], Meta(max_length=20)]
    clock: Instant
    audit_head: Digest | None

    def __post_init__(self) -> None:
        """Refuse an instant with two spellings."""
        require_utc_seconds(self.clock)


class Policy(Struct, frozen=True, kw_only=True):
    """The operator's time limits, in seconds, published with the data."""

    contact_s: int = 14 * 86_400
    confirmation_s: int = 60 * 86_400
    ask_from_s: int = 30 * 86_400
    late_s: int = 86_400
    silent_s: int = 7 * 86_400


class Course(Struct, frozen=True, kw_only=True):
    """A course that Kasper has held (rule 16), the proof of a training. It names no person.

    `day` is its last day, `days` its length. A node passes over a `kind` it does not know.
    """

    kind: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]
    day: date
    days: Annotated[int, Meta(ge=1, le=60)]
    place: Name


class Welcome(Struct, frozen=True, kw_only=True, tag_field="schema", tag="welcome/1"):
    """The hub's answer to a hello. `lease` opens this session's reports for 24 hours.

    `generation` names the hub's ledger: a restored hub that lost rows starts another. `site` is the
    address of the public site. `contact_held`: the newest contact waits for a person at the hub.
    `courses` is the whole list, newest first; a hub from before it sends none. Unknown fields are
    ignored.
    """

    node: NodeId
    session: SessionId
    head: Head | None
    generation: Digest
    hub_time: Instant
    next_contact: Instant
    lease: Token
    policy: Policy
    notices: tuple[str, ...]
    reference_etag: str
    schemas: tuple[SchemaName, ...]
    site: str
    contact_held: bool = False
    courses: Annotated[tuple[Course, ...], Meta(max_length=COURSES_MAX)] | UnsetType = UNSET


class Challenge(Struct, frozen=True, kw_only=True):
    """A fresh value to be signed into the hello: seconds since 1970, a dot, an HMAC."""

    challenge: str
