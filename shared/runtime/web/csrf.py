"""The token in every form: an HMAC of the visitor's cookie, so that no foreign form can know it.

It is bound to the session, or, before sign-in, to a random cookie; it changes when those do.
"""

import hashlib
import hmac
import secrets

FIELD = "csrf"


class Csrf:
    """Tokens of one place; a restart does not make open forms stale."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(self, cookie: str) -> str:
        """Return what the form of this visitor carries."""
        return hmac.new(self._key, cookie.encode(), hashlib.sha256).hexdigest()

    def ok(self, cookie: str, token: str) -> bool:
        """Tell whether the form was made for the visitor who sends it."""
        return bool(cookie) and hmac.compare_digest(self.token(cookie).encode(), token.encode())


def fresh() -> str:
    """Return a new random value for a visitor's cookie, or for a form that is sent once."""
    return secrets.token_hex(16)
