"""What a place looks like in a picture: its state and the sign that says it without colour."""

from msgspec import Struct

from shared.wire.words import State

STATES: tuple[State, ...] = ("open", "limited", "coming", "full", "none", "unknown")


class Mark(Struct, frozen=True):
    """A state and its sign: the number of open groups for open, else a letter or `?`.

    The sign's letters belong to the page's language, so that the caller gives them; one to three
    characters fit.
    """

    state: State
    sign: str


UNKNOWN = Mark("unknown", "?")
"""What a place is that nobody answers for."""
