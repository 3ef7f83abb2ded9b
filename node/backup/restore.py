"""The way back from a backup: everything is checked first, what was there is kept aside.

It never speaks to the hub. Backups from before they were sealed are taken as well.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from node import disclosurekey, keyfile
from node.backup import archive, drill, plain, recovery, unfinished
from node.backup.framing import BackupError, SealedReader, fits, is_sealed
from node.backup.model import (
    DATABASE,
    DISCLOSURE,
    ENQUIRY_KEYS,
    KEY,
    KEY_BEFORE,
    MASTER,
    MEMBERS,
    MORE_KEYS,
    OPTIONAL,
    Place,
    Restored,
)
from node.backup.unfinished import Begun
from node.workplace import workplace
from shared.runtime import secretfile
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
    with workplace(data) as work:
        made_at = _unpack(source, work, key)
        begun = unfinished.read(data) or Begun(
            aside=f"before-restore-{now:%Y%m%dT%H%M%SZ}", same=_is_same_node(data, work)
        )
        bundle = None if begun.same or key is None else _enquiry_keys(source, key)
        fresh = tuple(name for name in (*MEMBERS, *OPTIONAL) if (work / name).exists())
        if begun.same and disclosurekey.find(data) is not None:
            # A newer one was decided on, or it is the very same: an old one never comes back.
            fresh = tuple(name for name in fresh if name != DISCLOSURE)
        try:
            aside = _put_in_place(place, work, fresh, key, begun)
        except OSError as error:
            raise archive.failed(data, error) from error
    if bundle is not None and place.enquiry_keys is not None:
        place.enquiry_keys.unbundle(data, bundle)
    unfinished.end(data)
    if begun.same:
        return Restored(aside=aside, made_at=made_at, enquiries="as_before")
    found: Literal["restored", "missing"] = "missing" if bundle is None else "restored"
    return Restored(aside=aside, made_at=made_at, enquiries=found)


def _put_in_place(
    place: Place, work: Path, fresh: tuple[str, ...], key: bytes | None, begun: Begun
) -> Path | None:
    """Move the old files aside and the new ones in; cut short anywhere, it can be done again."""
    data, aside = place.data, place.data / begun.aside
    newer = _newer_key(aside if (aside / KEY).exists() else data, work) if begun.same else None
    for name in fresh:
        secretfile.sync(work / name)
    unfinished.begin(data, begun)
    moved = _set_aside(place, aside, fresh, key, same=begun.same)
    for name in fresh:
        (work / name).replace(data / name)
    if newer is not None:
        secretfile.replace(data / KEY_BEFORE, newer)
    if key is not None and not (data / recovery.FILE_NAME).exists():
        recovery.write(data, key)
    return aside if moved else None


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
    """Tell whether the backup is of the node that is here: then its newest keys are here, too.

    Its signing key may have been rotated since; its master key never is.
    """
    here, there = _read(data / MASTER), _read(work / MASTER)
    if here is not None and there is not None:
        return here == there
    with suppress(Fault):
        return keyfile.load(data).to_bytes() == keyfile.load(work).to_bytes()
    return False


def _newer_key(data: Path, work: Path) -> str | None:
    """Return the key that took the place of the backup's since: the hub may know it alone."""
    now, then = _read(data / KEY), [_read(work / name) for name in (KEY, *MORE_KEYS)]
    return None if now is None or now in then else f"{now}\n"


def _read(path: Path) -> str | None:
    with suppress(OSError):
        return path.read_text("ascii").strip()
    return None


def _enquiry_keys(source: Path, key: bytes) -> bytes | None:
    """Return the newest keys of the enquiries, which lie beside the backup."""
    try:
        with (source.parent / ENQUIRY_KEYS).open("rb") as stream:
            return SealedReader(stream, key, ENQUIRY_KEYS).read()
    except (OSError, BackupError):
        return None


def _set_aside(
    place: Place, aside: Path, fresh: tuple[str, ...], key: bytes | None, *, same: bool
) -> bool:
    """Move what is going to be replaced into a folder of its own; tell whether there was any."""
    data = place.data
    names = [*fresh, *_LOGS]
    if key is not None and not _holds(data, key):
        names.append(recovery.FILE_NAME)
    if not same and place.enquiry_keys is not None:
        names.append(place.enquiry_keys.folder)
    if not same and DISCLOSURE not in fresh:  # another node's key rounds nothing of this one
        names.append(DISCLOSURE)
    there = [name for name in names if (data / name).exists() and not (aside / name).exists()]
    if there:
        aside.mkdir(mode=0o700, exist_ok=True)
    for name in there:
        (data / name).replace(aside / name)
    if there:
        secretfile.sync(aside)
    secretfile.sync(data)
    return aside.exists()


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
