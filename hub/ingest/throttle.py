"""A light limit on requests that need no key: so many a second, with some room for a rush."""

from collections.abc import Callable


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
