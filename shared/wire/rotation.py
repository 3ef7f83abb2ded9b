"""rotation/1: a node's new key, an entry in the same chain as its reports (rule 12).

The old key signs the envelope, the new key the possession inside it: both agree, and from the next
sequence number on only the new key speaks for the node.
"""

from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import (
    Digest,
    Instant,
    KeyId,
    NodeId,
    PublicKey,
    Sequence,
    require_utc_seconds,
)

POSSESSION_TYPE = "application/vnd.voikukkia.possession.v1+json"
"""The DSSE payload type under which the new key signs a `Possession`."""

SignatureText = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{128}$(?!\n)", description="Ed25519, hexadecimal")
]


class Possession(Struct, frozen=True, kw_only=True):
    """What the new key signs: its place in this chain and no other."""

    node: NodeId
    sequence: Sequence
    previous: Digest | None
    retires: KeyId
    public_key: PublicKey


class Rotation(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="schema",
    tag="rotation/1",
):
    """One rotation. `previous` is the digest of the report before it, null for the first.

    `possession` is the new key's signature of the `Possession` that these fields make.
    """

    node: NodeId
    sequence: Sequence
    previous: Digest | None
    made_at: Instant
    retires: KeyId
    public_key: PublicKey
    possession: SignatureText

    def __post_init__(self) -> None:
        """Refuse an instant with two spellings and a chain that does not begin at 1."""
        require_utc_seconds(self.made_at)
        if (self.sequence == 1) != (self.previous is None):
            raise ValueError("only the first report has no previous one")
