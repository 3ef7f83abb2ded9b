"""A private signing key of the node in its data directory: a file only its owner can read."""

from pathlib import Path

from shared.runtime import secretfile
from shared.runtime.fault import Fault
from shared.signing import SigningKey
from shared.text import Text

FILE_NAME = "node.key"
NEXT_NAME = "node.key.next"
BEFORE_NAME = "node.key.before"


class KeyFileError(Fault):
    """The key cannot be used as it is."""


def create(place: Path) -> SigningKey:
    """Draw a key and write it, in a directory under its usual name, or to a file.

    Raises FileExistsError: a key is never overwritten.
    """
    key = SigningKey.generate()
    path = place / FILE_NAME if place.is_dir() else place
    secretfile.create(path, f"{key.to_bytes().hex()}\n")
    return key


def load(directory: Path) -> SigningKey:
    """Return the key. Raises KeyFileError if it is missing, damaged, or readable by others."""
    return read(directory / FILE_NAME)


def read(path: Path) -> SigningKey:
    """Return the key in a file. Raises KeyFileError, as `load` does."""
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii")
        secret = bytes.fromhex(text.strip())
        if mode & secretfile.OTHERS:
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
