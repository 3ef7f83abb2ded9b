"""One process holds a data directory: an flock, which the kernel drops when the process dies.

What is short and must not happen twice at once, in one process or in two, takes turns.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from shared.runtime.fault import Fault
from shared.text import Text

FILE_NAME = "lock"


class LockError(Fault):
    """Another process holds the directory; `pid` is its number, if it could be read."""

    def __init__(self, text: Text, pid: int | None) -> None:
        super().__init__(text)
        self.pid = pid


class DirectoryLock:
    """The lock of a data directory; also a context manager."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises LockError if another process has it."""
        if self._file is not None:
            return
        file = os.open(self._directory / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = _pid(os.pread(file, 20, 0))
            os.close(file)
            raise LockError(_in_use(self._directory, pid), pid) from None
        except BaseException:
            os.close(file)
            raise
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Give the lock back; the file stays, so that nobody locks a file that is gone."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


@contextlib.contextmanager
def turn(file: Path) -> Iterator[None]:
    """Wait until nobody else has the turn that goes with this file, and have it meanwhile."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # The file stays: nobody waits for one that is gone.


def _pid(content: bytes) -> int | None:
    return int(content) if content.strip().isdigit() else None


def _in_use(directory: Path, pid: int | None) -> Text:
    if pid is None:
        return Text.of("The directory {path} is in use by another process.", path=str(directory))
    return Text.of(
        "The directory {path} is in use by process {pid}. Stop it first.",
        path=str(directory),
        pid=pid,
    )
