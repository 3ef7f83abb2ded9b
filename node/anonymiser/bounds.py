"""What somebody who knows the method can work out of published values: the narrowest ranges.

Every branch of a release's tree is less than 5 away from its truth, and no count is negative. In
such a tree the ranges that follow are found exactly, in one walk up and one down.
"""

from msgspec import Struct

from node.anonymiser.rounding import BASE, Branch


class Range(Struct, frozen=True):
    """Whole numbers from `least` to `most`, both included."""

    least: int
    most: int

    @property
    def width(self) -> int:
        """Return how many values are possible; 0 or less if none is."""
        return self.most - self.least + 1

    def within(self, other: "Range") -> "Range":
        """Return what both ranges allow."""
        return Range(max(self.least, other.least), min(self.most, other.most))


def around(value: int) -> Range:
    """Return the counts that a published value may stand for: 0 is 0-4, 5 is 1-9."""
    return Range(max(0, value - BASE + 1), value + BASE - 1)


def feasible(root: Branch) -> dict[str, Range]:
    """Return what is possible for every branch, given the published values as its counts."""
    found: dict[str, Range] = {}
    for branch in reversed(_downwards(root)):  # the parts before their whole
        own = around(branch.count)
        if branch.parts:
            first, second = (found[part.path] for part in branch.parts)
            own = own.within(Range(first.least + second.least, first.most + second.most))
        found[branch.path] = own
    for branch in _downwards(root):
        if branch.parts:
            one, two = (part.path for part in branch.parts)
            whole, first, second = found[branch.path], found[one], found[two]
            found[one] = first.within(Range(whole.least - second.most, whole.most - second.least))
            found[two] = second.within(Range(whole.least - first.most, whole.most - first.least))
    return found


def _downwards(root: Branch) -> list[Branch]:
    """Return every branch, each before its parts."""
    found = [root]
    for branch in found:
        found += branch.parts
    return found
