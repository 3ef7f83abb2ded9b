"""trust/1: which keys speak for the hub, signed by its root key, which the invitation pins.

A node takes a document only with a version above the one it has (fault 34): a key that was taken
back stays taken back.
"""

from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import Instant, KeyId, PublicKey, Sequence

HUB_KEYS_MAX = 50


class HubKey(Struct, frozen=True, kw_only=True):
    """One key that signs the hub's answers and checkpoints.

    `until`: it signs nothing from then on, what it signed before stays good. `revoked`: nothing it
    signed is believed.
    """

    key_id: KeyId
    public: PublicKey
    since: Instant
    until: Instant | None
    revoked: bool = False


class Trust(Struct, frozen=True, kw_only=True, tag_field="schema", tag="trust/1"):
    """The document. `origin` is the name of the public log (C2SP checkpoint, first line)."""

    version: Sequence
    made_at: Instant
    keys: Annotated[tuple[HubKey, ...], Meta(min_length=1, max_length=HUB_KEYS_MAX)]
    origin: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[!-~]+$(?!\n)")]
