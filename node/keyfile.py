"""The node's private signing key in its data directory: a file only its owner can read."""

import os
from pathlib import Path

from shared.runtime.fault import Fault
from shared.signing import SigningKey
from shared.text import Text

FILE_NAME = "node.key"
_OTHERS = 0o077


class KeyFileError(Fault):
    """The key cannot be used as it is."""


def create(directory: Path) -> SigningKey:
    """Draw a key and write it. Raises FileExistsError: a key is never overwritten."""
    key = SigningKey.generate()
    file = os.open(directory / FILE_NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as stream:
        stream.write(key.to_bytes().hex() + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    return key


def load(directory: Path) -> SigningKey:
    """Return the key. Raises KeyFileError if it is missing, damaged, or readable by others."""
    path = directory / FILE_NAME
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii")
        secret = bytes.fromhex(text.strip())
        if mode & _OTHERS:
            raise KeyFileError(
                Text.of(
                    "The key {path} can be read by others. Run: chmod 600 {path}", path=str(path)
                )
            )
        return SigningKey.from_bytes(secret)
    except OSError as error:
        raise KeyFileError(
            Text.of("The key {path} cannot be read. Restore a backup.", path=str(path))
        ) from error
    except ValueError as error:
        raise KeyFileError(
            Text.of("The key {path} is damaged. Restore a backup.", path=str(path))
        ) from error
