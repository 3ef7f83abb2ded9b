"""The keys of the enquiries: a file for each beside the database, never in it, never in a backup.

Erasing the file makes every copy of the row unreadable, in backups too. A key is itself sealed
under the master key. Overwriting reaches the blocks where the disk lets it; where it does not (a
copying file system, flash), what is left is a key that opens with the master key alone.
"""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec

from node import masterkey
from node.enquiries.model import ALPHABET, REFERENCE, ReferenceCode
from shared.runtime import seal
from shared.runtime.fault import Fault
from shared.text import Text

FOLDER = "enquiry-keys"
PURPOSE = "enquiries"
_HALF = 4


class KeyringError(Fault):
    """The keys cannot be read or written."""


class Keyring:
    """The keys of one node. Its owner alone can read the folder.

    `master` is asked for when a key is made or opened; erasing needs none.
    """

    def __init__(self, data: Path, master: Callable[[], bytes]) -> None:
        self._folder = data / FOLDER
        self._master = master

    @property
    def is_there(self) -> bool:
        """Tell whether the folder exists: without it nothing is known of any key."""
        return self._folder.is_dir()

    def draw(self, reference: ReferenceCode) -> bytes:
        """Draw an enquiry's key, have it on the disk, and return it. Raises KeyringError."""
        key = seal.draw()
        _write(self._folder, reference, seal.seal(self._master(), key, _bound_to(reference)))
        return key

    def find(self, reference: ReferenceCode) -> bytes | None:
        """Return an enquiry's key, None if there is none. Raises SealError, KeyringError."""
        try:
            sealed = _path(self._folder, reference).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _failed(self._folder, error) from error
        return seal.unseal(self._master(), sealed, _bound_to(reference))

    def erase(self, reference: ReferenceCode) -> bool:
        """Erase a key for good, and tell whether there was one. Raises KeyringError."""
        path = _path(self._folder, reference)
        try:
            with path.open("r+b") as stream:
                size = os.fstat(stream.fileno()).st_size
                stream.write(secrets.token_bytes(size))
                stream.flush()
                os.fsync(stream.fileno())
            path.unlink()
            _sync(self._folder)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _failed(self._folder, error) from error
        return True

    def ages(self) -> dict[ReferenceCode, datetime]:
        """Return every key's reference and when its file was written."""
        try:
            found = {path.name: path.stat().st_mtime for path in _files(self._folder)}
        except OSError as error:
            raise _failed(self._folder, error) from error
        return {name: datetime.fromtimestamp(at, UTC) for name, at in found.items()}


def load(data: Path) -> Keyring:
    """Return the keyring of a data directory."""
    return Keyring(data, cache(lambda: masterkey.purpose(masterkey.load(data), PURPOSE)))


def draw_reference() -> ReferenceCode:
    """Draw what an enquiry is called."""
    halves = ("".join(secrets.choice(ALPHABET) for _ in range(_HALF)) for _ in range(2))
    return "-".join(halves)


def bundle(data: Path) -> bytes:
    """Return every key of a data directory, still sealed, in one piece: the newest keys.

    Nothing but the newest piece may be kept: an older one holds keys that were erased since.
    """
    try:
        held = {path.name: path.read_bytes().hex() for path in _files(data / FOLDER)}
    except OSError as error:
        raise _failed(data / FOLDER, error) from error
    return msgspec.json.encode(held, order="sorted")


def unbundle(data: Path, bundled: bytes) -> int:
    """Put the newest keys back beside a restored database; return how many were missing.

    Raises KeyringError, before anything is written, for a piece that is not such a bundle.
    """
    try:
        held = msgspec.json.decode(bundled, type=dict[str, str])
        sealed = {name: bytes.fromhex(text) for name, text in held.items()}
    except ValueError as error:
        raise KeyringError(_DAMAGED) from error
    if not all(REFERENCE.fullmatch(name) for name in sealed):
        raise KeyringError(_DAMAGED)
    folder = data / FOLDER
    _make(folder)
    missing = {n: text for n, text in sealed.items() if not _path(folder, n).exists()}
    for name, text in missing.items():
        _write(folder, name, text)
    return len(missing)


_DAMAGED = Text.of("The newest keys of the enquiries are damaged: take another copy of them.")


def _bound_to(reference: ReferenceCode) -> str:
    return f"enquiry-key|{reference}"


def _path(folder: Path, reference: ReferenceCode) -> Path:
    if not REFERENCE.fullmatch(reference):
        raise ValueError("not the reference of an enquiry")
    return folder / reference


def _files(folder: Path) -> list[Path]:
    """Return the key files by name; whatever else lies in the folder is left alone."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if REFERENCE.fullmatch(path.name))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700)
        _sync(folder.parent)
    except FileExistsError:
        return
    except OSError as error:
        raise _failed(folder, error) from error


def _write(folder: Path, reference: ReferenceCode, sealed: bytes) -> None:
    """Write a key file that was not there, whole or not at all, and have it on the disk."""
    path = _path(folder, reference)
    partial = path.with_name(f"{path.name}.partial")
    _make(folder)
    try:
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(partial, path)  # the same bytes on the disk: erasing one erases both
        partial.unlink()
        _sync(folder)
    except OSError as error:
        raise _failed(folder, error) from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failed(folder: Path, error: OSError) -> KeyringError:
    reason = error.strerror or type(error).__name__
    return KeyringError(
        Text.of("{path} cannot be written: {reason}.", path=str(folder), reason=reason)
    )
