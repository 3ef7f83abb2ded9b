"""A double press does a thing once: the second one is led where the first one was.

Every form carries a token. While the first press is at work, the second waits for it. Kept in
memory: presses lie seconds apart, and a form that was sent before a restart is not sent twice.

Where the first press has signed somebody in or out, its cookies are given again only to the very
same form, and only for a few seconds: else an old form would stand for a password or a code.
"""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from typing import NamedTuple

KEEP = 10_000
REPEATED_S = 5.0
Headers = tuple[tuple[bytes, bytes], ...]


class Led(NamedTuple):
    """Where a press has led, and the cookies it set."""

    location: str
    cookies: Headers = ()


class _Press:
    """A press, at work or done; `sent` is the digest of its form while that matters."""

    def __init__(self, sent: bytes) -> None:
        self.sent = sent
        self.outcome: asyncio.Future[Led | None] = asyncio.get_running_loop().create_future()


class Presses:
    """Where each form that was sent has led; None where it was refused and may be sent again."""

    def __init__(self) -> None:
        self.repeated_s = REPEATED_S
        self._presses: OrderedDict[str, _Press] = OrderedDict()
        self._key = secrets.token_bytes(32)

    async def before(self, key: str, sent: str) -> Led | None:
        """Return where the same press has led already, or take it as the first and return None.

        `sent` is all that the form says.
        """
        digest = hashlib.blake2b(sent.encode(), key=self._key).digest()
        while (press := self._presses.get(key)) is not None:
            led = await asyncio.shield(press.outcome)
            if led is not None and (not led.cookies or press.sent == digest):
                return led
            if self._presses.get(key) is press:
                del self._presses[key]
        self._presses[key] = _Press(digest)
        while len(self._presses) > KEEP:
            _, oldest = self._presses.popitem(last=False)
            if not oldest.outcome.done():
                oldest.outcome.set_result(None)
        return None

    def after(self, key: str, led: Led | None) -> None:
        """Say where the press has led; None where nothing was done."""
        press = self._presses.get(key)
        if press is None or press.outcome.done():
            return
        press.outcome.set_result(led)
        if led is not None and led.cookies:
            loop = asyncio.get_running_loop()
            loop.call_later(self.repeated_s, self._forget, key, press)
        else:
            press.sent = b""

    def _forget(self, key: str, press: _Press) -> None:
        """Give the press's cookies to nobody any more."""
        if self._presses.get(key) is press:
            del self._presses[key]
