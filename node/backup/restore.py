"""The way back from a backup: everything is checked first, what was there is kept aside.

It never speaks to the hub. Backups from before they were sealed are taken as well.
"""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from node import keyfile
from node.backup import archive, drill, plain, recovery
from node.backup.framing import BackupError, SealedReader, fits, is_sealed
from node.backup.model import DATABASE, ENQUIRY_KEYS, KEY, MEMBERS, Place, Restored
from shared.runtime.fault import Fault
from shared.text import Text

START_BYTES = 100
_LOGS = (f"{DATABASE}-wal", f"{DATABASE}-shm")


def has_data(data: Path) -> bool:
    """Tell whether a node lives in the directory."""
    return any((data / name).exists() for name in (DATABASE, KEY))


def needs_key(source: Path) -> bool:
    """Tell whether a backup is sealed. Raises BackupError if it cannot be read."""
    return is_sealed(_start(source))


def own_key(source: Path, data: Path) -> bytes | None:
    """Return the recovery key that lies beside the data, if it is the one of this backup."""
    with suppress(recovery.RecoveryKeyError):
        key = recovery.read(data / recovery.FILE_NAME)
        return key if fits(_start(source), key) else None
    return None


def restore(source: Path, place: Place, now: datetime, key: bytes | None) -> Restored:
    """Put a backup in place. The caller holds the directory's lock. Raises BackupError.

    `key` is the recovery key, None for a backup from before they were sealed.
    """
    data = place.data
    with archive.workplace(data) as work:
        made_at = _unpack(source, work, key)
        same = _is_same_node(data, work)
        bundle = None if same or key is None else _enquiry_keys(source, key)
        fresh = tuple(name for name in MEMBERS if (work / name).exists())
        try:
            aside = _set_aside(place, now, fresh, key, same=same)
            for name in fresh:
                (work / name).replace(data / name)
            if key is not None and not (data / recovery.FILE_NAME).exists():
                recovery.write(data, key)
        except OSError as error:
            raise archive.failed(data, error) from error
    if bundle is not None and place.enquiry_keys is not None:
        place.enquiry_keys.unbundle(data, bundle)
    if same:
        return Restored(aside=aside, made_at=made_at, enquiries="as_before")
    found: Literal["restored", "missing"] = "missing" if bundle is None else "restored"
    return Restored(aside=aside, made_at=made_at, enquiries=found)


def _unpack(source: Path, work: Path, key: bytes | None) -> datetime | None:
    """Open the backup into the workplace, checked as a drill does; return when it was made."""
    if key is None:
        plain.unpack(source, work)
        drill.require_whole(work / DATABASE, source.name)
        keyfile.load(work)
        return None
    manifest = archive.unpack(source, key, work)
    drill.require_keys(work, source.name)
    drill.require_whole(work / DATABASE, source.name)
    drill.require_same(work / DATABASE, manifest, source.name)
    return manifest.made_at


def _is_same_node(data: Path, work: Path) -> bool:
    """Tell whether the backup is of the node that is here: then its newest keys are here, too."""
    with suppress(Fault):
        return keyfile.load(data).to_bytes() == keyfile.load(work).to_bytes()
    return False


def _enquiry_keys(source: Path, key: bytes) -> bytes | None:
    """Return the newest keys of the enquiries, which lie beside the backup."""
    try:
        with (source.parent / ENQUIRY_KEYS).open("rb") as stream:
            return SealedReader(stream, key, ENQUIRY_KEYS).read()
    except (OSError, BackupError):
        return None


def _set_aside(
    place: Place, now: datetime, fresh: tuple[str, ...], key: bytes | None, *, same: bool
) -> Path | None:
    """Move what is going to be replaced into a folder of its own."""
    data = place.data
    moved = [name for name in (*fresh, *_LOGS) if (data / name).exists()]
    if key is not None and not _holds(data, key):
        moved += [name for name in (recovery.FILE_NAME,) if (data / name).exists()]
    if not same and place.enquiry_keys is not None:
        moved += [name for name in (place.enquiry_keys.folder,) if (data / name).exists()]
    if not moved:
        return None
    aside = data / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    for name in moved:
        (data / name).replace(aside / name)
    _sync(data)
    return aside


def _holds(data: Path, key: bytes) -> bool:
    with suppress(recovery.RecoveryKeyError):
        return recovery.read(data / recovery.FILE_NAME) == key
    return False


def _start(source: Path) -> bytes:
    try:
        with source.open("rb") as stream:
            return stream.read(START_BYTES)
    except OSError as error:
        raise BackupError(
            Text.of("{file} cannot be read as a backup of a node.", file=str(source))
        ) from error


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
