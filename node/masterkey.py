"""The node's master key: what seals second factors and enquiries where they lie.

It comes as a systemd credential, or from a file in the data directory that only its owner can read.
Each purpose has a key of its own.
"""

import os
from pathlib import Path

from shared.runtime import seal
from shared.runtime.fault import Fault
from shared.text import Text

FILE_NAME = "node.master"
CREDENTIAL = "voikukkia-node-master"
_OTHERS = 0o077


class MasterKeyError(Fault):
    """The key cannot be used as it is."""


def create(directory: Path) -> None:
    """Draw a key and write it. Raises FileExistsError: a key is never overwritten."""
    file = os.open(directory / FILE_NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as stream:
        stream.write(seal.draw().hex() + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def load(directory: Path) -> bytes:
    """Return the key. Raises MasterKeyError if it is missing, damaged, or readable by others."""
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(given) / CREDENTIAL if given else None
    if credential is not None and credential.exists():
        return _read(credential)
    path = directory / FILE_NAME
    if not path.exists():
        create(directory)
    if path.stat().st_mode & _OTHERS:
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
