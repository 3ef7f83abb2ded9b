"""availability/1: a network's whole public state, as its node reports it.

Full state, never a delta: any later report heals any loss. Rule 25 of the domain says what may
stand here; a figure counted from people has no field.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import (
    ActivityKind,
    AreaCode,
    Audience,
    Catchment,
    Count,
    Digest,
    Format,
    Instant,
    Language,
    Link,
    Month,
    MunicipalityCode,
    Name,
    NodeId,
    OrganiserKind,
    Says,
    Sequence,
    StartKind,
    TimeOfDay,
    TravelCosts,
    TriState,
    require_sorted,
    require_utc_seconds,
)

BREAK_DAYS_MAX = 70
Served = Annotated[tuple[MunicipalityCode, ...], Meta(max_length=400)]
Languages = Annotated[tuple[Language, ...], Meta(min_length=1, max_length=5)]


class NetworkName(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the network is called on pages; English pages show the Finnish name."""

    fi: Name
    sv: Name


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the network says of one municipality it answers for.

    `since` is the Helsinki day of the person's act for *none*, the day knowledge ended for *not
    known* (null if nothing was ever known), and null for *groups*.
    """

    municipality: MunicipalityCode
    says: Says
    since: date | None

    def __post_init__(self) -> None:
        """Refuse a *none* without the date of a person's act."""
        if self.says == "none" and self.since is None:
            raise ValueError("a none needs the date of the person's act")
        if self.says == "groups" and self.since is not None:
            raise ValueError("groups carries no date")


class Start(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a group starts: in a month, when four parents are found, on request, all year."""

    kind: StartKind
    month: Month | None

    def __post_init__(self) -> None:
        """Refuse a month without its kind and the kind without a month."""
        if (self.kind == "month") != (self.month is not None):
            raise ValueError("a month stands with the kind 'month', and only there")


class Groups(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers of groups by public lifecycle; *full* also holds the running ones (rule 25)."""

    open: Count
    coming: Count
    full: Count


class Offer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Groups alike in everything public, with their numbers.

    `place` is the municipality of meeting, null when the lead shows only the `area`. `serves` lists
    the municipalities whose parents may come; empty means any, and only remote groups may say so.
    """

    area: AreaCode
    place: MunicipalityCode | None
    serves: Served
    catchment: Catchment
    audience: Audience
    languages: Languages
    interpreter: TriState
    other_mother_tongue: TriState
    format: Format
    time_of_day: TimeOfDay
    named: bool
    social_worker: TriState
    peer_instructor: TriState
    travel_costs: TravelCosts
    organisers: Annotated[tuple[OrganiserKind, ...], Meta(max_length=7)]
    start: Start
    groups: Groups

    def __post_init__(self) -> None:
        """Refuse unsorted lists, an offer of nothing, and a local group that serves nobody."""
        require_sorted("serves", self.serves)
        require_sorted("languages", self.languages)
        require_sorted("organisers", self.organisers)
        if not self.groups.open + self.groups.coming + self.groups.full:
            raise ValueError("an offer counts at least one group")
        if not self.serves and self.format != "remote":
            raise ValueError("a group that meets in person serves at least one municipality")


class Activity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An open café, support persons or a weekend: beside the groups, never counted as one."""

    kind: ActivityKind
    area: AreaCode
    place: MunicipalityCode | None
    serves: Served
    audience: Audience
    languages: Languages
    format: Format
    link: Link

    def __post_init__(self) -> None:
        """Refuse unsorted lists."""
        require_sorted("serves", self.serves)
        require_sorted("languages", self.languages)


class Gone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many groups left the public list since the last report, and why (fault 38).

    `ended` by their last meeting's date or a person's act; `cancelled` and `withdrawn` by a
    person's act.
    """

    ended: Count
    cancelled: Count
    withdrawn: Count


class Break(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An announced break of at most ten weeks; `until` is its last day."""

    starts: date
    until: date

    def __post_init__(self) -> None:
        """Refuse a break that ends before it starts or lasts over ten weeks."""
        if not 0 <= (self.until - self.starts).days <= BREAK_DAYS_MAX:
            raise ValueError("a break lasts at most ten weeks")


class Availability(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="schema",
    tag="availability/1",
):
    """One report. `previous` is the digest of the report before it, null for the first."""

    node: NodeId
    sequence: Sequence
    previous: Digest | None
    observed_at: Instant
    confirmed_at: Instant | None
    network: NetworkName
    pause: Break | None
    municipalities: Annotated[tuple[Statement, ...], Meta(max_length=400)]
    offers: Annotated[tuple[Offer, ...], Meta(max_length=2000)]
    activities: Annotated[tuple[Activity, ...], Meta(max_length=500)]
    gone: Gone

    def __post_init__(self) -> None:
        """Refuse two statements on one municipality and a first report that has a previous one."""
        require_utc_seconds(self.observed_at, self.confirmed_at)
        require_sorted("municipalities", tuple(s.municipality for s in self.municipalities))
        if (self.sequence == 1) != (self.previous is None):
            raise ValueError("only the first report has no previous one")
