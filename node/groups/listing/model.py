"""What a lead asks the list of groups for, and the page that answers.

A filter that says nothing shows the groups of now: those that have neither ended nor been
cancelled.
"""

from typing import Literal

from msgspec import Struct

from node.groups.model import Apparent, GroupId
from shared.wire.words import Audience, Language, MunicipalityCode

PAGE = 50
"""Groups on one page."""
WORDS_MOST = 5
"""Words of a search that are looked at."""

Shown = Apparent | Literal["current", "all"]
PAST: frozenset[Shown] = frozenset({"ended", "cancelled", "all"})
"""What is shown with the newest start first; of what is to come the nearest stands first."""


class Word(Struct, frozen=True, kw_only=True):
    """One word of a search: a pattern for text, and the municipalities whose names hold it."""

    pattern: str
    places: tuple[MunicipalityCode, ...] = ()


class Filter(Struct, frozen=True, kw_only=True):
    """Which groups to list. `places`: where they meet or whom they serve, old numbers included."""

    state: Shown = "current"
    places: tuple[MunicipalityCode, ...] = ()
    audience: Audience | None = None
    language: Language | None = None
    year: int | None = None
    attention: bool = False
    words: tuple[Word, ...] = ()


class Found(Struct, frozen=True, kw_only=True):
    """The groups of one page in order, the number of all that fit, and which page it is."""

    ids: tuple[GroupId, ...] = ()
    total: int = 0
    page: int = 1

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))
