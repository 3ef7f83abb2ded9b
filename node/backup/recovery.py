"""The recovery key in its file: what seals every backup, and alone opens one.

It lies beside the data so that backups need nobody; on another machine it is typed from paper.
"""

from contextlib import suppress
from pathlib import Path

from node.backup import letters
from shared.runtime import seal, secretfile
from shared.runtime.fault import Fault
from shared.text import Text

FILE_NAME = "recovery.key"


class RecoveryKeyError(Fault):
    """The recovery key cannot be used as it is."""


def ensure(data: Path) -> bytes:
    """Return the key of a data directory; the first time it is drawn. Raises RecoveryKeyError."""
    path = data / FILE_NAME
    if not path.exists():
        with suppress(FileExistsError):  # somebody else was faster
            write(data, seal.draw())
    return read(path)


def write(data: Path, key: bytes) -> None:
    """Write a key. Raises FileExistsError: a key is never overwritten."""
    secretfile.create(data / FILE_NAME, "-".join(letters.groups_of(key)) + "\n")


def read(path: Path) -> bytes:
    """Return the key in a file. Raises RecoveryKeyError if others can read it or it is no key."""
    try:
        mode, text = path.stat().st_mode, path.read_bytes().decode("ascii", "replace")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RecoveryKeyError(
            Text.of("{file} cannot be read: {reason}.", file=str(path), reason=reason)
        ) from error
    if mode & secretfile.OTHERS:
        raise RecoveryKeyError(
            Text.of("The key {path} can be read by others. Run: chmod 600 {path}", path=str(path))
        )
    found = letters.key_from(text)
    if isinstance(found, Text):
        raise RecoveryKeyError(found)
    return found


def fingerprint(key: bytes) -> str:
    """Return what tells one key from another and gives nothing of it away: 16 hex digits."""
    return seal.derive(key, "fingerprint").hex()[:16]
