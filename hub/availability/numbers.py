"""Numbers of groups: a zero is published only where it is known, and a sum counts a group once.

Pure. An unknown number is null and never zero (rule 9).
"""

from collections.abc import Iterable

from hub.availability.voice import Heard
from shared.wire.opendata import GroupNumbers, Number
from shared.wire.words import Language

UNKNOWN = GroupNumbers(open=None, limited=None, coming=None, full=None)
ZERO = GroupNumbers(open=0, limited=0, coming=0, full=0)


def group_numbers(
    offers: Iterable[tuple[Heard, Iterable[Language]]], *, complete: bool
) -> tuple[GroupNumbers, GroupNumbers]:
    """Return the numbers of groups that carry the name, and of those without it.

    With each offer go the majorities' languages of the municipalities it serves: a group that is
    open to one of them counts as open. Unless knowledge is `complete`, a zero is not known.
    """
    counted = ([0, 0, 0, 0], [0, 0, 0, 0])
    for heard, majorities in offers:
        numbers = counted[0 if heard.offer.named else 1]
        groups = heard.offer.groups
        if groups.open:
            numbers[0 if unlimited(heard, majorities) else 1] += groups.open
        numbers[2] += heard.coming
        numbers[3] += groups.full
    return _published(counted[0], complete=complete), _published(counted[1], complete=complete)


def unlimited(heard: Heard, majorities: Iterable[Language]) -> bool:
    """Tell whether the offer is without restriction for one of the majorities."""
    return any(not heard.limits[majority] for majority in majorities)


def known(number: int, *, complete: bool) -> Number:
    """Return the number; null for a zero that nobody said."""
    return number if number or complete else None


def _published(numbers: list[int], *, complete: bool) -> GroupNumbers:
    if not any(numbers):
        return ZERO if complete else UNKNOWN
    offered, limited, coming, full = (known(n, complete=complete) for n in numbers)
    return GroupNumbers(open=offered, limited=limited, coming=coming, full=full)
