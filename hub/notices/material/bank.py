"""The material bank as nodes ask for it: the list as it stands now, and documents by digest."""

from sqlite3 import Connection

from hub.ingest.problems import BUSY_S, busy, not_found
from hub.ingest.throttle import Throttle
from hub.notices.material import store
from hub.notices.material.model import manifest
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.material import PIECE_BYTES, Material
from shared.wire.problem import Problem
from shared.wire.words import Digest, Sequence

PIECES_PER_S = 40
PIECES_RUSH = 100
"""Pieces are half a megabyte each, so they have a gate of their own; a node comes back for more."""


class MaterialBank:
    """Reads the bank for the nodes' addresses."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._gate = Throttle(PIECES_PER_S, PIECES_RUSH, clock.monotonic)

    async def list(self) -> Material | Problem:
        """Return the list, or that there is none yet."""
        return await self._database.read(_list)

    async def piece(self, digest: Digest, start: int) -> bytes | Problem:
        """Return the next bytes of a document, at most PIECE_BYTES; empty past its end."""
        if not self._gate.admits():
            return busy(BUSY_S)
        found = await self._database.read(lambda db: store.piece(db, digest, start, PIECE_BYTES))
        return not_found() if found is None else found


def version(db: Connection) -> Sequence | None:
    """Return the list's version for a welcome, None before the first document."""
    known = store.version(db)
    return known[0] if known else None


def _list(db: Connection) -> Material | Problem:
    known = store.version(db)
    return not_found() if known is None else manifest(*known, store.listed(db))
