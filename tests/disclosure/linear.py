"""The attacker who solves equations: what published figures leave of a count, by linear programmes.

A statement is what a reader may take from a figure: "these cells together lie between". From all
statements together HiGHS finds the least and the most that every cell can be, in whole numbers.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import highspy

ROUGH = 1e-4
"""How far from a whole number the solver's answer may lie."""


MOST = 1_000_000.0
"""More than any count of people: no programme is without bounds."""


@dataclass(frozen=True)
class Statement:
    """The sum of the cells, each times its factor, lies from `least` to `most`, both included."""

    cells: tuple[tuple[str, int], ...]
    least: float
    most: float


@dataclass(frozen=True)
class Interval:
    """The least and the most that a count can be; nothing can be if the most is less."""

    least: int
    most: int

    @property
    def width(self) -> int:
        """Return how many counts are left."""
        return max(0, self.most - self.least + 1)


NOTHING = Interval(0, -1)


def cell(name: str, least: float, most: float) -> Statement:
    """Return what is said of one cell alone."""
    return Statement(((name, 1),), least, most)


def total(names: Iterable[str], least: float, most: float) -> Statement:
    """Return what is said of a sum of cells."""
    return Statement(tuple((name, 1) for name in names), least, most)


class Programme:
    """All that is known of some cells, as one linear programme; asked for one sum after another.

    Cells are counts unless named in `fractions`. `relaxed` asks for real numbers: enough where the
    sums that are spoken of lie inside each other or apart, as in a tree, for there the least and
    the most are whole by themselves.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        *,
        fractions: Mapping[str, tuple[float, float]] | None = None,
        relaxed: bool = False,
    ) -> None:
        """Load the statements."""
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        self._at: dict[str, int] = {}
        self._asked: list[int] = []
        self._fractions = fractions or {}
        self._relaxed = relaxed
        for one in statements:
            at = [self._column(name) for name, _ in one.cells]
            factors = [float(factor) for _, factor in one.cells]
            self._solver.addRow(one.least, one.most, len(at), at, factors)

    def interval(self, names: Sequence[str]) -> Interval:
        """Return what the sum of these cells can be."""
        for column in self._asked:
            self._solver.changeColCost(column, 0.0)
        self._asked = [self._column(name) for name in names]
        for column in self._asked:
            self._solver.changeColCost(column, 1.0)
        least = self._best(highspy.ObjSense.kMinimize)
        most = self._best(highspy.ObjSense.kMaximize)
        if least is None or most is None:
            return NOTHING
        return Interval(math.ceil(least - ROUGH), math.floor(most + ROUGH))

    def _column(self, name: str) -> int:
        if name not in self._at:
            least, most = self._fractions.get(name, (0.0, MOST))
            self._at[name] = len(self._at)
            self._solver.addVar(least, most)
            if name not in self._fractions and not self._relaxed:
                self._solver.changeColIntegrality(self._at[name], highspy.HighsVarType.kInteger)
        return self._at[name]

    def _best(self, sense: highspy.ObjSense) -> float | None:
        self._solver.changeObjectiveSense(sense)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            value: float = self._solver.getInfo().objective_function_value
            return value
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        raise RuntimeError(f"the solver stopped: {status}")
