"""Light limits: on requests that need no key, and on how many nodes begin to speak in a second."""

import math
from collections.abc import Callable

from shared.wire.words import NodeId

APART_S = 60.0
"""While others wait, a node that began so lately waits behind them."""


class Throttle:
    """A bucket that fills with time; every request takes one drop."""

    def __init__(self, per_s: float, rush: int, monotonic: Callable[[], float]) -> None:
        self._per_s = per_s
        self._rush = rush
        self._monotonic = monotonic
        self._drops = float(rush)
        self._filled_at = monotonic()

    def admits(self) -> bool:
        """Tell whether one more request may be answered now."""
        now = self._monotonic()
        self._drops = min(self._rush, self._drops + (now - self._filled_at) * self._per_s)
        self._filled_at = now
        if self._drops < 1:
            return False
        self._drops -= 1
        return True


class Turns:
    """Lets so many begin a second; whoever comes too early is told when its turn is.

    After an outage ten thousand nodes come back at once: they are given turns one after another,
    and none of them has to guess (fault 29). A node has one turn, however often it asks: nobody
    can push the others' away.
    """

    def __init__(self, per_s: float, rush: int, monotonic: Callable[[], float]) -> None:
        self._gate = Throttle(per_s, rush, monotonic)
        self._apart_s = 1 / per_s
        self._monotonic = monotonic
        self._given_until = monotonic()
        self._given: dict[NodeId, float] = {}
        self._begun: dict[NodeId, float] = {}

    def wait_s(self, node: NodeId) -> int:
        """Return 0 to a node that may begin now, else the seconds until its turn."""
        now, turn = self._monotonic(), self._given.get(node, -math.inf)
        if now < turn:
            return math.ceil(turn - now)
        again = now - self._begun.get(node, -math.inf) < APART_S
        if not (again and now < self._given_until) and self._gate.admits():
            self._given.pop(node, None)
            self._begun[node] = now
            return 0
        self._given_until = max(self._given_until, now) + self._apart_s
        self._given[node] = self._given_until
        return math.ceil(self._given_until - now)
