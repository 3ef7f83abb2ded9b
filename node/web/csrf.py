"""The token in every form: an HMAC of the visitor's cookie, so that no foreign form can know it."""

import hashlib
import hmac
import re
import secrets

from litestar.datastructures import Cookie

FIELD = "csrf"
_VALUE = re.compile(r"^[0-9a-f]{64}$")


class Csrf:
    """Tokens of one running node; a restart makes the open forms stale.

    Cookies ignore ports, so the cookie's name carries a few letters of this process's own.
    """

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self.cookie_name = f"voikukkia-node-{secrets.token_hex(4)}"

    def visitor(self, cookies: dict[str, str]) -> str:
        """Return the visitor's value from the cookie, or a new one."""
        found = cookies.get(self.cookie_name, "")
        return found if _VALUE.match(found) else secrets.token_hex(32)

    def token(self, visitor: str) -> str:
        """Return what the form carries."""
        return hmac.new(self._secret, visitor.encode(), hashlib.sha256).hexdigest()

    def cookie(self, visitor: str) -> Cookie:
        """Return the cookie; pages are on loopback without TLS, so it cannot be `Secure`."""
        return Cookie(
            key=self.cookie_name,
            value=visitor,
            path="/",
            httponly=True,
            samesite="strict",
            secure=False,
        )

    def ok(self, cookies: dict[str, str], form: dict[str, str]) -> bool:
        """Tell whether the form was made for the visitor who sends it."""
        visitor = cookies.get(self.cookie_name, "")
        if not _VALUE.match(visitor):
            return False
        return hmac.compare_digest(self.token(visitor).encode(), form.get(FIELD, "").encode())
