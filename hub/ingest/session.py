"""Sessions of nodes: the challenge, the lease, the offset between two clocks.

Pure. A challenge is the hub's time and an HMAC over it and the node, so that nothing is kept for
it; only an accepted hello retires the older ones.
"""

import hashlib
import hmac
from datetime import datetime

from msgspec import Struct

from shared.wire.words import Digest, NodeId, SessionId, Token

CHALLENGE_DOMAIN = b"voikukkia challenge v1"


class Session(Struct, frozen=True, kw_only=True):
    """The one current session of a node; `offset_s` is the hub's clock minus the node's.

    `challenge_s` is when its challenge was made, in seconds since 1970.
    """

    node: NodeId
    session: SessionId
    lease_hash: Digest
    expires_at: datetime
    offset_s: int
    challenge_s: int
    said_hello_at: datetime
    software: str

    def holds(self, lease: Token | None, now: datetime) -> bool:
        """Tell whether `lease` is this session's and has not ended."""
        given = lease_hash(lease or "")
        return hmac.compare_digest(given, self.lease_hash) and now < self.expires_at


def challenge_secret(key: bytes) -> bytes:
    """Return the secret of the challenges, derived from the hub's signing key."""
    return hmac.digest(key, CHALLENGE_DOMAIN, "sha256")


def challenge(secret: bytes, node: NodeId, made_s: int) -> str:
    """Return the challenge made for a node at that second, whether or not the node exists."""
    return f"{made_s}.{hmac.digest(secret, f'{made_s} {node}'.encode(), 'sha256').hex()}"


def made_s(secret: bytes, node: NodeId, text: str) -> int | None:
    """Return when the hub made this challenge for this node; None if it never did."""
    seconds = int(text.split(".", 1)[0])
    return seconds if hmac.compare_digest(text, challenge(secret, node, seconds)) else None


def lease_hash(lease: Token) -> Digest:
    """Return what the hub keeps of a lease or of an invitation's token."""
    return hashlib.sha256(lease.encode()).hexdigest()
