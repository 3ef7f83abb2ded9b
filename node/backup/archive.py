"""A backup as one file: a checked copy of the database and the node's keys, sealed.

Inside stands a tar with a manifest in front. What comes out of a file is checked against it, and
lies in a directory that only its owner can read.
"""

import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, cast

import msgspec

from node import keyfile, masterkey
from node.backup import store
from node.backup.framing import BackupError, SealedReader, SealedWriter, damaged
from node.backup.model import (
    DATABASE,
    DISCLOSURE,
    KEY,
    MANIFEST,
    MASTER,
    MEMBERS,
    MORE_KEYS,
    OPTIONAL,
    FileSum,
    Manifest,
)
from node.history import store as history
from node.workplace import workplace
from shared.runtime import connection, database
from shared.runtime.fault import StorageError, telling
from shared.text import Text

LIMIT_BYTES = 4_000_000_000
MANIFEST_LIMIT_BYTES = 100_000
COPY_BYTES = 1_048_576


def write(data: Path, target: Path, key: bytes, *, now: datetime, software: str) -> Manifest:
    """Write a sealed backup of a data directory; a running node goes on meanwhile.

    Raises a Fault that is never fatal; then `target` is as it was.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        with workplace(data) as work:
            manifest = _gather(data, work, now=now, software=software)
            partial.unlink(missing_ok=True)
            with private(partial) as stream:
                _fill(SealedWriter(stream, key), work, manifest)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(target)
            _sync(target.parent)
    except StorageError as error:  # of the copy: no reason to stop the node
        raise BackupError(error.text) from error
    except OSError as error:
        raise failed(target, error) from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def unpack(source: Path, key: bytes, into: Path) -> Manifest:
    """Open a sealed backup into a private directory, every file checked. Raises BackupError."""
    try:
        with source.open("rb") as stream:
            reader = SealedReader(stream, key, source.name)
            found = _members(reader, source, into)
            reader.drain()
        manifest = msgspec.json.decode((into / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise BackupError(
            Text.of("{file} cannot be read as a backup of a node.", file=str(source))
        ) from error
    except OSError as error:
        raise failed(into, error) from error
    except (tarfile.TarError, msgspec.MsgspecError) as error:
        raise damaged(source.name) from error
    if found != manifest.files or not set(MEMBERS) <= set(found):
        raise damaged(source.name)
    return manifest


def held(path: Path) -> tuple[dict[str, int], tuple[int, str]]:
    """Return how many rows each table of a database has, and the head of its audit log."""
    with telling(), closing(connection.plain(path, "ro")) as db:
        db.row_factory = sqlite3.Row
        names = store.tables(db)
        head = history.head(db) if "audit_entry" in names else (0, "")
        return {name: store.rows_in(db, name) for name in names}, head


def private(path: Path) -> BinaryIO:
    """Create a file that only its owner can read, and open it for writing."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def failed(path: Path, error: OSError) -> BackupError:
    """Return what is told of a disk that refused."""
    reason = error.strerror or type(error).__name__
    return BackupError(
        Text.of("{path} cannot be written: {reason}.", path=str(path), reason=reason)
    )


def _gather(data: Path, work: Path, *, now: datetime, software: str) -> Manifest:
    """Put copies of everything into the workplace, and say what they are."""
    database.backup(data / DATABASE, work / DATABASE)
    contents = {KEY: keyfile.load(data).to_bytes(), MASTER: masterkey.load(data)}
    more = (name for name in MORE_KEYS if (data / name).exists())
    contents |= {name: keyfile.read(data / name).to_bytes() for name in more}
    for name, content in contents.items():
        with private(work / name) as stream:
            stream.write(content.hex().encode() + b"\n")
    sealed = [DISCLOSURE] if (data / DISCLOSURE).exists() else []
    for name in sealed:
        with private(work / name) as stream:
            stream.write((data / name).read_bytes())
    tables, head = held(work / DATABASE)
    return Manifest(
        made_at=now,
        software=software,
        files={name: _sum(work / name) for name in (DATABASE, *contents, *sealed)},
        tables=tables,
        history=head,
    )


def _fill(sealed: SealedWriter, work: Path, manifest: Manifest) -> None:
    with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="w|") as archive:
        content = msgspec.json.encode(manifest)
        archive.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
        for name, told in manifest.files.items():
            with (work / name).open("rb") as stream:
                archive.addfile(_entry(name, told.bytes), stream)
    sealed.close()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _members(reader: SealedReader, source: Path, into: Path) -> dict[str, FileSum]:
    """Write the members out and return their sums; anything unexpected is refused."""
    found: dict[str, FileSum] = {}
    with tarfile.open(fileobj=cast("IO[bytes]", reader), mode="r|") as archive:
        for member in archive:
            limit = MANIFEST_LIMIT_BYTES if member.name == MANIFEST else LIMIT_BYTES
            known = member.name in (MANIFEST, *MEMBERS, *OPTIONAL) and member.name not in found
            stream = archive.extractfile(member) if known and member.size <= limit else None
            if stream is None:
                raise damaged(source.name)
            with private(into / member.name) as target:
                shutil.copyfileobj(stream, target, COPY_BYTES)
            found[member.name] = _sum(into / member.name)
    found.pop(MANIFEST, None)
    return found


def _sum(path: Path) -> FileSum:
    with path.open("rb") as stream:
        told = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileSum(bytes=path.stat().st_size, sha256=told)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
