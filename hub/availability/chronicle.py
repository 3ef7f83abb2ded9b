"""Projection and history together, carried forward along the ledger.

Pure. Every day is closed before the first entry of a later one is folded, so that folding in one
go and folding entry by entry give the same, byte for byte.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from hub.availability.fold import changes
from hub.availability.freshness import contact_ends
from hub.availability.history import ONE_DAY, History, Shown, close_day, states
from hub.availability.listening import Listener
from hub.availability.model import Known, Projection
from hub.ingest.model import GENESIS, Event
from shared.period import day_end, helsinki_day
from shared.reference.lookup import Reference
from shared.wire.session import Policy
from shared.wire.words import Digest, MunicipalityCode

_LAST_SECOND = timedelta(seconds=1)


class Mark(Struct, frozen=True, kw_only=True):
    """How far the ledger is folded: entries, the last one's head, and the newest day in it."""

    entries: int = 0
    head: Digest = GENESIS
    newest: date | None = None


class Chronicle(Struct, frozen=True, kw_only=True):
    """What the ledger makes up to a mark."""

    mark: Mark
    projection: Projection
    history: History


class Folded(Struct, frozen=True, kw_only=True):
    """An entry of the ledger as the chronicle needs it: number, head and event."""

    number: int
    head: Digest
    event: Event


EMPTY = Chronicle(mark=Mark(), projection={}, history=History())


def advance(
    past: Chronicle,
    entries: Iterable[Folded],
    reference: Reference,
    policy: Policy,
    today: date,
) -> Chronicle:
    """Return the chronicle after these entries, with every day before `today` closed.

    An entry whose clock ran backwards belongs to the newest day before it: order is the ledger's.
    """
    work = _Work(past, reference, policy)
    for entry in entries:
        day = helsinki_day(entry.event.at)
        newest = max(work.mark.newest or day, day)
        work.close_before(newest)
        work.fold(entry.event)
        work.mark = Mark(entries=entry.number + 1, head=entry.head, newest=newest)
    if work.mark.newest:
        work.close_before(max(today, work.mark.newest))
    return Chronicle(mark=work.mark, projection=work.projection, history=work.history)


def fits(past: Chronicle, first: Event | None, today: date) -> bool:
    """Tell whether the chronicle can be carried forward; otherwise fold it again from the start.

    It cannot if a day was closed that the next entry, or a clock set back, opens again.
    """
    closed, newest = past.history.closed, past.mark.newest
    if closed is None or newest is None:
        return True
    day = newest if first is None else max(newest, helsinki_day(first.at))
    return closed < (max(day, today) if first is None else day)


class _Work:
    """The moving parts of one `advance`; states are computed again only where they may differ."""

    def __init__(self, past: Chronicle, reference: Reference, policy: Policy) -> None:
        self.mark = past.mark
        self.projection = dict(past.projection)
        self.history = past.history
        self._policy = policy
        self._listener = Listener(reference, policy)
        self._shown: dict[MunicipalityCode, Shown] | None = None
        self._until: datetime | None = None

    def fold(self, event: Event) -> None:
        """Take one event into the projection."""
        for node, after in changes(self.projection, event).items():
            if not _only_contact(self.projection.get(node), after, self._policy, event.at):
                self._until = None
            self.projection[node] = after

    def close_before(self, day: date) -> None:
        """Close every day before `day` that is not closed; the first entry's day is the first."""
        closed = self.history.closed
        following = day if closed is None else closed + ONE_DAY
        if closed is None:
            self.history = replace(self.history, closed=day - ONE_DAY)
        while following < day:
            self._close(following)
            following += ONE_DAY

    def _close(self, day: date) -> None:
        end = day_end(day) - _LAST_SECOND
        if self._shown is None or self._until is None or end >= self._until:
            hearing, self._until = self._listener.hear(self.projection, end)
            self._shown = states(hearing)
            self.history = close_day(self.history, day, self._shown)
        else:
            self.history = replace(self.history, closed=day)


def _only_contact(before: Known | None, after: Known, policy: Policy, at: datetime) -> bool:
    """Tell whether an event did nothing but prolong a contact that had not run out."""
    if before is None:
        return False
    ends = contact_ends(before, policy)
    prolonged = replace(before, last_contact_at=after.last_contact_at)
    return ends is not None and at < ends and prolonged == after
