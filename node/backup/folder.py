"""The folder of backups: what is in it, which is the newest that opens, and which have to go."""

from datetime import datetime, timedelta
from pathlib import Path

from node.backup import archive, rules
from node.backup.framing import BackupError
from node.backup.model import SUFFIX, Keeping, KeptFile
from node.workplace import workplace
from shared.runtime.fault import Fault
from shared.text import Text

LIMIT = 10_000
PARTIAL = ".partial"
LEFT_BEHIND = timedelta(hours=1)


def listing(folder: Path, now: datetime) -> tuple[KeptFile, ...]:
    """Return the backups in the folder, the newest first. Raises BackupError."""
    try:
        found = [
            KeptFile(name=path.name, made_at=made_at, bytes=path.stat().st_size)
            for path in sorted(folder.glob(f"*{SUFFIX}"))[-LIMIT:]
            if (made_at := rules.made_at_of(path.name)) is not None
        ]
    except OSError as error:
        raise BackupError(
            Text.of(
                "The folder of backups {path} cannot be read: {reason}.",
                path=str(folder),
                reason=error.strerror or type(error).__name__,
            )
        ) from error
    return rules.order(found, now)


def prepare(folder: Path, now: datetime) -> None:
    """Make the folder if it is missing, and throw away halves that killed runs left."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(f"*{SUFFIX}{PARTIAL}"):
            began = rules.made_at_of(left.name.removesuffix(PARTIAL))
            if began is not None and abs(now - began) > LEFT_BEHIND:
                left.unlink(missing_ok=True)
    except OSError as error:
        raise archive.failed(folder, error) from error


def opens(data: Path, file: Path, key: bytes) -> bool:
    """Tell whether a backup can be opened whole, with every file as its manifest says."""
    try:
        with workplace(data) as work:
            archive.unpack(file, key, work)
    except Fault:
        return False
    return True


def prune(data: Path, keeping: Keeping, key: bytes, now: datetime) -> tuple[str, ...]:
    """Remove what is too old or too much, never the newest that opens; return the names."""
    kept = listing(keeping.folder, now)
    good = next((one.name for one in kept if opens(data, keeping.folder / one.name, key)), "")
    gone = rules.surplus(
        kept, now=now, keep_count=keeping.keep_count, keep_for=keeping.keep_for, good=good
    )
    try:
        for name in gone:
            (keeping.folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise archive.failed(keeping.folder, error) from error
    return gone
