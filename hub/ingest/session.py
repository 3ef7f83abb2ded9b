"""Sessions of nodes: the challenge, the lease, the offset between two clocks.

Pure. A challenge is the hub's time and an HMAC over it, the node and the number of its hellos that
were accepted so far: nothing is kept for it, an accepted hello retires all older ones, and no two
clocks are ever compared for that.
"""

import hashlib
import hmac
from datetime import datetime

from msgspec import Struct

from shared.wire.words import Digest, NodeId, SessionId, Token

SECRET_BYTES = 32


class Session(Struct, frozen=True, kw_only=True):
    """The one current session of a node; `offset_s` is the hub's clock minus the node's.

    `hellos` counts all hellos accepted of the node, in this and earlier sessions. `named` is the
    newest number that the node called acknowledged. `began_at` is the session's first hello.
    """

    node: NodeId
    session: SessionId
    lease_hash: Digest
    expires_at: datetime
    offset_s: int
    hellos: int
    named: int
    began_at: datetime
    said_hello_at: datetime
    software: str
    audit_head: Digest | None

    def holds(self, lease: Token | None, now: datetime) -> bool:
        """Tell whether `lease` is this session's and has not ended."""
        given = lease_hash(lease or "")
        return hmac.compare_digest(given, self.lease_hash) and now < self.expires_at


def challenge(secret: bytes, node: NodeId, made_s: int, hellos: int) -> str:
    """Return the challenge made for a node at that second, whether or not the node exists.

    `secret` is drawn when the hub starts: what was said to a hub before its restore proves nothing
    to the restored one.
    """
    covered = f"{made_s} {node} {hellos}".encode()
    return f"{made_s}.{hmac.digest(secret, covered, 'sha256').hex()}"


def made_s(secret: bytes, node: NodeId, text: str, hellos: int) -> int | None:
    """Return when the hub made this challenge for this node; None if it did not, or it is used."""
    seconds = int(text.split(".", 1)[0])
    fitting = challenge(secret, node, seconds, hellos)
    return seconds if hmac.compare_digest(text, fitting) else None


def lease_hash(lease: Token) -> Digest:
    """Return what the hub keeps of a lease or of an invitation's token."""
    return hashlib.sha256(lease.encode()).hexdigest()
