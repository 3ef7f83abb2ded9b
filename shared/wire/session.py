"""hello/1 and welcome/1: how a node takes up contact, and what the hub answers."""

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from shared.wire.messages import MESSAGES_MAX, OperatorMessage
from shared.wire.words import (
    Digest,
    Instant,
    MunicipalityCode,
    Name,
    NodeId,
    Quarter,
    SchemaName,
    Sequence,
    SessionId,
    Site,
    Token,
    require_sorted,
    require_utc_seconds,
)

COURSES_MAX = 500
"""The most courses a welcome names."""

QUARTERS_OWED = 8
"""How many closed quarters a hub looks back over for counts that have not come.

Two years: a year that was told incompletely can still be made whole through the whole year after
it, and what a welcome carries stays small however long a network was away.
"""

Seconds = Annotated[int, Meta(ge=0, le=10**10, description="at most three hundred years")]
EARLIEST, LATEST = 1970, 2200

ChallengeText = Annotated[str, Meta(pattern=r"^[0-9]{1,12}\.[0-9a-f]{64}$(?!\n)")]


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
    challenge: ChallengeText
    head: Head | None
    software: Annotated[str, Meta(max_length=60, pattern=r"^[ -~]*$(?!\n)")]
    schemas: Annotated[tuple[SchemaName, ...], Meta(max_length=20)]
    clock: Instant
    audit_head: Digest | None

    def __post_init__(self) -> None:
        """Refuse an instant with two spellings."""
        require_utc_seconds(self.clock)


class Policy(Struct, frozen=True, kw_only=True):
    """The operator's time limits, in seconds, published with the data."""

    contact_s: Seconds = 14 * 86_400
    confirmation_s: Seconds = 60 * 86_400
    ask_from_s: Seconds = 30 * 86_400
    late_s: Seconds = 86_400
    silent_s: Seconds = 7 * 86_400


class Course(Struct, frozen=True, kw_only=True):
    """A course that Kasper has held (rule 16), the proof of a training. It names no person.

    `day` is its last day, `days` its length. A node passes over a `kind` it does not know.
    """

    kind: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$(?!\n)")]
    day: date
    days: Annotated[int, Meta(ge=1, le=60)]
    place: Name


class Owed(Struct, frozen=True, kw_only=True):
    """A quarter that is over, and the municipalities whose counts this network reports in it.

    Sorted codes; empty where it answered for none, another network reports them all, or several
    could and nobody was named.
    """

    quarter: Quarter
    municipalities: Annotated[tuple[MunicipalityCode, ...], Meta(max_length=400)]

    def __post_init__(self) -> None:
        """Refuse unsorted municipalities."""
        require_sorted("municipalities", self.municipalities)


class Welcome(Struct, frozen=True, kw_only=True, tag_field="schema", tag="welcome/1"):
    """The hub's answer to a hello. `lease` opens this session's reports for 24 hours.

    `generation` names the hub's ledger: a restored hub that lost rows starts another. `site` is the
    address of the public site. `contact_held`: the newest contact waits for a person at the hub.
    `courses` is the whole list, newest first. `trust` is the version of the newest trust document,
    `checkpoint` the signed note of the public log as it stands. `owed` is the newest quarter that
    is over, `overdue` the ones before it whose statistics the hub still waits for, the oldest
    first. `material` is the version of the newest list of documents, `messages` all that the
    operator has to say now, `hello` the digest of the hello it answers.
    A hub from before a field sends none. Unknown fields are ignored.
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
    site: Site
    contact_held: bool = False
    courses: Annotated[tuple[Course, ...], Meta(max_length=COURSES_MAX)] | UnsetType = UNSET
    trust: Sequence | UnsetType = UNSET
    checkpoint: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    owed: Owed | UnsetType = UNSET
    material: Sequence | UnsetType = UNSET
    messages: Annotated[tuple[OperatorMessage, ...], Meta(max_length=MESSAGES_MAX)] | UnsetType = (
        UNSET
    )
    hello: Digest | UnsetType = UNSET
    overdue: Annotated[tuple[Owed, ...], Meta(max_length=QUARTERS_OWED - 1)] | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Refuse instants that no clock of a hub tells: what is kept here is counted with."""
        for instant in (self.hub_time, self.next_contact):
            if not EARLIEST <= instant.year < LATEST:
                raise ValueError("the hub's time is none")


class Challenge(Struct, frozen=True, kw_only=True):
    """A fresh value to be signed into the hello: seconds since 1970, a dot, an HMAC."""

    challenge: ChallengeText
