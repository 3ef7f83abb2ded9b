"""Find out how the machine is: from the database, and from the disks. Nothing is written.

The folder of backups is looked at apart: no reader of the database waits for a disk far away.
"""

import os
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from msgspec import Struct

from node.backup import folder, recovery
from node.backup import store as backups
from node.backup.model import DATABASE, KeptFile, Place
from node.care import store
from node.care.model import Disk, Findings
from node.mail import store as mail
from node.push import store as push
from shared.runtime.fault import Fault
from shared.runtime.mail import MailPlan
from shared.text import Text


class Seen(Struct, frozen=True, kw_only=True):
    """What the folder of backups looks like; it may lie far away, and not answer for long."""

    disk: Disk | None
    kept: tuple[KeptFile, ...]
    trouble: Text | None


def look(place: Place, now: datetime) -> Seen:
    """Look into the folder of backups. To be called where nothing else waits."""
    folder_of = place.keeping.folder
    kept, trouble = _kept(folder_of, now)
    return Seen(disk=disk(folder_of), kept=kept, trouble=trouble)


def findings(
    db: Connection, now: datetime, *, place: Place, plan: MailPlan, seen: Seen | None = None
) -> Findings:
    """Return everything that is known of the machine at an instant; of the folder what was seen."""
    keeping, word = place.keeping, push.memory(db).word
    good = backups.newest_good(db, "backup")
    return Findings(
        now=now,
        folder=str(keeping.folder),
        every=keeping.every,
        has_command=bool(keeping.command),
        has_mail=plan.is_set,
        disk=disk(place.data) or Disk(device=0, total=0, free=0),
        backups_disk=seen.disk if seen else None,
        folder_trouble=seen.trouble if seen and good else None,
        database_bytes=database_bytes(place.data),
        kept=seen.kept if seen else (),
        backup=backups.newest(db, "backup"),
        good_backup=good,
        drill=backups.newest(db, "drill"),
        good_drill=backups.newest_good(db, "drill"),
        key_kept_at=_key_kept_at(db, place.data),
        chores=store.runs(db),
        mail=mail.state(db),
        clock_offset_s=int(word.offset().total_seconds()) if word else None,
        version=place.software,
    )


def disk(path: Path) -> Disk | None:
    """Return the disk that a place lies on; None if the place cannot be reached."""
    try:
        room, device = os.statvfs(path), path.stat().st_dev
    except OSError:
        return None
    return Disk(
        device=device, total=room.f_blocks * room.f_frsize, free=room.f_bavail * room.f_frsize
    )


def database_bytes(data: Path) -> int:
    """Return how much room the database and its log take."""
    sizes = (data / f"{DATABASE}{suffix}" for suffix in ("", "-wal"))
    return sum(path.stat().st_size for path in sizes if path.exists())


def _kept(place: Path, now: datetime) -> tuple[tuple[KeptFile, ...], Text | None]:
    try:
        if not place.is_dir():
            return (), Text.of("There is no backup in {path}.", path=str(place))
        return folder.listing(place, now), None
    except Fault as fault:
        return (), fault.text


def _key_kept_at(db: Connection, data: Path) -> datetime | None:
    """Return since when a person keeps the key that seals the backups now."""
    kept = backups.kept_key(db)
    try:
        now = recovery.fingerprint(recovery.read(data / recovery.FILE_NAME))
    except recovery.RecoveryKeyError:
        return None
    return kept[1] if kept is not None and kept[0] == now else None
