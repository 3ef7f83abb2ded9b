"""Use cases: make a backup, drill its way back. Each leaves a row that says how it went.

A failure is remembered before it is raised; a run that cannot be remembered is raised as well.
"""

import asyncio
import os
import secrets
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Literal

from msgspec.structs import replace

from node.backup import archive, drill, folder, recovery, rules, second, store
from node.backup.framing import SealedWriter
from node.backup.model import ENQUIRY_KEYS, Place, Run
from node.care.trouble import trouble_of
from shared.runtime import log, secretfile
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.lock import turn

KEYS_LOCK = "enquiry-keys.lock"
"""In the data directory: the folder of backups may lie on a disk that knows no locks."""


async def make(database: Database, clock: Clock, place: Place) -> Run:
    """Write a backup into the folder, hand it to the command, drop what is too old.

    Raises what went wrong, after it was remembered.
    """
    now = clock.now()
    try:
        run = await asyncio.to_thread(_write, place, now)
    except Exception as error:
        await _remember(database, _failure("backup", now, error))
        await asyncio.to_thread(_prune_anyway, place, now)
        raise
    run = replace(run, command_exit=await _second_copy(place, str(run.file)))
    await _remember(database, run)
    return run


async def rehearse(database: Database, clock: Clock, place: Place) -> Run:
    """Drill the way back from the newest backup. Raises what went wrong, after it is remembered."""
    now = clock.now()
    try:
        run = await asyncio.to_thread(_drill, place, now)
    except Exception as error:
        await _remember(database, _failure("drill", now, error))
        raise
    await _remember(database, run)
    return run


def _write(place: Place, now: datetime) -> Run:
    keeping, key = place.keeping, recovery.ensure(place.data)
    folder.prepare(keeping.folder, now)
    target = keeping.folder / rules.name_of(now)
    archive.write(place.data, target, key, now=now, software=place.software)
    seal_enquiry_keys(place, keeping.folder, key)
    folder.prune(place.data, keeping, key, now)  # opens the new one, too
    return Run(
        kind="backup",
        at=now,
        state="ok",
        file=target.name,
        bytes=target.stat().st_size,
        made_at=now,
    )


def seal_enquiry_keys(place: Place, into: Path, key: bytes) -> None:
    """Replace the one file of the enquiries' keys: what was erased is in no older one.

    Whoever else seals them, a chore or a command, waits from the reading of the keys to the rename:
    keys that were read earlier never take the place of newer ones.
    """
    if place.enquiry_keys is None:
        return
    target = into / ENQUIRY_KEYS
    try:
        with turn(place.data / KEYS_LOCK):
            _remove_partials(target)  # of a run that was killed
            try:
                _seal(place.enquiry_keys.bundle(place.data), target, key)
            finally:
                _remove_partials(target)
    except OSError as error:
        raise archive.failed(target, error) from error


def _seal(bundle: bytes, target: Path, key: bytes) -> None:
    partial = target.with_name(f"{target.name}.{secrets.token_hex(8)}{folder.PARTIAL}")
    with archive.private(partial) as stream:
        sealed = SealedWriter(stream, key)
        sealed.write(bundle)
        sealed.close()
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(target)
    secretfile.sync(target.parent)  # or a crash brings the erased keys back


def _remove_partials(target: Path) -> None:
    for left in target.parent.glob(f"{target.name}*{folder.PARTIAL}"):
        left.unlink(missing_ok=True)


def _drill(place: Place, now: datetime) -> Run:
    file = drill.newest(place, now)
    key = recovery.read(place.data / recovery.FILE_NAME)
    manifest = drill.rehearse(place, file.name, key, now)
    return Run(
        kind="drill",
        at=now,
        state="ok",
        file=file.name,
        bytes=file.bytes,
        made_at=manifest.made_at,
    )


async def _second_copy(place: Place, name: str) -> int | None:
    """Hand the new files to the command; the worst exit code counts, None without a command."""
    keeping = place.keeping
    if not keeping.command:
        return None
    codes = [
        await second.run(
            keeping.command,
            keeping.folder / file,
            limit_s=keeping.command_limit_s,
            environ=os.environ,
        )
        for file in (name, ENQUIRY_KEYS)
        if (keeping.folder / file).exists()
    ]
    return max(codes, default=0)


def _prune_anyway(place: Place, now: datetime) -> None:
    """Drop what is too old although the newest backup failed: what was erased has to go."""
    try:
        folder.prune(place.data, place.keeping, recovery.ensure(place.data), now)
    except Exception as error:  # noqa: BLE001 (the failed backup is what is told)
        log.logger().error("backup.pruned", **log.describe(error))


def _failure(kind: Literal["backup", "drill"], now: datetime, error: Exception) -> Run:
    log.logger().error("backup.failed", kind=kind, **log.describe(error))
    return Run(kind=kind, at=now, state="failed", trouble=trouble_of(error))


async def _remember(database: Database, run: Run) -> None:
    def job(db: Connection) -> None:
        store.add_run(db, run)
        store.prune_runs(db)

    await database.write(job)
