"""The rounding over all keys at once: exact chances, by integrating every draw over its steps.

A value depends on its own draw only by whether it is below a threshold, which is found by
bisection; so both sides are weighed exactly, without a sample.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from node.anonymiser import rounding
from node.anonymiser.rounding import Branch

TOP = 2 * 2**rounding.DRAW_BITS
NOUGHT = Fraction(1, 2**200)
"""A chance that no number of keys would meet: draws have 257 bits."""

Ways = dict[tuple[int, ...], Fraction]
"""The published leaves of a tree in every way they can come out, with the chance of each."""


def branches(root: Branch) -> Iterator[Branch]:
    """Yield every branch of a tree."""
    yield root
    for part in root.parts:
        yield from branches(part)


def weighed(at: Callable[[int], int]) -> list[tuple[Fraction, int]]:
    """Return the values of a function of a draw with one step, and the share of draws of each."""
    low, high = 1, TOP - 1
    if at(low) == at(high):
        return [(Fraction(1), at(low))]
    while high - low > 2:
        middle = (low + high) // 4 * 2 + 1
        low, high = (middle, high) if at(middle) == at(low) else (low, middle)
    below = Fraction((low + 1) // 2, 2**rounding.DRAW_BITS)
    return [(below, at(low)), (1 - below, at(high))]


def mean(root: Branch) -> dict[str, Fraction]:
    """Return the exact mean of every branch's value over all draws, uniform and independent."""
    found: dict[str, Fraction] = dict.fromkeys((b.path for b in branches(root)), Fraction(0))

    def descend(branch: Branch, value: int, weight: Fraction) -> None:
        found[branch.path] += weight * value
        if branch.parts:
            first, second = branch.parts
            for share, given_to in _split(branch, value):
                descend(first, given_to, weight * share)
                descend(second, value - given_to, weight * share)

    for share, value in _root(root):
        descend(root, value, share)
    return found


def ways(root: Branch) -> Ways:
    """Return every way in which the leaves come out under some key, and its chance."""
    found: Ways = {}
    for share, value in _root(root):
        for leaves, chance in _ways(root, value).items():
            found[leaves] = found.get(leaves, Fraction(0)) + share * chance
    return found


def _ways(branch: Branch, value: int) -> Ways:
    if not branch.parts:
        return {(value,): Fraction(1)}
    first, second = branch.parts
    return {
        (*one, *two): share * chance * other
        for share, given_to in _split(branch, value)
        for one, chance in _ways(first, given_to).items()
        for two, other in _ways(second, value - given_to).items()
    }


def _root(root: Branch) -> list[tuple[Fraction, int]]:
    return weighed(lambda u: rounding.rounded(root.count, u))


def _split(branch: Branch, value: int) -> list[tuple[Fraction, int]]:
    first, second = branch.parts
    return weighed(lambda u: rounding._first(value, first.count, second.count, u))
