"""Give a node its own reports back, for adoption after it was restored from an old backup.

They are the node's own signed envelopes, so the answer needs no signature of the hub.
"""

from sqlite3 import Connection

import msgspec

from hub.ingest import ledger, store
from hub.ingest.problems import lease_needed
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.problem import Problem
from shared.wire.words import NodeId, Token

REPORTS_LIMIT = 20


class OwnReports:
    """Reads a node's reports from the ledger."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def after(self, node: NodeId, number: int, lease: Token | None) -> bytes | Problem:
        """Return a JSON array of at most 20 envelopes with sequences above `number`."""
        now = self._clock.now()

        def read(db: Connection) -> bytes | Problem:
            session = store.session(db, node)
            if session is None or not session.holds(lease, now):
                return lease_needed(None)
            reports = ledger.reports_after(db, node, number, REPORTS_LIMIT)
            return msgspec.json.encode([msgspec.Raw(report.body) for report in reports])

        return await self._database.read(read)
