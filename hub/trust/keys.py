"""The hub's keys while it is open: the root's public half, the document, the key that speaks.

What counts is decided by the newest document in the database, never by the names of files: a
ceremony that was cut short is finished by the next start.
"""

from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Self

from hub.desk.trail import store as trail
from hub.desk.trail.model import COMMAND_LINE
from hub.registry import keyfile
from hub.trust import copy, model, store
from hub.trust.store import Kept
from shared import trust as trusting
from shared.runtime import log
from shared.runtime.database import Database
from shared.runtime.fault import Fault
from shared.signing import SigningKey, decode_envelope, encode_envelope, sign
from shared.text import Text
from shared.wire.trust import Trust
from shared.wire.words import PublicKey, Sequence


class HubKeys:
    """The newest document and the key it names; `refresh` looks whether a ceremony was held."""

    def __init__(self, data: Path, database: Database, kept: Kept) -> None:
        self._data = data
        self._database = database
        self._kept = kept
        self._trust = opened(kept)
        self._key = keyfile.take(data, model.speaker(self._trust).key_id)

    @classmethod
    async def open(cls, data: Path, database: Database, origin: str, now: datetime) -> Self:
        """Return the keys of a hub that was made. Raises Fault."""
        kept = await heal(data, database)
        if kept is None:  # A hub from before there were trust documents: its one key is the root.
            key = keyfile.load(data / keyfile.FILE_NAME)
            if not (data / keyfile.ROOT_NAME).exists():
                keyfile.keep(data / keyfile.ROOT_NAME, key)
            root = keyfile.load(data / keyfile.ROOT_NAME)
            kept = await publish(data, database, model.first(key.public, origin, now), root)
        return cls(data, database, kept)

    @property
    def key(self) -> SigningKey:
        """Return the key that signs answers and checkpoints."""
        return self._key

    @property
    def root(self) -> PublicKey:
        """Return the root key's public half, which invitations and fingerprints carry."""
        return self._kept.root

    @property
    def trust(self) -> Trust:
        """Return the newest document."""
        return self._trust

    @property
    def version(self) -> Sequence:
        """Return the newest document's number, which every welcome names."""
        return self._kept.version

    @property
    def document(self) -> bytes:
        """Return the newest document as the root key signed it."""
        return self._kept.body

    async def refresh(self) -> None:
        """Take over a newer document and its key. Raises Fault if the key is not there."""
        kept = await self._database.read(store.newest)
        if kept is None or kept.version <= self._kept.version:
            return
        document = opened(kept)
        self._key = keyfile.take(self._data, model.speaker(document).key_id)
        self._kept, self._trust = kept, document
        log.logger().info("trust.renewed")


async def heal(data: Path, database: Database) -> Kept | None:
    """Bring whichever of database and copy is behind up to the newer document."""
    kept, copied = await database.read(store.newest), copy.read(data)
    if kept is not None and copied is not None and kept.root != copied.root:
        raise Fault(Text.of("The database and the mirror are of two hubs. Restore one of them."))
    if copied is not None and (kept is None or copied.version > kept.version):
        await database.write(lambda db: _add(db, copied))
        log.logger().warning("trust.restored")
        return copied
    if kept is not None:
        copy.keep(data, kept)
    return kept


async def publish(
    data: Path, database: Database, document: Trust, root: SigningKey, said: Text | None = None
) -> Kept:
    """Sign a document with the root key and keep it. Raises Fault if another was faster.

    `said` is the line of the log of acts, written in the same transaction.
    """
    kept = Kept(
        version=document.version,
        root=root.public,
        at=document.made_at,
        body=encode_envelope(sign(document, root)),
    )

    def job(db: Connection) -> None:
        _add(db, kept)
        if said is not None:
            trail.add(db, COMMAND_LINE, said, document.made_at)

    await database.write(job)
    copy.keep(data, kept)
    return kept


def opened(kept: Kept) -> Trust:
    """Return what a document says. Raises Fault if its root key did not sign it."""
    found = trusting.opened(decode_envelope(kept.body), kept.root)
    if found is None:
        raise Fault(Text.of("The trust document is damaged. Restore a backup of the hub."))
    return found


def _add(db: Connection, kept: Kept) -> None:
    """Keep a document, if it is newer still in this transaction."""
    there = store.newest(db)
    if there is not None and there.version >= kept.version:
        if there.body == kept.body:
            return
        raise Fault(Text.of("Somebody else changed the trust document meanwhile. Look again."))
    store.add(db, kept)
