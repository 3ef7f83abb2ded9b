"""What this node has seen of the hub's public log, and what it thinks of the next checkpoint.

Pure. A node demands that every checkpoint goes on from the last one it saw (rule 13): the hub can
then show nobody a log from which something was taken, not even this node alone.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from shared.merkle import EMPTY_ROOT, Hash
from shared.note import Checkpoint

Reason = Literal["log_forked", "log_rolled_back", "log_unproven"]
STOPS: tuple[Reason, ...] = ("log_forked", "log_rolled_back")


class Odd(Struct, frozen=True, kw_only=True):
    """A checkpoint that does not fit the one seen before, or whose proof has not come yet."""

    note: str
    reason: Reason
    since: datetime


class Seen(Struct, frozen=True, kw_only=True):
    """The newest checkpoint of one log (origin) that was found consistent, as the hub signed it."""

    origin: str
    size: int
    root: Hash
    note: str
    first_at: datetime
    at: datetime
    odd: Odd | None = None


class NeedsProof(Struct, frozen=True):
    """The tree has grown: the hub has to prove that it goes on from the one seen."""

    first: int
    second: int


def first_look(found: Checkpoint, seen: Seen | None) -> NeedsProof | Reason | None:
    """Return what a checkpoint is found to be without asking the hub; None: consistent."""
    if seen is None:
        empty = found.size == 0 and found.root != EMPTY_ROOT
        return "log_forked" if empty else None
    if found.size < seen.size:
        return "log_rolled_back"
    if found.size == seen.size:
        return None if found.root == seen.root else "log_forked"
    return NeedsProof(seen.size, found.size) if seen.size else None


def after(seen: Seen | None, found: Checkpoint, note: str, now: datetime) -> Seen:
    """Return what is remembered once a checkpoint was found consistent."""
    return Seen(
        origin=found.origin,
        size=found.size,
        root=found.root,
        note=note,
        first_at=seen.first_at if seen else now,
        at=now,
    )


def doubted(seen: Seen, note: str, reason: Reason, now: datetime) -> Seen:
    """Return what is remembered of a checkpoint that does not fit: both notes are evidence.

    The newest one is kept, and the time of the first one with this reason.
    """
    same = seen.odd is not None and seen.odd.reason == reason
    since = seen.odd.since if seen.odd is not None and same else now
    return Seen(
        origin=seen.origin,
        size=seen.size,
        root=seen.root,
        note=seen.note,
        first_at=seen.first_at,
        at=seen.at,
        odd=Odd(note=note, reason=reason, since=since),
    )
