"""A model of a disk with its cache: what was written, what of it is synced, what a crash leaves.

A file keeps what its last sync made durable and every write since; a folder likewise its names. An
image is one of the states in which the power may have gone: of what is not synced all is lost, all
kept, or some of it, in pieces of a sector, in any order. A sync of a file says nothing of its name:
that takes a sync of its folder. A rename is one step (file systems keep it so).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from tests.crash.tracing import Step

SECTOR = 512
How = Literal["lost", "kept", "torn", "reordered", "names only", "data only"]
HOWS: tuple[How, ...] = ("lost", "kept", "torn", "reordered", "names only", "data only")
DRAWN: tuple[How, ...] = ("torn", "reordered")
"""The ways that come out differently with every seed."""


@dataclass(frozen=True)
class Change:
    """A write, or with `data` None a new length, that is not synced yet."""

    offset: int
    data: bytes | None


@dataclass(eq=False)
class File:
    """A file; `target` is set for a symbolic link."""

    disk: bytes = b""
    now: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)
    target: str | None = None

    def change(self, change: Change) -> None:
        """Do it, in the cache."""
        _do(self.now, change)
        self.pending.append(change)

    def sync(self) -> None:
        """Make everything durable."""
        if self.pending:
            self.disk, self.pending = bytes(self.now), []

    def after(self, how: How, draw: random.Random) -> bytes:
        """Return what a crash leaves of it."""
        if how in {"kept", "data only"}:
            return bytes(self.now)
        if how in {"lost", "names only"} or not self.pending:
            return self.disk
        left, share = bytearray(self.disk), draw.random()
        for change in self.pending:
            for piece in _sectors(change) if how == "torn" else (change,):
                if draw.random() < share:
                    _do(left, piece)
        return bytes(left)


@dataclass(eq=False)
class Folder:
    """A folder; `disk` are the names that are durable."""

    now: dict[str, "File | Folder"] = field(default_factory=dict)
    disk: dict[str, "File | Folder"] = field(default_factory=dict)


Entry = tuple[Folder, str, File | Folder | None]
Image = dict[str, bytes | str]
"""Contents by path below the folder asked for; a text is a symbolic link's target."""


class Disk:
    """Everything below one folder; `do` one step after the other, and ask for images between."""

    def __init__(self, root: Path) -> None:
        self._root = PurePosixPath(root.resolve())
        self._top = Folder()
        self._pending: list[tuple[Entry, ...]] = []

    def do(self, step: Step) -> None:
        """Do what the recorded process did."""
        if step.kind == "sync_all":
            self._sync_all()
            return
        folder, name = self._place(step.path)
        here = folder.now.get(name)
        match step.kind:
            case "create":
                self._create(folder, name, emptied=bool(step.data))
            case "make":
                self._rename((folder, name, Folder()))
                if folder is self._top:  # the data directory itself is made by whoever installs
                    self._sync_names(folder)
            case "remove":
                self._rename((folder, name, None))
            case "name" | "link":
                self._named(step, folder, name)
            case "sync" if isinstance(here, Folder):
                self._sync_names(here)
            case _ if isinstance(here, File):
                self._changed(here, step)

    def image(self, below: str, how: How, draw: random.Random) -> Image:
        """Return what a crash now would leave below a folder of the root."""
        names = self._names(how, draw)
        entry = names.get(id(self._top), self._top.disk).get(below)
        if not isinstance(entry, Folder):
            return {}
        return dict(self._walk(entry, "", names, how, draw))

    def _walk(
        self,
        folder: Folder,
        prefix: str,
        names: dict[int, dict[str, File | Folder]],
        how: How,
        draw: random.Random,
    ) -> Iterator[tuple[str, bytes | str]]:
        for name, entry in sorted(names.get(id(folder), folder.disk).items()):
            path = f"{prefix}{name}"
            if isinstance(entry, Folder):
                yield f"{path}/", b""
                yield from self._walk(entry, f"{path}/", names, how, draw)
            elif entry.target is not None:
                yield path, entry.target
            else:
                yield path, entry.after(how, draw)

    def _names(self, how: How, draw: random.Random) -> dict[int, dict[str, File | Folder]]:
        """Return the names in every folder whose names are not all synced."""
        kept = self._pending
        if how in {"lost", "data only"}:
            kept = []
        elif how == "torn":  # a journal's beginning
            kept = kept[: draw.randrange(len(kept) + 1)]
        elif how == "reordered":
            share = draw.random()
            kept = [one for one in kept if draw.random() < share]
        found: dict[int, dict[str, File | Folder]] = {}
        for folder, name, entry in (part for whole in kept for part in whole):
            _put(found.setdefault(id(folder), dict(folder.disk)), name, entry)
        return found

    def _place(self, path: str) -> tuple[Folder, str]:
        parts = PurePosixPath(path).relative_to(self._root).parts
        folder = self._top
        for part in parts[:-1]:
            below = folder.now.get(part)
            if isinstance(below, File) and below.target is not None:
                below = folder.now.get(below.target)
            assert isinstance(below, Folder), path
            folder = below
        return folder, parts[-1]

    def _create(self, folder: Folder, name: str, *, emptied: bool) -> None:
        here = folder.now.get(name)
        if here is None:
            self._rename((folder, name, File()))
        elif isinstance(here, File) and emptied:
            here.change(Change(0, None))

    def _named(self, step: Step, folder: Folder, name: str) -> None:
        if step.data:
            self._rename((folder, name, File(target=step.other)))
            return
        above, old = self._place(step.other)
        entry = above.now[old]
        if step.kind == "link":
            self._rename((folder, name, entry))
        else:
            self._rename((above, old, None), (folder, name, entry))

    def _changed(self, file: File, step: Step) -> None:
        if step.kind == "sync":
            file.sync()
        elif step.kind == "truncate":
            file.change(Change(step.offset, None))
        else:
            self._write(file, step)

    def _write(self, file: File, step: Step) -> None:
        offset = len(file.now) if step.offset < 0 else step.offset
        data = step.data
        if step.other.startswith(f"{self._root}/"):  # copied by the kernel
            folder, name = self._place(step.other)
            source = folder.now[name]
            assert isinstance(source, File)
            data = bytes(source.now[offset : offset + len(step.data)])
        file.change(Change(offset, data))

    def _rename(self, *entries: Entry) -> None:
        for folder, name, entry in entries:
            _put(folder.now, name, entry)
        self._pending.append(entries)

    def _sync_names(self, folder: Folder) -> None:
        """Make durable what happened to the names of a folder, and renames out of it or into it."""
        left = []
        for whole in self._pending:
            if any(part[0] is folder for part in whole):
                for above, name, entry in whole:
                    _put(above.disk, name, entry)
            else:
                left.append(whole)
        self._pending = left

    def _sync_all(self) -> None:
        for above, name, entry in (part for whole in self._pending for part in whole):
            _put(above.disk, name, entry)
        self._pending = []
        waiting: list[File | Folder] = [self._top]
        while waiting:
            entry = waiting.pop()
            if isinstance(entry, Folder):
                waiting += entry.now.values()
            else:
                entry.sync()


def lay_out(image: Image, folder: Path) -> None:
    """Write an image as files that their owner alone can read."""
    folder.mkdir(mode=0o700, parents=True)
    for path, content in image.items():
        target = folder / path
        if path.endswith("/"):
            target.mkdir(mode=0o700, exist_ok=True)
        elif isinstance(content, str):
            target.symlink_to(content)
        else:
            target.write_bytes(content)
            target.chmod(0o600)


def _put(names: dict[str, File | Folder], name: str, entry: File | Folder | None) -> None:
    if entry is None:
        names.pop(name, None)
    else:
        names[name] = entry


def _do(content: bytearray, change: Change) -> None:
    if change.data is None:
        if change.offset < len(content):
            del content[change.offset :]
        else:
            content.extend(bytes(change.offset - len(content)))
        return
    if change.offset > len(content):
        content.extend(bytes(change.offset - len(content)))
    content[change.offset : change.offset + len(change.data)] = change.data


def _sectors(change: Change) -> Iterator[Change]:
    """Yield a write in the pieces in which a disk takes it."""
    if change.data is None:
        yield change
        return
    at, end = change.offset, change.offset + len(change.data)
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        yield Change(at, change.data[at - change.offset : until - change.offset])
        at = until
