"""The hub's own signing key: one file of 64 hexadecimal digits that only its owner can read."""

import os
from pathlib import Path

from shared.runtime.fault import Fault
from shared.signing import SigningKey
from shared.text import Text

FILE_NAME = "hub.key"


class KeyFileError(Fault):
    """The hub's key cannot be read."""


def create(path: Path) -> SigningKey:
    """Draw a key and write it to a new file. Raises FileExistsError."""
    key = SigningKey.generate()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(key.to_bytes().hex().encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return key


def load(path: Path) -> SigningKey:
    """Return the key in the file. Raises KeyFileError."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileError(
                Text.of(
                    "{file} can be read by others. Run: chmod 600 {file}, then think about a new "
                    "key.",
                    file=str(path),
                )
            )
        return SigningKey.from_bytes(bytes.fromhex(path.read_text("ascii").strip()))
    except FileNotFoundError:
        raise KeyFileError(
            Text.of(
                "There is no hub in {folder} yet. Run: voikukkia-hub init", folder=str(path.parent)
            )
        ) from None
    except (OSError, ValueError) as error:
        raise KeyFileError(
            Text.of("{file} is not the hub's key. Restore it from a backup.", file=str(path))
        ) from error
