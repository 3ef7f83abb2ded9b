"""Make a failing run smaller: fewer kinds of faults, an earlier end of them, fewer of them."""

from collections.abc import Callable

from tests.simulation.chance import Cut
from tests.simulation.story import Outcome

TRIES = 60
Run = Callable[[Cut], Outcome]


def shrunk(failing: Outcome, run: Run, tries: int = TRIES) -> tuple[Cut, Outcome]:
    """Return the smallest cut found with which the run still fails, and what it then does."""
    return _Shrinking(failing, run, tries).done()


class _Shrinking:
    def __init__(self, failing: Outcome, run: Run, tries: int) -> None:
        self._cut, self._best = Cut(), failing
        self._run = run
        self._left = tries

    def done(self) -> tuple[Cut, Outcome]:
        """Leave out kinds first, then everything late, then single faults."""
        for kind in sorted(self._best.faults, key=lambda kind: -self._best.faults[kind]):
            self._try(Cut(kinds=self._cut.kinds | {kind}, after=self._cut.after))
        low, high = 0, self._best.numbers
        while low < high and self._left:
            middle = (low + high) // 2
            if self._try(Cut(kinds=self._cut.kinds, after=middle)):
                high = min(middle, self._best.numbers)
            else:
                low = middle + 1
        for number in reversed(range(min(self._best.numbers, self._cut.after or 0))):
            kept = Cut(
                kinds=self._cut.kinds,
                numbers=self._cut.numbers | {number},
                after=self._cut.after,
            )
            self._try(kept)
        return self._cut, self._best

    def _try(self, cut: Cut) -> bool:
        """Run with the cut; keep it if the run still fails in the same way."""
        if not self._left:
            return False
        self._left -= 1
        outcome = self._run(cut)
        alike = bool(outcome.violations) and _kind(outcome) == _kind(self._best)
        if alike:
            self._cut, self._best = cut, outcome
        return alike


def _kind(outcome: Outcome) -> str:
    """Return the violation's first word: lost, forged, doubled, and so on."""
    return outcome.violations[0].split(":")[0].split()[0]
