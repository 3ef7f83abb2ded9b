"""Backups as they were before they were sealed: a tar with database, key and sums. Read only."""

import hashlib
import tarfile
from collections.abc import Mapping
from pathlib import Path

from node.backup.archive import LIMIT_BYTES, private
from node.backup.framing import BackupError, damaged
from node.backup.model import DATABASE, KEY
from shared.text import Text

SUMS = "SHA256SUMS"
MEMBERS = (DATABASE, KEY)


def unpack(source: Path, into: Path) -> None:
    """Put the members of an older backup into a directory, checked. Raises BackupError."""
    try:
        with tarfile.open(source, "r:") as archive:
            found = {name: _member(archive, name) for name in (*MEMBERS, SUMS)}
    except (OSError, tarfile.TarError, KeyError) as error:
        raise BackupError(
            Text.of("{file} cannot be read as a backup of a node.", file=str(source))
        ) from error
    contents = {name: found[name] for name in MEMBERS}
    if found[SUMS] != _sums(contents):
        raise damaged(str(source))
    for name, content in contents.items():
        with private(into / name) as stream:
            stream.write(content)


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.getmember(name)
    stream = archive.extractfile(member)
    if stream is None or member.size > LIMIT_BYTES:
        raise KeyError(name)
    return stream.read()


def _sums(contents: Mapping[str, bytes]) -> bytes:
    rows = (f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in contents.items())
    return ("\n".join(rows) + "\n").encode()
