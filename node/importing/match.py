"""Which kept group a row is about: by its id, else by municipality, first date, audience, language.

Nothing is deleted because it is missing, and a row with an id of its own is never taken for
another group.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from node.groups.model import Group
from shared.text import Text

Likeness: TypeAlias = tuple[str, str, str, tuple[str, ...]]


def likeness(group: Group) -> Likeness:
    """Return what tells groups apart that have no id in common.

    Without dates, the month or kind of the start stands for the first date.
    """
    first = group.first_day.isoformat() if group.first_day else group.start_month or group.start
    return group.meets_in, first, group.audience, group.languages


def by_likeness(groups: Iterable[Group]) -> Mapping[Likeness, Sequence[Group]]:
    """Return the groups by what tells them apart."""
    found: dict[Likeness, list[Group]] = {}
    for group in groups:
        found.setdefault(likeness(group), []).append(group)
    return found


def alike(group: Group, kept: Mapping[Likeness, Sequence[Group]]) -> Group | Text | None:
    """Return the kept group that a row without an id is about, or None; refuse a choice of two."""
    found = kept.get(likeness(group), ())
    if len(found) > 1:
        return Text.of(
            "The row fits several groups ({ids}): write the id in a column “tunnus”.",
            ids=", ".join(other.id for other in found),
        )
    return found[0] if found else None
