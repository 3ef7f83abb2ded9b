"""The self-audit of a release of counts of people: whatever it finds, nothing is published.

It judges the very values that would leave, beside all that left before, as an attacker would who
knows the method and everything public. It never repairs: a cell hidden because of its value would
be a leak of its own (DISCLOSURE.md, SCR5, step 8).
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from node.anonymiser.bounds import Range, around, feasible
from node.anonymiser.rounding import LARGEST_GROUP, SMALLEST_GROUP, Branch, tree
from shared.reference.publishing import PublishingArea
from shared.text import Text
from shared.wire.statistics import Enquiries, Participants, People

ENOUGH_VALUES = 5
"""How many counts must stay possible for every cell."""

ENOUGH_IF_UNCHANGED = 4
"""How many must stay possible even to somebody who believes that nothing changed in between."""

CELLS = ("met", "waiting", "not_met")


class Plain(Struct, frozen=True, kw_only=True):
    """What leaves as it is beside the counts of people, and says that there are some."""

    meetings: int
    trainings: int


def shown_instructors(*, listed: bool, met: bool) -> int:
    """Return how many active instructors anybody can infer: one, who leads what is seen.

    `listed`: a group stands in public. `met`: one met within the year, as the meetings published
    of its quarters tell.
    """
    return int(listed or met)


def shown_trained(trainings: int) -> int:
    """Return how many people trained anybody can infer from the trainings, published as they are.

    Rounded from 0 instead, "0" beside a training held would leave only 1-4.
    """
    return int(trainings > 0)


class Released(Struct, frozen=True, kw_only=True):
    """Counts of people that left before, for the same quarter (an earlier version) or another."""

    quarter: str
    version: int
    people: People


def grid(counts: Enquiries) -> Branch:
    """Return the tree of enquiries, with what stands in it as counts."""
    rows = [(row.area, tuple((cell, getattr(row, cell)) for cell in CELLS)) for row in counts.areas]
    return tree([*rows, ("elsewhere", (("elsewhere", counts.elsewhere),))])


def weaknesses(
    people: People,
    quarter: str,
    areas: Sequence[PublishingArea],
    before: Sequence[Released],
    plain: Plain,
) -> tuple[Text, ...]:
    """Return everything that forbids publishing; none means that it may leave."""
    found = [
        *_form(people),
        *_grid(people.enquiries, areas),
        *_narrow(people),
        *_shown(people, plain),
        *_repeated(people, quarter, before),
    ]
    return tuple(found)


def _form(people: People) -> Iterator[Text]:
    """Demand multiples of 5 and totals that are sums: what was not rounded is not protected."""
    try:
        msgspec.convert(msgspec.to_builtins(people), People)
    except msgspec.ValidationError:
        yield Text.of("A count of people was not rounded as it has to be.")


def _grid(counts: Enquiries, areas: Sequence[PublishingArea]) -> Iterator[Text]:
    """Demand every row of the grid: a sparse table would tell where nobody asked."""
    expected = [(area.code, area.municipalities) for area in areas]
    if [(row.area, row.municipalities) for row in counts.areas] != expected:
        yield Text.of("The table of enquiries is not the whole grid of publishing areas.")


def _narrow(people: People) -> Iterator[Text]:
    for path, possible in feasible(grid(people.enquiries)).items():
        if possible.width < ENOUGH_VALUES:
            yield Text.of("Too little stays unknown about {cell} of the enquiries.", cell=path)
    parents = people.participants
    if parents is not None:
        prior = _prior(parents)
        possible = around(parents.above).within(prior)
        if possible.width < ENOUGH_VALUES and possible != prior:
            yield Text.of("Too little stays unknown about the participants.")


def _prior(parents: Participants) -> Range:
    """Return what everybody knows of the parents above four a group."""
    return Range(0, (LARGEST_GROUP - SMALLEST_GROUP) * parents.groups)


def _shown(people: People, plain: Plain) -> Iterator[Text]:
    """Compare with what leaves as it is: a bound that everybody sees narrows what was rounded."""
    if people.instructors.seen < shown_instructors(listed=False, met=plain.meetings > 0):
        yield Text.of("The meetings published show an instructor whom the rounding left out.")
    if people.trained > 0 and plain.trainings == 0:
        yield Text.of("People are counted as trained in a quarter without a training.")


def _repeated(people: People, quarter: str, before: Sequence[Released]) -> Iterator[Text]:
    """Compare with what left before: an earlier version, and the stock of earlier quarters."""
    same = [one.people for one in before if one.quarter == quarter]
    if len(same) > 1:
        yield Text.of("This quarter was published and revised already.")
    for earlier in same:
        if [row.area for row in earlier.enquiries.areas] != [
            row.area for row in people.enquiries.areas
        ]:
            yield Text.of("A revision has the same publishing areas as the first version.")
            return
        yield from _between(earlier.enquiries, people.enquiries)
    for one in before:
        seen, now = one.people.instructors, people.instructors
        if seen.seen == now.seen and _pinned(seen.above, now.above):
            yield Text.of("Two quarters together would tell the number of instructors.")


def _between(first: Enquiries, second: Enquiries) -> Iterator[Text]:
    """Look at two versions as somebody who believes that only one cell was corrected."""
    one, two = feasible(grid(first)), feasible(grid(second))
    for path, possible in one.items():
        both = possible.within(two[path])
        if 0 < both.width < ENOUGH_IF_UNCHANGED:
            yield Text.of("Both versions together tell too much about {cell}.", cell=path)


def _pinned(first: int, second: int) -> bool:
    return 0 < around(first).within(around(second)).width < ENOUGH_IF_UNCHANGED
