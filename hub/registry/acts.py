"""The registry's acts and a node's last word, as they stand in the ledger beside the reports.

Availability is a function of the ledger alone, so everything an operator decides that a parent can
notice is an entry: nothing else may change what is published.
"""

import msgspec
from msgspec import Struct

from shared.wire.availability import NetworkName
from shared.wire.words import AreaCode, MunicipalityCode, NodeId, PublicKey, Sequence


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


class Suspended(Struct, frozen=True, kw_only=True, tag_field="act", tag="suspended"):
    """The operator suspended the network: its word is no longer believed."""

    node: NodeId


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


Act = Admitted | Keyed | Granted | Suspended | Resumed | Released | Word


def encode(act: Act) -> bytes:
    """Return the act's one JSON spelling."""
    return msgspec.json.encode(act)


def decode(body: bytes) -> Act:
    """Return the act that stands in a ledger entry."""
    act: Act = msgspec.json.decode(body, type=Act)
    return act
