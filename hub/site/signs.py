"""The signs that tell a state without colour: a letter of the page's language, a figure, a mark."""

from hub.site.map.mark import Mark as Drawn
from shared.wire.opendata import AreaRow, Row
from shared.wire.words import State

_LETTERS = {"fi": ("V", "T"), "sv": ("B", "K"), "en": ("S", "C")}


def sign(state: State, language: str) -> str:
    """Return the sign of a state; pictures show a number of groups for open ones where they can."""
    limited, coming = _LETTERS.get(language, _LETTERS["fi"])
    return {
        "open": "✓",
        "limited": limited,
        "coming": coming,
        "full": "X",
        "none": "0",
        "unknown": "?",
    }[state]


def open_groups(row: Row | AreaRow) -> int | None:
    """Return the number of groups that take parents, named or not; None if not known."""
    numbers = [n for n in (row.groups.open, row.other_groups.open) if n is not None]
    return sum(numbers) if numbers else None


def drawn(row: Row | AreaRow, language: str) -> Drawn:
    """Return what a picture shows of a row."""
    groups = open_groups(row) if row.state == "open" else None
    return Drawn(row.state, str(groups) if groups else sign(row.state, language))
