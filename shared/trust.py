"""Which keys speak for the hub: what its signed trust document comes to. Pure.

A key that is retired (`until`) or revoked signs nothing new: whoever holds the document takes no
further answer by it, whatever clocks say.
"""

import msgspec

from shared.signing import signature_ok
from shared.wire.codec import decode_answer, payload_type
from shared.wire.envelope import Envelope
from shared.wire.trust import HubKey, Trust
from shared.wire.words import PublicKey

SCHEMA = "trust/1"


def opened(envelope: Envelope, root: PublicKey) -> Trust | None:
    """Return the document in an envelope that the root key signed, None for anything else."""
    if envelope.payload_type != payload_type(SCHEMA) or not signature_ok(envelope, root):
        return None
    try:
        found = decode_answer(envelope.payload, SCHEMA)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found if isinstance(found, Trust) else None


def newer(found: Trust | None, held: Trust | None) -> bool:
    """Tell whether a document may take the place of the one that is held (fault 34)."""
    return found is not None and (held is None or found.version > held.version)


def live(trust: Trust) -> tuple[HubKey, ...]:
    """Return the keys that speak for the hub now."""
    return tuple(key for key in trust.keys if key.until is None and not key.revoked)


def speaks(trust: Trust | None, root: PublicKey) -> tuple[PublicKey, ...]:
    """Return the public keys whose answers count; before any document the root's own alone."""
    return (root,) if trust is None else tuple(key.public for key in live(trust))
