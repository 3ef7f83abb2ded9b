"""enrolment/1 and enrolled/1: how a node's key becomes known to the hub.

The enrolment is signed with the very key it carries: that is the proof of possession. An operator
then confirms the key by a fingerprint read out over the telephone.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from shared.wire.session import Head
from shared.wire.words import Instant, NodeId, PublicKey, Token


class Invitation(Struct, frozen=True, kw_only=True, tag_field="schema", tag="invitation/1"):
    """What the operator hands to a network, as one line of text; it works once."""

    hub: str
    node: NodeId
    token: Token
    hub_key: PublicKey
    expires_at: Instant


class Enrolment(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="schema",
    tag="enrolment/1",
):
    """The node's request: the invitation's token and the key it will sign with."""

    node: NodeId
    token: Token
    public_key: PublicKey
    software: Annotated[str, Meta(max_length=60, pattern=r"^[ -~]*$(?!\n)")]


class Enrolled(Struct, frozen=True, kw_only=True, tag_field="schema", tag="enrolled/1"):
    """The hub has the key; reports are taken once the state is `active`.

    `head` is the last report the hub has of this network, null if none: a network that lost its
    machine compares it with what it remembers. A hub from before the field sends none.
    """

    node: NodeId
    public_key: PublicKey
    state: Literal["pending", "active"]
    head: Head | UnsetType | None = UNSET
