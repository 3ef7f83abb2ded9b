"""A backup: one file with a checked copy of the database and the signing key; and its way back.

A restore keeps what was there, aside, and never speaks to the hub.
"""

import hashlib
import io
import os
import sqlite3
import tarfile
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from node import keyfile
from shared.runtime import connection, database
from shared.runtime.fault import Fault, StorageError
from shared.signing import SigningKey
from shared.text import Text

DATABASE = "node.db"
SUMS = "SHA256SUMS"
MEMBERS = (DATABASE, keyfile.FILE_NAME)
LIMIT_BYTES = 2_000_000_000


class BackupError(Fault):
    """The backup cannot be written or used; nothing was changed."""


def write(data: Path, target: Path) -> None:
    """Write a backup of the data directory; a running node goes on meanwhile."""
    copy = target.with_name(f"{target.name}.database")
    partial = target.with_name(f"{target.name}.partial")
    try:
        database.backup(data / DATABASE, copy)
        contents = {DATABASE: copy.read_bytes(), keyfile.FILE_NAME: _key_bytes(data)}
        with _private(partial) as stream:
            with tarfile.open(fileobj=stream, mode="w") as archive:
                for name, content in (*contents.items(), (SUMS, _sums(contents))):
                    member = tarfile.TarInfo(name)
                    member.size, member.mode = len(content), 0o600
                    archive.addfile(member, io.BytesIO(content))
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(target)
    except OSError as error:
        raise _failed(target, error) from error
    finally:
        copy.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)


def read(source: Path) -> Mapping[str, bytes]:
    """Return the members of a backup, checked. Raises BackupError."""
    try:
        with tarfile.open(source, "r:") as archive:
            found = {name: _member(archive, name) for name in (*MEMBERS, SUMS)}
    except (OSError, tarfile.TarError, KeyError) as error:
        raise BackupError(
            Text.of("{file} cannot be read as a backup of a node.", file=str(source))
        ) from error
    contents = {name: found[name] for name in MEMBERS}
    if found[SUMS] != _sums(contents):
        raise BackupError(
            Text.of("The backup {file} is damaged. Take another one.", file=str(source))
        )
    SigningKey.from_bytes(bytes.fromhex(found[keyfile.FILE_NAME].decode("ascii").strip()))
    return contents


def restore(source: Path, data: Path, now: datetime) -> Path | None:
    """Put a backup in place and return where the old data now lies, if there was any.

    The caller holds the directory's lock.
    """
    contents = read(source)
    fresh = {name: data / f"{name}.restored" for name in MEMBERS}
    try:
        for name, path in fresh.items():
            path.unlink(missing_ok=True)
            with _private(path) as stream:
                stream.write(contents[name])
                stream.flush()
                os.fsync(stream.fileno())
        _require_whole(fresh[DATABASE], source)
        aside = _set_aside(data, now)
        for name, path in fresh.items():
            path.replace(data / name)
    except OSError as error:
        raise _failed(data, error) from error
    finally:
        for path in fresh.values():
            path.unlink(missing_ok=True)
    return aside


def has_data(data: Path) -> bool:
    """Tell whether a node lives in the directory."""
    return any((data / name).exists() for name in MEMBERS)


def _set_aside(data: Path, now: datetime) -> Path | None:
    """Move the database, its log and the key into a folder of their own."""
    if not has_data(data):
        return None
    aside = data / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", keyfile.FILE_NAME):
        if (data / name).exists():
            (data / name).replace(aside / name)
    return aside


def _require_whole(path: Path, source: Path) -> None:
    try:
        with closing(connection.plain(path, "ro")) as db:
            connection.require_whole(db, "PRAGMA integrity_check")
    except (StorageError, sqlite3.Error) as error:
        raise BackupError(
            Text.of("The backup {file} is damaged. Take another one.", file=str(source))
        ) from error


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.getmember(name)
    stream = archive.extractfile(member)
    if stream is None or member.size > LIMIT_BYTES:
        raise KeyError(name)
    return stream.read()


def _sums(contents: Mapping[str, bytes]) -> bytes:
    rows = (f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in contents.items())
    return ("\n".join(rows) + "\n").encode()


def _key_bytes(data: Path) -> bytes:
    return (keyfile.load(data).to_bytes().hex() + "\n").encode()


def _private(path: Path) -> BinaryIO:
    """Create a file that only its owner can read, and open it for writing."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _failed(path: Path, error: OSError) -> BackupError:
    reason = error.strerror or type(error).__name__
    return BackupError(
        Text.of("{path} cannot be written: {reason}.", path=str(path), reason=reason)
    )
