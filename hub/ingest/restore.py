"""Bring a ledger that lost its newest entries up from the mirror: rows, heads and the registry.

Everything the tables say of networks follows from the entries, so replaying them is enough.
"""

from collections.abc import Iterable
from sqlite3 import Connection

from hub.ingest import chain, ledger
from hub.ingest.chain import REPORT
from hub.ingest.model import Acted, Entry
from hub.registry import store as registry


def entries(db: Connection, missing: Iterable[Entry]) -> None:
    """Append entries that were checked to follow the ledger's last one. Raises HeadMovedError."""
    for entry in missing:
        ledger.insert(db, entry)
        event = chain.event_of(entry)
        if isinstance(event, Acted):
            registry.apply(db, event.act, event.at)
        elif not ledger.move_head(db, entry, event.report.previous):
            raise ledger.HeadMovedError(f"entry {entry.number} does not follow its {REPORT}")
