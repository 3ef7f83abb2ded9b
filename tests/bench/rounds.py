"""Rounds that alternate, and figures that say how far they spread: these machines are noisy."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One line of the table. `values` are ratios, times or sizes, one for each round.

    Without any, it was not measured, and `beside` says why.
    """

    what: str
    values: Sequence[float]
    unit: Literal["", "ms", "s", "MB"] = ""
    goal: tuple[Literal["≥", "≤"], float] | None = None
    beside: str = ""

    @property
    def value(self) -> str:
        """Return median and spread."""
        if not self.values:
            return "not measured"
        low, middle, high = min(self.values), statistics.median(self.values), max(self.values)
        return f"{self._plain(middle)} ({self._plain(low)}–{self._plain(high)})"

    @property
    def wanted(self) -> str:
        """Return the goal, if there is one."""
        return f"{self.goal[0]} {self.goal[1]:g} {self.unit}".strip() if self.goal else ""

    @property
    def met(self) -> str:
        """Say whether the median reaches the goal."""
        if self.goal is None or not self.values:
            return ""
        sign, bound = self.goal
        middle = statistics.median(self.values)
        return "yes" if (middle >= bound if sign == "≥" else middle <= bound) else "no"

    def _plain(self, number: float) -> str:
        return f"{number:,.1f} {self.unit}" if self.unit else f"{number:.2f}"


def ratios(ours: Sequence[float], reference: Sequence[float]) -> list[float]:
    """Return ours over the reference, round by round."""
    return [mine / other for mine, other in zip(ours, reference, strict=True)]


def typical(values: Sequence[float], unit: str) -> str:
    """Return the median of plain figures, for the notes beside a ratio."""
    return f"{statistics.median(values):,.0f} {unit}"
