"""The restore drill: the newest backup is opened, checked and thrown away again.

It speaks to nobody. Whatever keeps it from being done is a failure of the drill (fault 37).
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from node import keyfile
from node.backup import archive, folder, store
from node.backup.framing import BackupError, damaged
from node.backup.model import DATABASE, MASTER, KeptFile, Manifest, Place
from node.history import store as history
from node.workplace import workplace
from shared.runtime import connection, migrate, seal
from shared.runtime.fault import Fault, StorageError, telling
from shared.text import Text

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def newest(place: Place, now: datetime) -> KeptFile:
    """Return the newest backup in the folder. Raises BackupError: without one there is no drill."""
    found = folder.listing(place.keeping.folder, now)
    if not found:
        raise BackupError(Text.of("There is no backup in {path}.", path=str(place.keeping.folder)))
    return found[0]


def rehearse(place: Place, name: str, key: bytes, now: datetime) -> Manifest:
    """Restore a backup beside the node and compare it with what it says of itself. Raises Fault."""
    source = place.keeping.folder / name
    with workplace(place.data) as work:
        manifest = archive.unpack(source, key, work)
        require_keys(work, source.name)
        require_whole(work / DATABASE, source.name)
        try:
            require_same(work / DATABASE, manifest, source.name)
            _bring_up(work / DATABASE, now)
        except StorageError as error:  # of the copy: no reason to stop the node
            raise BackupError(error.text) from error
        return manifest


def require_keys(directory: Path, name: str) -> None:
    """Raise BackupError unless both keys in a backup are keys."""
    try:
        keyfile.load(directory)
        master = bytes.fromhex((directory / MASTER).read_text("ascii").strip())
    except (Fault, OSError, ValueError) as error:
        raise damaged(name) from error
    if len(master) != seal.KEY_BYTES:
        raise damaged(name)


def require_whole(path: Path, name: str) -> None:
    """Raise BackupError unless the database in a backup is undamaged."""
    try:
        with closing(connection.plain(path, "ro")) as db:
            connection.require_whole(db, "integrity_check")
    except (StorageError, sqlite3.Error) as error:
        raise damaged(name) from error


def require_same(path: Path, manifest: Manifest, name: str) -> None:
    """Raise BackupError unless tables and audit log are what the manifest says."""
    tables, head = archive.held(path)
    for table in sorted({*tables, *manifest.tables}):
        if tables.get(table) != manifest.tables.get(table):
            raise BackupError(
                Text.of(
                    "The backup {file} does not hold what it says: the table {table} differs.",
                    file=name,
                    table=table,
                )
            )
    if head != manifest.history:
        raise BackupError(
            Text.of("The backup {file} ends with another entry of the audit log.", file=name)
        )


def _bring_up(path: Path, now: datetime) -> None:
    """Open the database as the node would: set up, checked, its schema brought up."""
    with telling(), closing(connection.plain(path, "rwc")) as db:
        connection.prepare_writer(db)
        migrate.apply(db, MIGRATIONS, now)
        store.tables(db)
        history.head(db)
