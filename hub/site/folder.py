"""Folders of files that never change once they are whole: write, link, sync, switch, prune.

A file of an earlier snapshot is never written into: a changed one is a new file under the old name.
"""

import ctypes
import errno
import os
import shutil
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import brotli

from hub.site.errands import Errands
from shared.runtime.fault import StorageError
from shared.text import Text

ENDINGS = ("", ".gz", ".br")
"""Every file stands in three forms: as it is, gzip, brotli."""

UNFINISHED = ".tmp"

_BROTLI = 6  # measured: 7 takes twice as long for the large data files and saves a hundredth
_BEST = 11  # for what is compressed once and then stays, and what every reader waits for
_GZIP = 6
_PATIENCE, _MOMENT_S = 20, 0.1
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write(folder: Path, path: str, body: bytes, *, lasting: bool = False) -> None:
    """Write a file in its three forms, in place of links to older ones.

    A `lasting` one, which many later folders share, is packed as small as can be.
    """
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    forms = (body, gzipped(body), brotli.compress(body, quality=_BEST if lasting else _BROTLI))
    for ending, form in zip(ENDINGS, forms, strict=True):
        target = Path(f"{file}{ending}")
        target.unlink(missing_ok=True)
        with target.open("xb") as stream:
            stream.write(form)


def gzipped(body: bytes) -> bytes:
    """Return the body as gzip, always the same bytes for the same body."""
    packer = zlib.compressobj(_GZIP, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def remove(folder: Path, path: str) -> None:
    """Remove a file in all its forms, and the folders it leaves empty."""
    for ending in ENDINGS:
        Path(f"{folder / path}{ending}").unlink(missing_ok=True)
    for above in (folder / path).parents:
        if above == folder or any(above.iterdir()):
            return
        above.rmdir()


def forms(paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths of files in all their forms."""
    for path in paths:
        for ending in ENDINGS:
            yield f"{path}{ending}"


def sync(folder: Path) -> None:
    """Return when everything written below the folder is on the disk.

    One syncfs(2) of the file system costs as much as one fsync; a publish has hundreds of files.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if not hasattr(libc, "syncfs"):
            os.sync()
        elif libc.syncfs(handle):
            raise OSError(ctypes.get_errno(), "syncfs failed")
    finally:
        os.close(handle)


def point(link_path: Path, target: str) -> None:
    """Make the symbolic link point to the target in one step, and make that durable."""
    aside = link_path.with_name(f"{link_path.name}{UNFINISHED}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link_path)
    handle = os.open(link_path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(root: Path) -> None:
    """Remove what a publish that died has left."""
    for path in root.glob(f"*{UNFINISHED}"):
        if path.is_symlink():
            path.unlink()
        else:
            _remove_whole(path)


def _remove_whole(path: Path) -> None:
    """Remove a folder; an errand of a hub that was killed may be at work in it for a moment."""
    for _ in range(_PATIENCE):
        with suppress(OSError):
            shutil.rmtree(path)
        if not path.exists():
            return
        time.sleep(_MOMENT_S)
    shutil.rmtree(path)


def prune(root: Path, keep: int, current: Path, errands: Errands) -> int:
    """Remove all but the newest `keep` folders, never the current one; return how many.

    What is left of one when the errand is ended, `sweep` removes.
    """
    folders = sorted(p for p in root.iterdir() if p.is_dir() and not p.is_symlink())
    whole = [p for p in folders if p.suffix != UNFINISHED]
    gone = [p for p in whole[:-keep] if p.name != current.name]
    for count, path in enumerate(gone):
        if not errands.clear(path.rename(f"{path}{UNFINISHED}")):
            return count  # the rest keep their names: the next start has one to sweep, not all
    return len(gone)


@contextmanager
def told(root: Path) -> Iterator[None]:
    """Turn what a person can repair into a StorageError that says so."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            text = Text.of(
                "The disk is full. Nothing was published; free some space in {folder}.",
                folder=str(root),
            )
            raise StorageError(text) from error
        if error.errno in _FORBIDDEN:
            text = Text.of(
                "{folder} cannot be written to. Nothing was published; check its permissions.",
                folder=str(root),
            )
            raise StorageError(text) from error
        if error.errno == errno.EIO:
            text = Text.of(
                "Reading or writing the disk failed. Check the disk, then restart the program."
            )
            raise StorageError(text, fatal=True) from error
        raise
