"""Put a backup in place of the hub's database; cut short anywhere, it can be done again.

The backup is checked first, against itself and against the mirror. What was there is kept aside.
While a marker file stands, no hub opens: the files of two databases may lie mixed.
"""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

import msgspec
from msgspec import Struct

from hub.desk.trail import store as trail
from hub.desk.trail.model import COMMAND_LINE, restored
from hub.ingest import generation, ledger, mirror, store
from hub.ingest.chain import Tip
from hub.ingest.generation import Remains
from hub.registry import store as registry
from shared.runtime import secretfile
from shared.runtime.accounts.sessions import store as sessions
from shared.runtime.connection import plain, prepare_copy, require_whole
from shared.runtime.fault import Fault, StorageError, telling
from shared.runtime.transaction import transaction
from shared.text import Text
from shared.wire.words import Digest

DATABASE = "hub.db"
LOGS = (f"{DATABASE}-wal", f"{DATABASE}-shm")
MARKER = "restore.unfinished"
COPY = f"{DATABASE}.restored"
MANIFEST = "snapshots/current/data/v1/manifest.json"
CHECKPOINT = "snapshots/current/log/checkpoint"


class RestoreError(Fault):
    """The backup cannot be put in place; nothing was changed."""


class Restored(Struct, frozen=True, kw_only=True):
    """What was done. `renewed`: entries are lost, so the ledger goes on under another name.

    `backup` and `mirror` are how many entries each had, `aside` is where the old files lie.
    """

    backup: int
    mirror: int | None
    generation: Digest
    renewed: bool
    aside: Path | None


class _Manifest(Struct, frozen=True):
    ledger_entries: int


def require_finished(data: Path) -> None:
    """Raise RestoreError while a restore that was cut short has left its marker."""
    if (data / MARKER).exists():
        raise RestoreError(
            Text.of(
                "A restore was cut short. Run it again with the same backup: voikukkia-hub restore"
            )
        )


def put_back(source: Path, data: Path, now: datetime, draw: Callable[[int], bytes]) -> Restored:
    """Put the backup in place. The caller holds the directory's lock. Raises Fault."""
    tip, known = _examined(source)
    remains = Remains(
        backup=tip.entries,
        generation=known,
        mirror=_mirrored(source, data, tip),
        mirrored=generation.read(data),
        published=published(data),
    )
    named = generation.after_restore(remains, draw)
    _copy(source, data / COPY, named, restored(remains.backup, remains.mirror or 0), now)
    secretfile.replace(data / MARKER, f"{source.name}\n")
    generation.write(data, named)
    aside = _set_aside(data, now)
    secretfile.move(data / COPY, data / DATABASE)
    secretfile.remove(data / MARKER)
    return Restored(
        backup=remains.backup,
        mirror=remains.mirror,
        generation=named,
        renewed=named != (remains.mirrored or known),
        aside=aside,
    )


def published(data: Path) -> int:
    """Return how many entries the newest publication promised; 0 without one."""
    sizes = [0]
    with contextlib.suppress(OSError, msgspec.DecodeError):
        body = (data / MANIFEST).read_bytes()
        sizes.append(msgspec.json.decode(body, type=_Manifest).ledger_entries)
    with contextlib.suppress(OSError, UnicodeDecodeError, ValueError, IndexError):
        sizes.append(int((data / CHECKPOINT).read_text("utf-8").splitlines()[1]))
    return max(sizes)


def _examined(source: Path) -> tuple[Tip, Digest]:
    """Return how far the backup's ledger goes, and its generation. Raises RestoreError."""
    with _opened(source) as db:
        require_whole(db, "integrity_check")
        tip, known = ledger.tip(db), registry.fact(db, generation.FACT)
    if known is None:
        raise _no_backup(source)
    return tip, known


def _mirrored(source: Path, data: Path, tip: Tip) -> int | None:
    """Return how many entries the mirror has, None without one; both must be one chain."""
    path = data / mirror.FILE_NAME
    if not path.exists() or path.stat().st_size == 0:
        return None
    file = mirror.MirrorFile(path)
    file.cut_torn()  # What of it had been promised, the publication tells: see `drawn_anew`.
    try:
        if file.tip.entries >= tip.entries:
            mirror.require_chain(file.entries(), tip)
        else:
            with _opened(source) as db:
                mirror.require_same(db, mirrored=file.tip)
    finally:
        file.close()
    return file.tip.entries


def _copy(source: Path, target: Path, named: Digest, said: Text, now: datetime) -> None:
    """Copy the backup beside the database, under the generation's name, durably.

    Leases and operators' sessions end with a restore: what was replaced or ended since the backup
    would come to life again. The log of acts says that there was one.
    """
    target.unlink(missing_ok=True)
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise _no_backup(source) from error
    target.chmod(0o600)
    with _opened(target, writable=True) as db:
        prepare_copy(db)
        with transaction(db):
            registry.keep_fact(db, generation.FACT, named)
            store.end_leases(db)
            sessions.forget_all(db)
        if trail.there(db):
            trail.add(db, COMMAND_LINE, said, now)
    for log in (f"{target.name}-wal", f"{target.name}-shm"):
        target.with_name(log).unlink(missing_ok=True)
    secretfile.sync(target.parent)


def _set_aside(data: Path, now: datetime) -> Path | None:
    """Move the old database into a folder of its own."""
    there = [name for name in (*LOGS, DATABASE) if (data / name).exists()]
    if not there:
        return None
    aside = data / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in there:
        secretfile.move(data / name, aside / name)
    secretfile.sync(data)
    return aside


@contextlib.contextmanager
def _opened(path: Path, *, writable: bool = False) -> Iterator[Connection]:
    try:
        with telling(), contextlib.closing(plain(path, "rwc" if writable else "ro")) as db:
            db.row_factory = sqlite3.Row
            yield db
    except (sqlite3.Error, StorageError) as error:
        if isinstance(error, mirror.MirrorError):
            raise
        raise _no_backup(path) from error


def _no_backup(source: Path) -> RestoreError:
    return RestoreError(
        Text.of("{file} is not a whole backup of this hub.", file=str(source)),
    )
