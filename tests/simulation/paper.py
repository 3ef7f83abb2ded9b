"""The hub's mirror with a disk that fails to order: in the middle of a line, or at the sync."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from hub.ingest import chain
from hub.ingest.mirror import Mirror, MirrorFile
from hub.ingest.model import Entry
from tests.simulation.machine import KilledError, Machine, current


class PaperFile(MirrorFile):
    """The file; what is appended may come to grief."""

    def __init__(self, path: Path, machine: Machine) -> None:
        self._machine = machine
        super().__init__(path)

    def _append(self, new: Sequence[Entry]) -> None:
        machine = self._machine
        if new and machine.reaches("in the middle of a line of the mirror"):
            line = chain.line(new[0])
            os.write(self._file, line[: machine.draw.randrange(len(line))])
            raise KilledError
        if new and machine.chance.strikes("mirror's disk is full in mid-line", machine.frail):
            os.write(self._file, chain.line(new[0])[:20])
            raise OSError(errno.ENOSPC, "injected")
        super()._append(new)
        if new and machine.reaches("between mirror and receipt"):
            raise KilledError

    def _sync(self) -> None:
        if self._machine.chance.strikes("mirror's sync fails", self._machine.frail):
            self._stopped = True
            raise OSError(errno.EIO, "injected")
        super()._sync()


class PaperMirror(Mirror):
    """The mirror over such a file."""

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file."""
        return cls(PaperFile(path, current.get()))
