"""Sums of published counts: area, nation, year. Never computed at a second level, only added up.

Pure. Beside every value stand the least and the most that the truth may be, from the same published
values (DISCLOSURE.md: "every further figure is a sum of published values").
"""

from collections.abc import Iterable
from typing import Self

from msgspec import Struct

from shared.wire.statistics import Enquiries, Outcomes, Participants, People

BASE = 5
PARENTS_LEAST, PARENTS_MOST = 4, 8


class Figure(Struct, frozen=True, kw_only=True):
    """A published value, and the range its truth lies in, both ends included."""

    value: int = 0
    least: int = 0
    most: int = 0

    def __add__(self, other: Self) -> "Figure":
        """Return the sum, whose range is the sum of both ranges."""
        return Figure(
            value=self.value + other.value,
            least=self.least + other.least,
            most=self.most + other.most,
        )


def figure(value: int) -> Figure:
    """Return a protected value as it is read: 0 means 0-4, 5 means 1-9."""
    return Figure(value=value, least=max(0, value - BASE + 1), most=value + BASE - 1)


def total(figures: Iterable[Figure]) -> Figure:
    """Return the sum of figures; of none it is a known 0."""
    return sum(figures, Figure())


def within(part: Figure, whole: Figure) -> Figure:
    """Return a part whose range ends, at the latest, where that of its published whole does.

    Counted from published values alone: whoever has both could do it.
    """
    return Figure(value=part.value, least=part.least, most=min(part.most, whole.most))


def row(outcomes: Outcomes) -> Figure:
    """Return everybody who asked in one publishing area, from its three cells.

    The sum of the cells is itself a value of the tree, so it is less than 5 away from the truth.
    """
    return figure(outcomes.met + outcomes.waiting + outcomes.not_met)


def asked(enquiries: Enquiries) -> Figure:
    """Return all enquiries of one network in one quarter."""
    return figure(enquiries.total)


def parents(counts: Participants) -> Figure:
    """Return the participants of the groups started: between four and eight a group."""
    above = figure(counts.above)
    base = PARENTS_LEAST * counts.groups
    return Figure(
        value=base + above.value,
        least=base + above.least,
        most=min(base + above.most, PARENTS_MOST * counts.groups),
    )


def instructors(people: People) -> Figure:
    """Return the active instructors: whom anybody sees, and the rounded rest."""
    return _beyond(people.instructors.seen, people.instructors.above)


def trained(people: People, trainings: int) -> Figure:
    """Return the people trained: nobody without a training, else the one it shows and the rest."""
    return Figure() if trainings == 0 else _beyond(1, people.trained)


def _beyond(shown: int, value: int) -> Figure:
    return Figure(value=shown, least=shown, most=shown) + figure(value)
