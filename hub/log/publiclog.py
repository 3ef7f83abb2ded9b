"""The public log of an open hub: its checkpoint as it stands, and proofs between two sizes.

A checkpoint covers only entries that are committed and in the mirror: a promise must outlive the
database (rule 13).
"""

from collections.abc import Callable, Sequence
from sqlite3 import Connection

from msgspec import Struct

from hub.ingest import ledger
from hub.log import leaves
from hub.log import tree as trees
from hub.trust.keys import HubKeys
from shared import note
from shared.merkle import Frontier, Hash
from shared.note import Checkpoint
from shared.runtime.database import Database
from shared.wire.words import KeyId


class Signed(Struct, frozen=True):
    """A checkpoint with its note, as it was signed last."""

    checkpoint: Checkpoint
    key_id: KeyId
    text: str


class PublicLog:
    """Signs checkpoints with the key that speaks for the hub at that moment."""

    def __init__(
        self, database: Database, keys: HubKeys, mirrored: Callable[[], int] | None = None
    ) -> None:
        """Take the collaborators. `mirrored` is how many entries the mirror has."""
        self._database = database
        self._keys = keys
        self._mirrored = mirrored
        self._frontier = Frontier()
        self._signed: Signed | None = None

    async def note(self) -> str:
        """Return the checkpoint of the log as it stands, as a signed note."""
        frontier = await self._database.read(self._grown)
        self._frontier = max(self._frontier, frontier, key=lambda one: one.size)
        return self._note(frontier)

    async def note_at(self, size: int) -> str:
        """Return the checkpoint of the log's first `size` entries, as a signed note."""
        return self._note(await self._database.read(lambda db: trees.Tree(db).frontier(size)))

    async def consistency(self, first: int, second: int) -> Sequence[Hash] | None:
        """Return the proof that one size's tree is the other's beginning; None without them."""
        return await self._database.read(lambda db: trees.consistency(db, first, second))

    @property
    def origin(self) -> str:
        """Return the log's name."""
        return self._keys.trust.origin

    async def grow(self) -> None:
        """Keep the tiles that have become full; what was committed before is mirrored after it."""
        while await self._database.write(trees.grow):
            pass

    def _grown(self, db: Connection) -> Frontier:
        """Return the frontier of what is committed and mirrored, from the last one on."""
        before, end = self._frontier, ledger.tip(db).entries
        size = end if self._mirrored is None else min(end, self._mirrored())
        if size <= before.size:
            return before
        if size - before.size > ledger.PAGE_ROWS:
            return trees.Tree(db).frontier(size)
        new = ledger.entries(db, before.size - 1, size - before.size)
        return before.pushed(map(leaves.hashed, new))

    def _note(self, frontier: Frontier) -> str:
        key = self._keys.key
        checkpoint = Checkpoint(
            origin=self._keys.trust.origin, size=frontier.size, root=frontier.root()
        )
        last = self._signed
        if last is None or (last.checkpoint, last.key_id) != (checkpoint, key.key_id):
            last = Signed(checkpoint, key.key_id, note.signed(checkpoint, key))
            self._signed = last
        return last.text
