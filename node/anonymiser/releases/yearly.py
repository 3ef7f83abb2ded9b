"""A year in published figures: sums of what was released of its four quarters, never of counts.

Rounded a second time in another way, a count would have two ranges, and they would narrow it.
"""

from collections.abc import Iterator, Mapping, Sequence
from sqlite3 import Connection

from node.anonymiser.releases import store
from node.anonymiser.releases.model import Figures, Release
from node.anonymiser.rounding import SMALLEST_GROUP

PUBLISHED = "published "
"""What stands before the name of a measure that is a sum of published values."""


def measures(db: Connection, year: int) -> Mapping[str, int]:
    """Return the sums of a year of which every quarter is published; else nothing."""
    found: dict[str, Figures] = {
        one.figures.quarter: one.figures for one in store.releases(db) if _is_published(one)
    }
    quarters = [found.get(f"{year:04}-Q{number}") for number in range(1, 5)]
    known = [one for one in quarters if one is not None and one.people is not None]
    return dict(sums(known)) if len(known) == len(quarters) else {}


def sums(quarters: Sequence[Figures]) -> Iterator[tuple[str, int]]:
    """Yield every measure that all of these quarters tell, with its sum."""
    yield f"{PUBLISHED}people_trained", sum(map(_trained, quarters))
    parents = [_parents(one) for one in quarters]
    told = [number for number in parents if number is not None]
    if len(told) == len(parents):
        yield f"{PUBLISHED}parents", sum(told)


def _parents(one: Figures) -> int | None:
    """Return the parents published of a quarter; None where too few groups started to tell."""
    if not sum(row.started for row in one.groups):
        return 0
    told = one.people.participants if one.people else None
    return None if told is None else SMALLEST_GROUP * told.groups + told.above


def _trained(one: Figures) -> int:
    return int(one.trainings > 0) + (one.people.trained if one.people else 0)


def _is_published(one: Release) -> bool:
    return one.newest is not None and one.newest.state == "delivered"
