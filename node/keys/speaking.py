"""What the sender asks about keys: which one speaks for the node, and which ones for the hub.

Both answers come from the database; the files are given their names as it says, at the first word
of every process and after every change.
"""

from sqlite3 import Connection

from node.keys import rotate, store, trust
from node.keys.files import KeyFiles
from node.keys.trust import Source
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.signing import SigningKey
from shared.wire.words import PublicKey, Sequence


class NodeKeys:
    """The node's own keys, for the one process that speaks to the hub."""

    def __init__(self, database: Database, clock: Clock, files: KeyFiles) -> None:
        self._database = database
        self._clock = clock
        self._files = files
        self._tidied = False

    async def speaking(self) -> SigningKey:
        """Return the key that speaks for the node now. Raises KeyFileError."""
        if await self._database.read(self._unsettled):
            now = self._clock.now()
            await self._database.write(lambda db: rotate.settle(db, self._files, now))
            self._tidied = False
        if not self._tidied:
            await self._database.read(self._files.tidy)
            self._tidied = True
        return await self._database.read(self._files.current)

    async def before(self) -> SigningKey | None:
        """Return another key of this node that a hub may know, if there is one.

        A hub that was restored may have lost the rotation; a node that was, may not know of it yet.
        """
        others = await self._database.read(self._files.others)
        return others[0] if others else None

    async def ever(self) -> tuple[PublicKey, ...]:
        """Return every key this node ever had: those written down, and those that have a file."""
        return await self._database.read(self._ever)

    def _ever(self, db: Connection) -> tuple[PublicKey, ...]:
        files = (self._files.current(db), *self._files.others(db))
        return (*(one.public for one in store.keys(db)), *(key.public for key in files))

    def _unsettled(self, db: Connection) -> bool:
        return rotate.unsettled(db, self._files)


class TrustedKeys:
    """The hub's keys, as its newest trust document says."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def known(self, root: PublicKey) -> tuple[PublicKey, ...]:
        """Return the keys whose answers count; without a document it is the root's own."""
        return await self._database.read(lambda db: trust.hub_keys(db, root))

    async def learn(self, line: Source, root: PublicKey, named: Sequence | None = None) -> bool:
        """Fetch a newer document, unless the one that is `named` is known; True if one came."""
        before = await self._database.read(lambda db: trust.version(db, root))
        if named is not None and named <= before:
            return False
        await trust.fetch(line, self._database, root, self._clock.now())
        return await self._database.read(lambda db: trust.version(db, root)) > before
