"""Nouns of key life on the node: its own keys, and the hub's trust document as it is held. Pure.

Rows of the database say what each key is; the files only hold the secrets. A crash between the two
is healed by looking at the rows.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from msgspec import Struct

from shared.signing import SigningKey
from shared.wire.trust import Trust
from shared.wire.words import Digest, PublicKey, Sequence

Standing = Literal["next", "current", "before", "past"]
DrawnFor = Literal["start", "rotation", "enrolment"]
ROTATION = "rotation/1"
NAMES: tuple[Standing, ...] = ("current", "next", "before")
"""The standings that have a file, in the order in which their keys are tried."""


class OwnKey(Struct, frozen=True, kw_only=True):
    """One key this node ever had.

    `first_sequence` is the number of the first report it may sign, where the node knows it.
    `invitation` is the hash of the invitation that it was enrolled with, if it was.
    """

    public: PublicKey
    standing: Standing
    drawn_for: DrawnFor
    drawn_at: datetime
    began_at: datetime | None = None
    ended_at: datetime | None = None
    first_sequence: Sequence | None = None
    invitation: Digest | None = None


class Held(Struct, frozen=True, kw_only=True):
    """The newest trust document this node has seen, signed by the root key it pinned."""

    trust: Trust
    body: bytes
    heard_at: datetime


class Layout(Struct, frozen=True, kw_only=True):
    """What is to become of the key files: names to move, in this order, and names to remove."""

    moves: tuple[tuple[Standing, Standing], ...] = ()
    removes: tuple[Standing, ...] = ()


Draw = Callable[[], SigningKey]


def layout(files: dict[Standing, PublicKey], rows: dict[Standing, PublicKey]) -> Layout:
    """Return how the files come to the names that the rows give them; nothing needed is lost.

    Only two things can be left over: a key that took its place in the database and not yet in its
    file, and a key that was drawn and never written down.
    """
    needed, after = set(rows.values()), files.get("next")
    if after is None:
        return Layout()
    if after == rows["current"]:
        steps: tuple[tuple[Standing, Standing], ...] = (("next", "current"),)
        if "current" in files and files["current"] == rows.get("before"):
            steps = (("current", "before"), *steps)
        elif files.get("current") in needed:
            return Layout()
        return Layout(moves=steps)
    if after not in needed and files.get("current") == rows["current"]:
        return Layout(removes=("next",))
    return Layout()
