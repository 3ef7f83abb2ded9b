"""Thousands of links and removals, each errand in a process of its own.

In the hub's process every single one would let go of the interpreter's lock and wait for it again:
beside the making of pages a folder took more than a minute. This file is also the program of that
process; it needs the standard library alone, and ends when the hub has ended.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock


class Errands:
    """Runs errands for one publisher, from its threads; `close` ends those that run."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Tell whether whatever was not done stays undone."""
        return self._closed

    def link(self, source: Path, target: Path, paths: Iterable[str]) -> bool:
        """Make `target` a folder of hard links to these files of `source`; False if it failed."""
        return self._run("link", source, target, told="\n".join(paths))

    def clear(self, folder: Path) -> bool:
        """Remove a folder and all in it; False if a part may be left."""
        return self._run("clear", folder)

    def close(self) -> None:
        """Leave off at once; a later errand is not begun."""
        with self._turn:
            self._closed = True
            for process in self._running:
                process.terminate()

    def _run(self, job: str, *folders: Path, told: str = "") -> bool:
        program = (sys.executable, "-I", "-S", __file__)
        arguments = (*program, job, str(os.getpid()), *map(str, folders))
        with self._turn:
            if self._closed:
                return False
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # what is wrong with the disk, the next publish tells
            )
            self._running.add(process)
        try:
            process.communicate(told.encode())
        finally:
            with self._turn:
                self._running.discard(process)
        return process.returncode == 0


def _link(master: int, source: str, target: str) -> None:
    os.mkdir(target)
    made = {target}
    for path in sys.stdin.read().splitlines():
        _heed(master)
        above = f"{target}/{path}".rpartition("/")[0]
        if above not in made:
            os.makedirs(above, exist_ok=True)
            made.add(above)
        os.link(f"{source}/{path}", f"{target}/{path}")


def _clear(master: int, folder: str) -> None:
    for above, folders, files in os.walk(folder, topdown=False):
        for name in files:
            _heed(master)
            os.unlink(f"{above}/{name}")
        for name in folders:
            os.rmdir(f"{above}/{name}")
    os.rmdir(folder)


def _heed(master: int) -> None:
    """End with the hub: its next start tidies up, and nobody may add to what it tidies."""
    if os.getppid() != master:
        sys.exit(1)


_JOBS: dict[str, Callable[..., None]] = {"link": _link, "clear": _clear}


def main(job: str, master: str, *folders: str) -> None:
    """Do one errand for the process `master`."""
    _JOBS[job](int(master), *folders)


if __name__ == "__main__":
    main(*sys.argv[1:])
