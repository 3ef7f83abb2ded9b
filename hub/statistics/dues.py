"""Which closed quarters a network still has to report: a function of owners and of what came. Pure.

A network that was away over the end of a quarter is asked for it when it is back, for as long as
the quarter is among the last `QUARTERS_OWED`.
"""

from collections.abc import Collection, Iterable
from datetime import date

from msgspec import UNSET, Struct, UnsetType

from hub.registry.owners.model import Owners
from hub.statistics.quarters import newest_closed
from shared.period import quarters_to
from shared.wire.session import QUARTERS_OWED, Owed
from shared.wire.words import NodeId, Quarter

CENTURY = "20"
"""Quarters travel of this century only; a hub whose clock stands outside of it names none."""


class Dues(Struct, frozen=True, kw_only=True):
    """What a network is told of counts.

    `newest`: the newest quarter that is over, also where its counts came or none are wanted: it is
    the one for which owners can still change. Unset where the clock names none. `missing`: every
    quarter whose counts are owed and have not come, the oldest first; the newest may be among them.
    """

    newest: Owed | UnsetType = UNSET
    missing: tuple[Owed, ...] = ()

    @property
    def overdue(self) -> tuple[Owed, ...]:
        """Return what is missing of the quarters before the newest."""
        return tuple(one for one in self.missing if one != self.newest)


def looked_at(today: date, reported: Collection[Quarter]) -> tuple[Quarter, ...]:
    """Return the quarters whose owners have to be known: the newest is always the last of them."""
    newest = newest_closed(today)
    quarters = (one for one in quarters_to(newest, QUARTERS_OWED) if one.startswith(CENTURY))
    return tuple(one for one in quarters if one == newest or one not in reported)


def dues(node: NodeId, owners: Iterable[Owners], reported: Collection[Quarter]) -> Dues:
    """Return what a network owes; `owners` are those of the quarters that were to be looked at.

    A quarter from before the network answered for anything has no municipalities of its own, and
    so is never missing.
    """
    every = [Owed(quarter=one.quarter, municipalities=one.owned(node)) for one in owners]
    missing = (one for one in every if one.municipalities and one.quarter not in reported)
    return Dues(newest=every[-1] if every else UNSET, missing=tuple(missing))
