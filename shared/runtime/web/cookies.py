"""The cookies of pages: session, trusted device, visitor. None of them can be read by a script.

Cookies ignore ports, so their names carry a few letters of this place's own. Behind https they have
the `__Host-` prefix; on this computer alone, without TLS, browsers would refuse it.
"""

import re
from typing import Literal

from litestar.datastructures import Cookie
from msgspec import Struct

_VALUE = re.compile(r"^[A-Za-z0-9_-]{16,128}$(?!\n)")
DEVICE_S = 30 * 86_400


class Cookies(Struct, frozen=True, kw_only=True):
    """Names and attributes; `instance` tells places on one host apart."""

    instance: str
    secure: bool

    def name(self, what: Literal["session", "device", "visitor"]) -> str:
        """Return a cookie's name."""
        prefix = "__Host-" if self.secure else ""
        return f"{prefix}voikukkia-{self.instance}-{what}"

    def value(self, cookies: dict[str, str], what: Literal["session", "device", "visitor"]) -> str:
        """Return what the browser sent, or nothing where it cannot be ours."""
        found = cookies.get(self.name(what), "")
        return found if _VALUE.match(found) else ""

    def session(self, token: str | None) -> Cookie:
        """Return the session's cookie, which ends with the browser; None takes it away."""
        return self._cookie("session", token, "lax", None)

    def device(self, token: str | None) -> Cookie:
        """Return the cookie of a device that is trusted for 30 days; None takes it away."""
        return self._cookie("device", token, "strict", DEVICE_S)

    def visitor(self, value: str) -> Cookie:
        """Return the cookie that forms before sign-in are bound to."""
        return self._cookie("visitor", value, "lax", None)

    def _cookie(
        self,
        what: Literal["session", "device", "visitor"],
        value: str | None,
        samesite: Literal["lax", "strict"],
        max_age: int | None,
    ) -> Cookie:
        return Cookie(
            key=self.name(what),
            value=value or "",
            max_age=0 if value is None else max_age,
            path="/",
            httponly=True,
            samesite=samesite,
            secure=self.secure,
        )
