"""The log's files that never change again: written once, then linked into every snapshot.

They stand apart from the snapshots, so that neither a publish nor a restart has to read the whole
ledger. A name without its ending is the whole file, synced.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from hub.site.folder import gzipped

PACKED = ".jsonl"
"""What is worth packing; hashes are as short as they can be."""

_ASIDE = ".tmp"


class Archive:
    """The files of one log below a folder of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def has(self, path: str) -> bool:
        """Tell whether a file is there, whole."""
        return (self._root / path).exists()

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Write files for ever, in all their forms, and return when they are on the disk."""
        for path, body in files.items():
            for ending, form in sorted(forms(path, body).items(), reverse=True):
                _write_durably(self._root / f"{path}{ending}", form)

    def place(self, folder: Path, paths: Iterable[str]) -> None:
        """Link files, in all their forms, into a snapshot's folder."""
        made: set[str] = set()
        for path in paths:
            above = path.rpartition("/")[0]
            if above not in made:
                (folder / above).mkdir(parents=True, exist_ok=True)
                made.add(above)
            for ending in endings(path):
                os.link(f"{self._root}/{path}{ending}", f"{folder}/{path}{ending}")


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files of one snapshot alone, in all their forms; its publisher syncs them."""
    for path, body in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        for ending, form in forms(path, body).items():
            Path(f"{folder / path}{ending}").write_bytes(form)


def endings(path: str) -> tuple[str, ...]:
    """Return the forms in which a file stands: as it is, and packed if that helps."""
    return ("", ".gz") if path.endswith(PACKED) else ("",)


def forms(path: str, body: bytes) -> dict[str, bytes]:
    """Return a file's forms by their endings."""
    return {ending: gzipped(body) if ending else body for ending in endings(path)}


def _write_durably(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(f"{file}{_ASIDE}")
    with aside.open("wb") as stream:
        stream.write(body)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(file)
