"""The keys of this feature, one for each purpose, drawn from the node's master key."""

import hashlib
import hmac

from msgspec import Struct

from node import masterkey


class Keys(Struct, frozen=True, kw_only=True):
    """totp seals second factors, attempts hides who failed, takeover marks request codes."""

    totp: bytes
    attempts: bytes
    takeover: bytes

    def __repr__(self) -> str:
        return "Keys()"


def keys_of(master: bytes) -> Keys:
    """Return the keys of a node."""
    return Keys(
        totp=masterkey.purpose(master, "totp"),
        attempts=masterkey.purpose(master, "attempts"),
        takeover=masterkey.purpose(master, "takeover"),
    )


def marked(key: bytes, text: str) -> str:
    """Return the HMAC-SHA256 of a text, in hexadecimal."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
