"""The public log's files of one snapshot: checkpoint, tiles, and the entries themselves.

The checkpoint is that of the very entries the snapshot was made from. Full tiles and the entries
below them come from the archive; only the last of each kind is written anew.
"""

import asyncio
import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from msgspec import Struct

from hub.ingest import chain, ledger
from hub.log import archive as archives
from hub.log import leaves, tiles
from hub.log.archive import Archive
from hub.log.publiclog import PublicLog
from hub.log.tiles import Tile
from hub.log.tree import Tree
from hub.site.folder import told
from hub.trust.keys import HubKeys
from shared.runtime.database import Database

Place = Callable[[Path], None]
_NAME_LETTERS = 16


class Files(Struct, frozen=True):
    """What stands below one tile, by path; `full` of them will never change."""

    full: bool
    bodies: dict[str, bytes]


class LogPublisher:
    """Makes the log's part of every snapshot; the archive stands below `root`."""

    def __init__(self, database: Database, log: PublicLog, keys: HubKeys, root: Path) -> None:
        self._database = database
        self._log = log
        self._keys = keys
        self._root = root / "log"
        self._archives: dict[str, Archive] = {}

    async def at(self, size: int) -> Place:
        """Return what puts the log of the first `size` entries into a snapshot's folder.

        Raises StorageError.
        """
        await self._log.grow()
        archive = self._archive()
        fresh: dict[str, bytes] = {}
        full: list[str] = []
        for tile in tiles.tiles(size):
            paths = _paths(tile)
            if tile.full and all(map(archive.has, paths)):
                full += paths
                continue
            files = await self._database.read(partial(_files, tile=tile))
            if files.full:
                await asyncio.to_thread(self._keep, archive, files)
                full += paths
            else:
                fresh |= files.bodies
        fresh[tiles.CHECKPOINT] = (await self._log.note_at(size)).encode()
        fresh[tiles.TRUST] = self._keys.document
        fresh[tiles.ROOT] = f"{self._keys.root}\n".encode()

        def place(folder: Path) -> None:
            archive.place(folder, full)
            archives.write(folder, fresh)

        return place

    def _archive(self) -> Archive:
        """Return the archive of the log as it is named now: another origin, other files."""
        origin = self._keys.trust.origin
        name = hashlib.sha256(origin.encode()).hexdigest()[:_NAME_LETTERS]
        return self._archives.setdefault(origin, Archive(self._root / name))

    def _keep(self, archive: Archive, files: Files) -> None:
        with told(self._root):
            archive.keep(files.bodies)


def _paths(tile: Tile) -> tuple[str, ...]:
    """Return the paths of a tile's files; on the lowest level the entries stand beside it."""
    if tile.level:
        return (tile.path,)
    return (tile.path, tiles.bundle_path(tile), tiles.entries_path(tile.first))


def _files(db: Connection, tile: Tile) -> Files:
    """Return a tile's files from the ledger."""
    hashes = tiles.spelled(Tree(db).tile(tile))
    if tile.level:
        return Files(tile.full, {tile.path: hashes})
    entries = ledger.entries(db, tile.first - 1, tile.width)
    data = map(leaves.data, entries)
    lines = map(chain.line, entries)
    bodies = (hashes, tiles.bundle(data), b"".join(lines))
    return Files(tile.full, dict(zip(_paths(tile), bodies, strict=True)))
