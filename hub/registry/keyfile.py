"""The hub's own signing keys, each a file of 64 hexadecimal digits that only its owner can read.

`hub.root` signs trust documents and nothing else; it may lie on paper instead. `hub.key` signs the
hub's answers; `hub.key.next` was drawn and waits for the document that names it.
"""

from pathlib import Path

from shared.runtime import secretfile
from shared.runtime.fault import Fault
from shared.signing import SigningKey
from shared.text import Text
from shared.wire.words import KeyId

FILE_NAME = "hub.key"
NEXT_NAME = "hub.key.next"
ROOT_NAME = "hub.root"


class KeyFileError(Fault):
    """The hub's key cannot be read."""


def create(path: Path) -> SigningKey:
    """Draw a key and write it to a new file. Raises FileExistsError."""
    key = SigningKey.generate()
    keep(path, key)
    return key


def keep(path: Path, key: SigningKey) -> None:
    """Write a key to a new file. Raises FileExistsError."""
    secretfile.create(path, f"{key.to_bytes().hex()}\n")


def ensure(path: Path) -> SigningKey:
    """Return the key in the file; the first time it is drawn. Raises KeyFileError."""
    return load(path) if path.exists() else create(path)


def load(path: Path) -> SigningKey:
    """Return the key in the file. Raises KeyFileError."""
    try:
        if path.stat().st_mode & secretfile.OTHERS:
            raise KeyFileError(
                Text.of(
                    "{file} can be read by others. Run: chmod 600 {file}, then think about a new "
                    "key.",
                    file=str(path),
                )
            )
        return SigningKey.from_bytes(bytes.fromhex(path.read_text("ascii").strip()))
    except FileNotFoundError:
        raise _missing(path) from None
    except (OSError, ValueError) as error:
        raise KeyFileError(
            Text.of("{file} is not the hub's key. Restore it from a backup.", file=str(path))
        ) from error


def require_made(data: Path) -> None:
    """Raise KeyFileError unless `init` made a hub in this directory."""
    if not any((data / name).exists() for name in (FILE_NAME, NEXT_NAME, ROOT_NAME)):
        raise _missing(data / FILE_NAME)


def take(data: Path, named: KeyId) -> SigningKey:
    """Return the key that the trust document names, under its right name. Raises KeyFileError.

    A ceremony that was interrupted between document and renaming is finished here.
    """
    for name in (FILE_NAME, NEXT_NAME):
        path = data / name
        if path.exists() and (key := load(path)).key_id == named:
            if name == NEXT_NAME:
                secretfile.move(path, data / FILE_NAME)
            return key
    require_made(data)
    raise KeyFileError(
        Text.of(
            "{file} is missing, or not the key that the trust document names. Restore it from a "
            "backup, or draw a new one with the root key: voikukkia-hub key rotate",
            file=str(data / FILE_NAME),
        )
    )


def _missing(path: Path) -> KeyFileError:
    if path.name == ROOT_NAME:
        return KeyFileError(
            Text.of(
                "The root key is not in {file}. Say where it is with --root, or bring it back "
                "from paper: voikukkia-hub key restore",
                file=str(path),
            )
        )
    return KeyFileError(
        Text.of("There is no hub in {folder} yet. Run: voikukkia-hub init", folder=str(path.parent))
    )
