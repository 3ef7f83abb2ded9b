"""Bring a ledger that lost its newest entries up from the mirror: rows, heads and the registry.

Everything the tables say of networks follows from the entries, so replaying them is enough.
"""

from collections.abc import Iterable
from sqlite3 import Connection

from hub.ingest import chain, ledger
from hub.ingest.model import Acted, Counted, Entry, InChain, Reported, Rotated
from hub.registry import store as registry
from hub.registry.keys import store as keys


def entries(db: Connection, missing: Iterable[Entry]) -> None:
    """Append entries that were checked to follow the ledger's last one. Raises HeadMovedError."""
    for entry in missing:
        ledger.insert(db, entry)
        match chain.event_of(entry):
            case Acted(at=at, act=act):
                registry.apply(db, act, at)
            case Reported(report=report) | Counted(report=report):
                _follow(db, entry, report)
            case Rotated(rotation=rotation):
                _follow(db, entry, rotation)
                keys.turn(db, entry.node, rotation.public_key, rotation.sequence)


def _follow(db: Connection, entry: Entry, message: InChain) -> None:
    if not ledger.move_head(db, entry, message.previous):
        raise ledger.HeadMovedError(f"entry {entry.number} does not follow its node's last")
