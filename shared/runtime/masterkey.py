"""A master key: what seals second factors where they lie; each purpose has a key of its own.

It comes as a systemd credential, or from a file that only its owner can read.
"""

import os
from pathlib import Path

from shared.runtime import seal, secretfile
from shared.runtime.fault import Fault
from shared.text import Text


class MasterKeyError(Fault):
    """The key cannot be used as it is."""


def create(path: Path) -> None:
    """Draw a key and write it. Raises FileExistsError: a key is never overwritten."""
    secretfile.create(path, seal.draw().hex() + "\n")


def load(path: Path, credential: str) -> bytes:
    """Return the key, drawn here if there is none yet.

    Raises MasterKeyError if it is damaged, or readable by others.
    """
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    handed = Path(given) / credential if given else None
    if handed is not None and handed.exists():
        return _read(handed)
    if not path.exists():
        create(path)
    if path.stat().st_mode & secretfile.OTHERS:
        raise MasterKeyError(
            Text.of("The key {path} can be read by others. Run: chmod 600 {path}", path=str(path))
        )
    return _read(path)


def purpose(master: bytes, name: str) -> bytes:
    """Return the key of one purpose, such as "totp" or "enquiries"."""
    return seal.derive(master, name)


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except OSError as error:
        text = Text.of("The key {path} cannot be read. Restore a backup.", path=str(path))
        raise MasterKeyError(text) from error
    except ValueError:
        key = b""
    if len(key) != seal.KEY_BYTES:
        raise MasterKeyError(
            Text.of("The key {path} is damaged. Restore a backup.", path=str(path))
        )
    return key
