"""The ledger's copy in one append-only file of lines, synced between commit and receipt.

What survives when the database does not: whoever opens it brings the side that is behind up, after
checking that both are one chain; two that differ stop the hub.
"""

import asyncio
import contextlib
import fcntl
import itertools
import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import Self

import msgspec

from hub.ingest import chain, ledger, restore
from hub.ingest.chain import Tip
from hub.ingest.model import Entry
from shared.runtime import log, secretfile
from shared.runtime.database import Database
from shared.runtime.fault import StorageError
from shared.text import Text

FILE_NAME = "mirror/ledger.jsonl"
BATCH_ENTRIES = 500
TAIL_BYTES = 4_000_000
"""More than one line ever has: a body of a million bytes, base64 twice, and its columns."""


class MirrorError(StorageError):
    """The mirror cannot be written, or it and the ledger are not one chain."""


class MirrorFile:
    """The file itself; several processes may append, one at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._file = os.open(path, flags, 0o600)
        self._size = 0
        self._stopped = False
        self.tip = Tip()
        self.torn = 0
        secretfile.sync(path.parent)  # Lines are worth nothing in a file whose name is lost.
        with self._locked():
            self._mend()

    def append(self, entries: Sequence[Entry]) -> None:
        """Append what is not there yet, and sync. Raises MirrorError."""
        if self._stopped:
            raise _unwritable(fatal=True)
        try:
            with self._locked():
                if os.fstat(self._file).st_size != self._size:
                    self._mend()
                self._append([e for e in entries if e.number >= self.tip.entries])
        except OSError as error:
            self._size = -1  # Look at the end again before the next try.
            raise _unwritable(fatal=self._stopped) from error

    def entries(self) -> Iterator[Entry]:
        """Yield all entries, in order. Raises MirrorError for a line that is none."""
        with os.fdopen(os.dup(self._file), "rb") as stream:
            stream.seek(0)
            lines = stream if not self.torn else itertools.islice(stream, self.tip.entries)
            for number, text in enumerate(lines):
                try:
                    yield chain.entry_of(text)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise _unreadable(number) from error

    def cut_torn(self) -> None:
        """Cut off the lines that a power cut left in pieces: nobody was ever promised them."""
        if self.torn:
            with self._locked():
                self._cut(self._size)
            self.torn = 0

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _append(self, new: Sequence[Entry]) -> None:
        if self.torn:
            raise _unreadable(self.tip.entries)
        tip = self.tip
        for entry in new:
            tip = _followed(tip, entry)
        lines = b"".join(chain.line(entry) for entry in new)
        written = 0
        while written < len(lines):
            written += os.write(self._file, lines[written:])
        self._sync()
        self._size += len(lines)
        self.tip = tip

    def _sync(self) -> None:
        """Sync. After one failed sync no later one can be believed: writing stops."""
        self._stopped = True
        os.fsync(self._file)
        self._stopped = False

    def _mend(self) -> None:
        """Read the last entry; cut off a line that a crash left unfinished.

        A power cut may also leave the last lines with their end but not their middle. Whether they
        were only that, the ledger knows: `heal` has them cut off.
        """
        size = os.fstat(self._file).st_size
        start = max(0, size - TAIL_BYTES)
        tail = os.pread(self._file, size - start, start)
        whole = tail.rfind(b"\n") + 1
        if whole < len(tail):
            self._cut(start + whole)
        good = _readable(tail[:whole], tail.find(b"\n") + 1 if start else 0)
        self.torn = tail[good:whole].count(b"\n")
        self._size = start + good
        self.tip = _tip(tail[:good])

    def _cut(self, size: int) -> None:
        removed = os.fstat(self._file).st_size - size
        os.ftruncate(self._file, size)
        os.fsync(self._file)
        log.logger().warning("mirror.mended", removed=removed)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)


class Mirror:
    """The mirror of an open hub: `follow` is called after every commit, before any answer."""

    def __init__(self, file: MirrorFile) -> None:
        self._file = file
        self._loop = asyncio.get_running_loop()
        self._broken: asyncio.Future[None] = self._loop.create_future()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file; `heal` it before anything is written. Raises MirrorError."""
        return cls(MirrorFile(path))

    @property
    def entries(self) -> int:
        """Return how many entries it has: what is not here yet is promised to nobody."""
        return self._file.tip.entries

    def follow(self, db: Connection) -> None:
        """Append what the ledger has and the mirror has not, and sync. Raises MirrorError.

        Called in the thread of the write actor; who asked for the commit is answered only then.
        """
        try:
            full = True
            while full:
                new = ledger.entries(db, self._file.tip.entries - 1, BATCH_ENTRIES)
                full = len(new) == BATCH_ENTRIES
                if new:
                    self._file.append(new)
        except MirrorError as error:
            if error.fatal:
                self._loop.call_soon_threadsafe(self._break, error)
            raise

    async def heal(self, database: Database) -> bool:
        """Copy to the mirror what only the ledger has, or the other way round.

        Return whether the mirror had all of it before: then it also says which generation it is.
        """
        tip, mirrored = await database.read(ledger.tip), self._file.tip
        if tip.entries < mirrored.entries + self._file.torn and self._file.torn:
            raise _unreadable(mirrored.entries)  # It was damaged, not torn: say so.
        self._file.cut_torn()
        if mirrored.entries > tip.entries:
            require_chain(self._file.entries(), tip)
            for missing in _batches(self._file.entries(), tip.entries):
                await database.write(partial(restore.entries, missing=missing))
            log.logger().warning("ledger.restored", entries=mirrored.entries - tip.entries)
            return True
        await database.read(partial(require_same, mirrored=mirrored))
        await database.write(_nothing)
        return 0 < tip.entries == mirrored.entries

    async def watch(self) -> None:
        """Wait until the mirror can no longer be written, then raise the MirrorError."""
        await asyncio.shield(self._broken)

    def close(self) -> None:
        """Close the file, after the database."""
        self._file.close()

    def _break(self, error: MirrorError) -> None:
        if not self._broken.done():
            self._broken.set_exception(error)
            self._broken.exception()  # It is raised to whoever watches; nobody has to.


def _nothing(_db: Connection) -> None:
    """Commit nothing; the mirror follows all the same."""


def lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a mirror that another process may hold; none if there is no file."""
    if path.exists():
        with path.open("rb") as stream:
            yield from stream


def _followed(tip: Tip, entry: Entry) -> Tip:
    """Return the tip after an entry. Raises MirrorError if the entry does not follow it."""
    follows = entry.number == tip.entries
    if not follows or chain.next_head(tip.head, chain.leaf(entry)) != entry.head:
        raise _parted(entry.number)
    return Tip(entries=entry.number + 1, head=entry.head)


def _readable(lines: bytes, start: int) -> int:
    """Return where the first line that is no entry begins, from `start` on, else the end."""
    while start < len(lines):
        end = lines.index(b"\n", start) + 1
        try:
            chain.entry_of(lines[start:end])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return start
        start = end
    return start


def _tip(lines: bytes) -> Tip:
    last = lines[lines[:-1].rfind(b"\n") + 1 :]
    if not last:
        return Tip()
    try:
        entry = chain.entry_of(last)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unreadable(-1) from error
    return Tip(entries=entry.number + 1, head=entry.head)


def require_chain(entries: Iterator[Entry], tip: Tip) -> None:
    """Raise MirrorError unless the entries are one chain that goes through the ledger's tip."""
    before = Tip()
    for entry in entries:
        before = _followed(before, entry)
        if before.entries == tip.entries and before.head != tip.head:
            raise _parted(entry.number)


def _batches(entries: Iterator[Entry], first: int) -> Iterator[tuple[Entry, ...]]:
    """Yield the entries from a number on, so many at a time."""
    rest = (entry for entry in entries if entry.number >= first)
    while batch := tuple(itertools.islice(rest, BATCH_ENTRIES)):
        yield batch


def require_same(db: Connection, mirrored: Tip) -> None:
    """Raise MirrorError unless the ledger holds the mirror's last entry."""
    if mirrored.entries == 0:
        return
    rows = ledger.entries(db, mirrored.entries - 2, 1)
    if not rows or rows[0].head != mirrored.head:
        raise _parted(mirrored.entries - 1)


def _unwritable(*, fatal: bool) -> MirrorError:
    text = Text.of("The mirror cannot be written. Check the disk, then restart the program.")
    return MirrorError(text, fatal=fatal)


def _parted(number: int) -> MirrorError:
    return MirrorError(
        Text.of(
            "The ledger and its mirror differ at entry {number}. Stop the hub, run verify, and "
            "restore the side that is damaged from a backup.",
            number=number,
        ),
        fatal=True,
    )


def _unreadable(number: int) -> MirrorError:
    return MirrorError(
        Text.of("Line {number} of the mirror cannot be read. Run verify.", number=number + 1),
        fatal=True,
    )
