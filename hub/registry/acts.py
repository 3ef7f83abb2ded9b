"""The registry's acts and a node's last word, as they stand in the ledger beside the reports.

Availability is a function of the ledger alone, so everything an operator decides that a parent can
notice is an entry: nothing else may change what is published.
"""

from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct

from shared.wire.availability import NetworkName
from shared.wire.words import (
    AreaCode,
    KeyId,
    MunicipalityCode,
    NodeId,
    PublicKey,
    Quarter,
    Sequence,
)

Why = Literal["operator", "clone", "fork", "revoked"]
"""Who or what suspended a network: a person, two live machines, two reports, a key taken back."""


class Admitted(Struct, frozen=True, kw_only=True, tag_field="act", tag="admitted"):
    """The operator invited a network; until its first report it is *never seen*."""

    node: NodeId
    name: NetworkName


class Keyed(Struct, frozen=True, kw_only=True, tag_field="act", tag="keyed"):
    """The operator confirmed the node's key by its fingerprint; its reports count from here."""

    node: NodeId
    public_key: PublicKey
    first_sequence: Sequence


class Granted(Struct, frozen=True, kw_only=True, tag_field="act", tag="granted"):
    """What a network may speak for, replacing any earlier grant (rule 14).

    `municipalities` it answers for; `reach`: the areas within which its offers count.
    """

    node: NodeId
    municipalities: tuple[MunicipalityCode, ...]
    reach: tuple[AreaCode, ...]


class Suspended(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="act", tag="suspended"
):
    """The network is suspended: its word is no longer believed."""

    node: NodeId
    why: Why = "operator"


class Resumed(Struct, frozen=True, kw_only=True, tag_field="act", tag="resumed"):
    """The operator lifted the suspension."""

    node: NodeId


class Released(Struct, frozen=True, kw_only=True, tag_field="act", tag="released"):
    """The operator released the held report with this sequence (fault 38)."""

    node: NodeId
    sequence: Sequence


class Word(Struct, frozen=True, kw_only=True, tag_field="act", tag="word"):
    """The node made contact without a report; written at most twice a day."""

    node: NodeId


class Revoked(Struct, frozen=True, kw_only=True, tag_field="act", tag="revoked"):
    """The operator took a node's key back: nothing it signs from now on counts (rule 12)."""

    node: NodeId
    key_id: KeyId


class HandedOver(Struct, frozen=True, kw_only=True, tag_field="act", tag="handed_over"):
    """From a Helsinki day on, another network answers for these municipalities."""

    node: NodeId
    to: NodeId
    municipalities: tuple[MunicipalityCode, ...]
    day: date


class Ended(Struct, frozen=True, kw_only=True, tag_field="act", tag="ended"):
    """The network speaks for nothing from a Helsinki day on; what it said stays in the history."""

    node: NodeId
    day: date


class CalledOff(Struct, frozen=True, kw_only=True, tag_field="act", tag="called_off"):
    """What was announced for that day does not happen: the handover to `to`, or the node's end."""

    node: NodeId
    to: NodeId | None
    day: date


class Owns(Struct, frozen=True, kw_only=True, tag_field="act", tag="owns"):
    """From a quarter on, this network alone reports the counts of people of these municipalities.

    It replaces any earlier word on them, whichever network it named.
    """

    node: NodeId
    municipalities: tuple[MunicipalityCode, ...]
    quarter: Quarter


Act = (
    Admitted
    | Keyed
    | Granted
    | Suspended
    | Resumed
    | Released
    | Word
    | Revoked
    | HandedOver
    | Ended
    | CalledOff
    | Owns
)


def encode(act: Act) -> bytes:
    """Return the act's one JSON spelling."""
    return msgspec.json.encode(act)


def decode(body: bytes) -> Act:
    """Return the act that stands in a ledger entry."""
    act: Act = msgspec.json.decode(body, type=Act)
    return act
