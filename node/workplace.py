"""A private directory in the data directory, for workbooks and backups while they are put together.

Not where the system keeps its scraps: names lie in it. A process that is killed cannot tidy up;
what it left goes at the next start, and when the next directory is made.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MAKING = "making-"


@contextmanager
def workplace(data: Path) -> Iterator[Path]:
    """Yield a directory that only its owner reads, gone afterwards."""
    with _alone(data):
        _sweep(data)
        made = Path(tempfile.mkdtemp(prefix=MAKING, dir=data))
        held = os.open(made, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)  # the kernel drops it when the process dies
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(held)


def sweep(data: Path) -> None:
    """Remove what killed processes left behind; whatever is still being made stays."""
    with _alone(data):
        _sweep(data)


def _sweep(data: Path) -> None:
    for left in data.glob(f"{MAKING}*"):
        with suppress(OSError):
            held = os.open(left, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left)
            finally:
                os.close(held)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Wait until nobody else sweeps or makes a directory: a new one is locked a moment later."""
    handle = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
