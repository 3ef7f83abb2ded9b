"""Which quarters a network owes now, asked at every hello and so kept cheap.

Owners are remembered by `OwnerMemory`, and which quarters a network reported under the head of its
newest counts: while that stands in the ledger, nothing older is read or decoded again.
"""

from datetime import date
from sqlite3 import Connection

from msgspec import Struct

from hub.registry.owners.store import OwnerMemory
from hub.statistics import store
from hub.statistics.dues import Dues, dues, looked_at
from shared.wire.words import Digest, NodeId, Quarter


class Reported(Struct, frozen=True):
    """The quarters a network reported, up to the entry with this head."""

    head: Digest
    quarters: frozenset[Quarter]


NOTHING: frozenset[Quarter] = frozenset()


class DueMemory:
    """Who owes which quarter, at the end of the ledger; for the write actor alone."""

    def __init__(self, owners: OwnerMemory) -> None:
        self._owners = owners
        self._reported: dict[NodeId, Reported] = {}

    def of(self, db: Connection, node: NodeId, today: date) -> Dues:
        """Return what a network owes on a day."""
        reported = self._quarters(db, node)
        quarters = looked_at(today, reported)
        return dues(node, self._owners.of_quarters(db, quarters), reported)

    def _quarters(self, db: Connection, node: NodeId) -> frozenset[Quarter]:
        """Return the quarters of which the ledger holds counts of the network."""
        head = store.newest_counts(db, node)
        if head is None:
            return NOTHING
        known = self._reported.get(node)
        if known is None or known.head != head:
            known = self._reported[node] = Reported(head, store.quarters_told(db, node))
        return known.quarters
