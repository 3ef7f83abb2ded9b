"""All that is drawn in a run, and the one gate every injected fault passes: drawn, spared, counted.

Every kind of fault and every person draws from a stream of its own, so that sparing one kind (when
a failing seed is shrunk) does not change what the others draw.
"""

import random
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cut:
    """What a shrunk run leaves out: kinds, single faults by number, and all from a number on."""

    kinds: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    after: int | None = None

    def spares(self, kind: str, number: int) -> bool:
        """Tell whether this fault is left out."""
        late = self.after is not None and number >= self.after
        return kind in self.kinds or number in self.numbers or late


@dataclass
class Chance:
    """The draws of one seed. `calm`: no fault happens any more."""

    seed: int
    cut: Cut = field(default_factory=Cut)
    counts: Counter[str] = field(default_factory=Counter)
    calm: bool = False
    numbers: int = 0
    _streams: dict[str, random.Random] = field(default_factory=dict)

    def of(self, name: str) -> random.Random:
        """Return the stream of this name."""
        if name not in self._streams:
            self._streams[name] = random.Random(f"{self.seed} {name}")
        return self._streams[name]

    def strikes(self, kind: str, probability: float) -> bool:
        """Tell whether a fault of this kind happens here and now; if so, it is counted."""
        if self.of(kind).random() >= probability or self.calm:
            return False
        return self.counted(kind)

    def counted(self, kind: str) -> bool:
        """Count a fault that somebody planned, unless this run leaves it out."""
        number, self.numbers = self.numbers, self.numbers + 1
        if self.cut.spares(kind, number):
            return False
        self.counts[kind] += 1
        return True
