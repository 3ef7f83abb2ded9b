"""The attack on all that a network ever published: every release, revision and quarter together.

What shares no cell is solved apart: the answer is the same. Judged are the cells and every sum of
them that is published.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from node.anonymiser.protection import CELLS, grid, shown_trained
from node.anonymiser.releases.model import Figures
from node.anonymiser.rounding import BASE, LARGEST_GROUP, SMALLEST_GROUP, Branch
from shared.wire.statistics import Enquiries
from tests.disclosure.auditing import ENOUGH
from tests.disclosure.designs import around, leaves
from tests.disclosure.linear import Interval, Programme, Statement, cell
from tests.disclosure.stocks import EDGE, MANY

ENOUGH_IF_UNCHANGED = 4


@dataclass(frozen=True)
class Exposure:
    """What is left of one cell, and what everybody knew of it before anything was published."""

    cell: str
    left: Interval
    known: Interval | None = None
    enough: int = ENOUGH

    @property
    def is_weak(self) -> bool:
        """Tell whether too few counts are left, and fewer than everybody knew."""
        return self.left.width < self.enough and self.left != self.known

    @property
    def is_exact(self) -> bool:
        """Tell whether the count is told, though it was not known."""
        return self.left.width == 1 and self.left != self.known


def attack(releases: Sequence[Figures]) -> Iterator[Exposure]:
    """Yield what is left of every count behind the releases of one network."""
    for made in releases:
        if made.people is not None:
            yield from _enquiries(made.people.enquiries)
            yield from _participants(made)
            yield _trained(made)
    yield from _instructors(releases)


def _enquiries(published: Enquiries) -> Iterator[Exposure]:
    root = grid(published)
    spoken = [
        (names, sum(leaf.count for leaf in leaves(branch)))
        for branch in _branches(root)
        if (names := tuple(leaf.path for leaf in leaves(branch)))
    ]
    programme = Programme([around(names, value) for names, value in spoken], relaxed=True)
    asked: list[tuple[str, ...]] = [(leaf.path,) for leaf in leaves(root)]
    asked += [tuple(f"{row.area}/{name}" for name in CELLS) for row in published.areas]
    asked.append(tuple(leaf.path for leaf in leaves(root)))
    for names in asked:
        yield Exposure("+".join(names[:3]), programme.interval(names))


def _branches(root: Branch) -> Iterator[Branch]:
    yield root
    for part in root.parts:
        yield from _branches(part)


def _participants(made: Figures) -> Iterator[Exposure]:
    parents = made.people and made.people.participants
    if not parents:
        return
    names = [f"group {number}" for number in range(parents.groups)]
    prior = [cell(name, SMALLEST_GROUP, LARGEST_GROUP) for name in names]
    floor = SMALLEST_GROUP * parents.groups
    known = Programme(prior, relaxed=True)
    after = Programme([*prior, around(tuple(names), parents.above, floor)], relaxed=True)
    for asked in (names, names[:1]):  # no group differs from another
        yield Exposure("participants", after.interval(asked), known.interval(asked))


def _trained(made: Figures) -> Exposure:
    shown = shown_trained(made.trainings)
    value = made.people.trained if made.people else 0
    if not shown:
        return Exposure("trained", Interval(0, 0), Interval(0, 0))
    known = Interval(shown, MANY)
    after = Programme([cell("trained", shown, MANY), around(("trained",), value, shown)])
    return Exposure("trained", after.interval(["trained"]), known)


def _instructors(releases: Iterable[Figures]) -> Iterator[Exposure]:
    """Yield the stock of every quarter, then as it is to somebody sure that it never changed."""
    told = [(one.quarter, one.people.instructors) for one in releases if one.people is not None]
    drawn = {"draw": (EDGE, BASE - EDGE)}

    def said(name: str, seen: int, above: int) -> list[Statement]:
        value = seen + above
        sticky = Statement(((name, 1), ("draw", 1)), value, value + BASE - EDGE)
        return [cell(name, seen, MANY), sticky]

    apart = [line for at, one in told for line in said(at, one.seen, one.above)]
    programme = Programme(apart, fractions=drawn)
    for quarter, one in told:
        known = Interval(one.seen, MANY)
        yield Exposure(f"instructors {quarter}", programme.interval([quarter]), known)
    same = [line for _, one in told for line in said("stock", one.seen, one.above)]
    left = Programme(same, fractions=drawn).interval(["stock"])
    if left.width:  # else it did change
        yield Exposure("instructors, unchanged", left, enough=ENOUGH_IF_UNCHANGED)
