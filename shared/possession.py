"""Who rotates to a key must have it: the new key's signature inside a rotation, made and checked.

Pure. What is signed names node, number, chain and both keys, so that it fits one place alone.
"""

from datetime import datetime

from shared.signing import SigningKey, holds, key_id, pae
from shared.wire.codec import encode
from shared.wire.rotation import POSSESSION_TYPE, Possession, Rotation
from shared.wire.session import Head
from shared.wire.words import NodeId


def rotation(
    node: NodeId, head: Head | None, old: SigningKey, new: SigningKey, made_at: datetime
) -> Rotation:
    """Return the rotation that follows `head`; the old key has yet to sign its envelope."""
    claim = Possession(
        node=node,
        sequence=1 if head is None else head.sequence + 1,
        previous=None if head is None else head.digest,
        retires=old.key_id,
        public_key=new.public,
    )
    return Rotation(
        node=claim.node,
        sequence=claim.sequence,
        previous=claim.previous,
        made_at=made_at,
        retires=claim.retires,
        public_key=claim.public_key,
        possession=new.sign(_signed(claim)).hex(),
    )


def proved(rotation: Rotation) -> bool:
    """Say whether the new key itself signed this very place in this very chain."""
    claim = Possession(
        node=rotation.node,
        sequence=rotation.sequence,
        previous=rotation.previous,
        retires=rotation.retires,
        public_key=rotation.public_key,
    )
    other = rotation.retires != key_id(rotation.public_key)
    signature = bytes.fromhex(rotation.possession)
    return other and holds(rotation.public_key, signature, _signed(claim))


def _signed(claim: Possession) -> bytes:
    return pae(POSSESSION_TYPE, encode(claim))
