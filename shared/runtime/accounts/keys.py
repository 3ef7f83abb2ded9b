"""The keys of accounts, one for each purpose."""

import hashlib
import hmac

from msgspec import Struct


class Keys(Struct, frozen=True, kw_only=True):
    """totp seals second factors, attempts hides who failed, takeover marks request codes."""

    totp: bytes
    attempts: bytes
    takeover: bytes

    def __repr__(self) -> str:
        return "Keys()"


def marked(key: bytes, text: str) -> str:
    """Return the HMAC-SHA256 of a text, in hexadecimal."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
