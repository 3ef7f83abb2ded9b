"""A double press does a thing once: the second one is led where the first one was.

Every form carries a token. While the first press is at work, the second waits for it. Kept in
memory: presses lie seconds apart, and a form that was sent before a restart is not sent twice.
"""

import asyncio
from collections import OrderedDict
from typing import NamedTuple

KEEP = 10_000
Headers = tuple[tuple[bytes, bytes], ...]
Outcome = asyncio.Future["Led | None"]


class Led(NamedTuple):
    """Where a press has led, and the cookies it set."""

    location: str
    cookies: Headers = ()


class Presses:
    """Where each form that was sent has led; None where it was refused and may be sent again."""

    def __init__(self) -> None:
        self._outcomes: OrderedDict[str, Outcome] = OrderedDict()

    async def before(self, key: str) -> Led | None:
        """Return where the same press has led already, or take it as the first and return None."""
        while (outcome := self._outcomes.get(key)) is not None:
            led = await asyncio.shield(outcome)
            if led is not None:
                return led
            if self._outcomes.get(key) is outcome:
                del self._outcomes[key]
        self._outcomes[key] = asyncio.get_running_loop().create_future()
        while len(self._outcomes) > KEEP:
            _, oldest = self._outcomes.popitem(last=False)
            if not oldest.done():
                oldest.set_result(None)
        return None

    def after(self, key: str, led: Led | None) -> None:
        """Say where the press has led; None where nothing was done."""
        outcome = self._outcomes.get(key)
        if outcome is not None and not outcome.done():
            outcome.set_result(led)
