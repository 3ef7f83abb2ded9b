"""What a lead remembers of the records: written down by the simulation, not read from the code.

Every act of a person carries a number of its own, the *mark*. It travels as the address of an open
café, so that whoever reads the published pages sees which act they come from.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

LINK = "https://example.org/act/"
CAFE = "kahvila"
Stands = Literal["open", "coming", "full", "gone"]


class Facts(Struct, frozen=True, kw_only=True):
    """The public facts after one act.

    `groups` are what the lead knows of them; `vanished` of them are no longer in the records, by
    nobody's act. `explained` counts acts that took a group off the list, `word` is what was said of
    municipalities without groups.
    """

    mark: int
    lineage: int
    at: datetime
    groups: Mapping[str, Stands] = {}
    word: Mapping[str, str] = {}
    explained: int = 0
    vanished: int = 0
    sane: bool = True

    def totals(self) -> tuple[int, int, int]:
        """Return how many groups are open, coming and full."""
        stands = list(self.groups.values())
        return stands.count("open"), stands.count("coming"), stands.count("full")


def mark_of(link: str) -> int:
    """Return the mark that an address carries."""
    return int(link.removeprefix(LINK))


class Book:
    """Everything the leads entered, by network: kept outside all machines."""

    def __init__(self) -> None:
        self.facts: dict[str, dict[int, Facts]] = {}
        self.entered: dict[str, set[int]] = {}
        self._next: dict[str, int] = {}

    def fresh(self, node: str) -> int:
        """Return a mark nobody has used yet."""
        self._next[node] = self._next.get(node, 0) + 1
        return self._next[node]

    def plan(self, node: str, facts: Facts) -> None:
        """Write down what an act will make, before it is tried."""
        self.facts.setdefault(node, {})[facts.mark] = facts

    def enter(self, node: str, mark: int) -> None:
        """Note that the act with this mark is in the node's database."""
        self.entered.setdefault(node, set()).add(mark)

    def of(self, node: str, mark: int) -> Facts | None:
        """Return what the act made."""
        return self.facts.get(node, {}).get(mark)
