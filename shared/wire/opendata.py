"""The public open data (/data/v1): what the hub publishes, licensed CC BY 4.0.

A number that is not known is null, never zero. A group is counted once in any sum, however many
municipalities it serves: rows refer to `offers` by id, so that readers can do the same.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.availability import Activity, Break, NetworkName, Offer
from shared.wire.contact import Contact
from shared.wire.session import Policy
from shared.wire.words import (
    AreaCode,
    Audience,
    Digest,
    Freshness,
    Instant,
    Language,
    Month,
    MunicipalityCode,
    NodeId,
    Reason,
    State,
)

LICENCE = "CC BY 4.0"
OfferId = Annotated[str, Meta(description="network, a dot, 10 hex digits of the offer's digest")]
Restriction = Annotated[
    str,
    Meta(
        pattern=r"^(fathers|mothers|own_clients|language_[a-z]{2,3})$(?!\n)",
        description="why only limited",
    ),
]
Number = int | None


class GroupNumbers(Struct, frozen=True, kw_only=True):
    """Numbers of groups that serve a place, by what they offer a parent there; null: not known."""

    open: Number
    limited: Number
    coming: Number
    full: Number


class PublicOffer(Struct, frozen=True, kw_only=True):
    """An offer as reported, with the network that reported it and until when it is believed."""

    id: OfferId
    network: NodeId
    believed_until: Instant
    offer: Offer


class PublicActivity(Struct, frozen=True, kw_only=True):
    """Another activity as reported, with its network."""

    network: NodeId
    believed_until: Instant
    activity: Activity


class Row(Struct, frozen=True, kw_only=True):
    """The availability of one municipality.

    `since` is the Helsinki day knowledge ended, null if nothing was ever known or the state is
    known. `confirmed_at` and `believed_until` belong to the words that make the state.
    `restrictions` say why *limited*. `remote` counts remote groups that take parents from here;
    they never make the state. `networks` answer for the municipality, `offers` serve it.
    """

    municipality: MunicipalityCode
    name_fi: str
    name_sv: str
    area: AreaCode
    state: State
    restrictions: tuple[Restriction, ...]
    reason: Reason | None
    since: date | None
    confirmed_at: Instant | None
    believed_until: Instant | None
    checking: bool
    groups: GroupNumbers
    other_groups: GroupNumbers
    next_start: Month | None
    languages: tuple[Language, ...]
    audiences: tuple[Audience, ...]
    remote: Number
    networks: tuple[NodeId, ...]
    offers: tuple[OfferId, ...]


class StateNumbers(Struct, frozen=True, kw_only=True):
    """Numbers of municipalities by state; they add up to all municipalities of the area."""

    open: int
    limited: int
    coming: int
    full: int
    none: int
    unknown: int


class AreaRow(Struct, frozen=True, kw_only=True):
    """The availability of one area: its best state, *none* only if all its municipalities are."""

    area: AreaCode
    name_fi: str
    name_sv: str
    name_en: str
    state: State
    checking: bool
    municipalities: StateNumbers
    groups: GroupNumbers
    other_groups: GroupNumbers
    believed_until: Instant | None
    networks: tuple[NodeId, ...]
    population_known: int
    population: int


class NetworkRow(Struct, frozen=True, kw_only=True):
    """A network whose key the operator has confirmed, and how fresh its word is.

    `silent_since` is the Helsinki day of its last word once it is silent; `answers_for` is what the
    operator granted; `reach` are the areas within which its offers count.
    """

    node: NodeId
    name: NetworkName
    standing: str
    freshness: Freshness
    first_report_at: Instant | None
    last_contact_at: Instant | None
    silent_since: date | None
    confirmed_at: Instant | None
    believed_until: Instant | None
    checking: bool
    pause: Break | None
    answers_for: tuple[MunicipalityCode, ...]
    reach: tuple[AreaCode, ...]
    contact: Contact | None


class Completeness(Struct, frozen=True, kw_only=True):
    """How much of the country a sum rests on: n of N networks, x of y inhabitants."""

    networks_believed: int
    networks: int
    population_known: int
    population: int


class AvailabilityDocument(
    Struct, frozen=True, kw_only=True, tag_field="schema", tag="open-availability/1"
):
    """/data/v1/availability.json."""

    made_at: Instant
    ledger_head: Digest
    ledger_entries: int
    licence: str
    policy: Policy
    completeness: Completeness
    municipalities: tuple[Row, ...]
    areas: tuple[AreaRow, ...]
    offers: tuple[PublicOffer, ...]
    activities: tuple[PublicActivity, ...]


class NetworksDocument(
    Struct, frozen=True, kw_only=True, tag_field="schema", tag="open-networks/1"
):
    """/data/v1/networks.json."""

    made_at: Instant
    ledger_head: Digest
    licence: str
    networks: tuple[NetworkRow, ...]


class PublishedFile(Struct, frozen=True, kw_only=True):
    """One file of a snapshot: its path below the root, its SHA-256 and its size in bytes."""

    path: str
    sha256: Digest
    bytes: int


class Manifest(Struct, frozen=True, kw_only=True, tag_field="schema", tag="open-manifest/1"):
    """/data/v1/manifest.json: every file of the snapshot but this one and the compressed copies.

    The public log below /log is not named either: its own signed checkpoint proves it.
    """

    made_at: Instant
    ledger_head: Digest
    ledger_entries: int
    licence: str
    files: tuple[PublishedFile, ...]
