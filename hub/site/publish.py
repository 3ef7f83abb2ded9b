"""Publish a snapshot: an immutable folder, built aside, then switched to in one step.

`root/snapshots/<made_at>-<head>/` holds the files, `root/snapshots/current` points to the newest
whole one. A publish that dies leaves only a name ending in .tmp, which the next start removes.
"""

import asyncio
import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hub.availability.snapshot import Snapshot
from hub.opendata import render as opendata
from hub.site import folder
from hub.site.assets import assets
from hub.site.errands import Errands
from hub.site.facts import SiteFacts
from hub.site.model import Page
from hub.site.plan import plan
from hub.site.render import Renderer
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.wire.opendata import PublishedFile

RenderData = Callable[[Snapshot], Mapping[str, bytes]]
Beside = Callable[[Path], None]
"""Puts files that need no manifest into the folder, such as the public log, which proves itself."""


def nothing(_folder: Path) -> None:
    """Put nothing beside the site."""


class LeftOffError(Exception):
    """The publisher was closed before the switch; nothing was switched."""


class Published(Struct, frozen=True, kw_only=True):
    """What a publish did: `rendered` and `reused` pages, and how long it took until the switch."""

    folder: Path
    rendered: int
    reused: int
    seconds: float


class _Whole(Struct, frozen=True):
    """A complete snapshot folder and what is in it; pages as values, to tell what changes."""

    folder: Path
    files: Mapping[str, PublishedFile]
    pages: Mapping[str, Page]


class Publisher:
    """The one writer of the snapshot folders below `root`; a process renders each page once."""

    def __init__(
        self,
        root: Path,
        facts: SiteFacts,
        reference: Reference,
        data: RenderData = opendata.render,
        *,
        keep: int = 5,
    ) -> None:
        self._root = root / "snapshots"
        self._facts = facts
        self._reference = reference
        self._data = data
        self._keep = keep
        self._renderer = Renderer(facts)
        self._last: _Whole | None = None
        self._spare: Path | None = None
        self._errands = Errands()
        self._closing = threading.Event()
        self._turn = asyncio.Lock()
        self._underway: set[asyncio.Task[Any]] = set()
        self._pruning: asyncio.Task[int] | None = None
        with folder.told(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            folder.sweep(self._root)

    @property
    def current(self) -> Path | None:
        """Return the folder that is published now, or None."""
        pointer = self._root / "current"
        return pointer.resolve() if pointer.exists() else None

    async def publish(self, snapshot: Snapshot, beside: Beside = nothing) -> Published:
        """Write and switch to the snapshot, in a thread. Raises StorageError, nothing switched.

        A caller that is cancelled leaves the thread to finish; the next one waits for it, and
        `close` has it leave off. Raises LeftOffError then.
        """
        async with self._turn:
            if self._underway:
                await asyncio.wait(self._underway)
            writing = asyncio.create_task(asyncio.to_thread(self._publish, snapshot, beside))
            self._underway = {writing}
            done = await asyncio.shield(writing)
            self._underway = {asyncio.create_task(asyncio.to_thread(self._make_spare))}
            if self._pruning is None or self._pruning.done():
                self._pruning = asyncio.create_task(asyncio.to_thread(self._prune))
            return done

    async def close(self) -> None:
        """Leave off: a publish before its switch, tidying away, preparing the next.

        When it returns nothing is written below `root` any more, by any thread or process.
        """
        self._closing.set()
        self._errands.close()
        await self.settled()

    async def settled(self) -> None:
        """Return when nothing is left to do: old snapshots pruned, the next one prepared."""
        if tasks := {*self._underway, *filter(None, [self._pruning])}:
            await asyncio.wait(tasks)

    def _publish(self, snapshot: Snapshot, beside: Beside = nothing) -> Published:
        started = time.perf_counter()
        aside = self._aside()
        try:
            with folder.told(self._root):
                whole, rendered = self._write(snapshot, aside)
                beside(aside)
                folder.sync(aside)
                self._go_on()
                target = self._name(snapshot)
                aside.rename(target)
                folder.point(self._root / "current", target.name)
        except BaseException:
            self._spare = None
            if not self._closing.is_set():  # else nobody waits for that: the next start removes it
                shutil.rmtree(aside, ignore_errors=True)
            raise
        self._last = msgspec.structs.replace(whole, folder=target)
        return Published(
            folder=target,
            rendered=rendered,
            reused=len(whole.pages) - rendered,
            seconds=time.perf_counter() - started,
        )

    def _aside(self) -> Path:
        """Return the folder to build in: a copy of the last one if there is one, else a new one."""
        if self._spare is None:
            self._make_spare()
        aside, self._spare = self._spare, None
        if aside is None:
            self._last = None
            aside = self._root / f"first{folder.UNFINISHED}"
            with folder.told(self._root):
                aside.mkdir()
        return aside

    def _write(self, snapshot: Snapshot, aside: Path) -> tuple[_Whole, int]:
        """Write what differs from the last snapshot; return the new one and the pages rendered."""
        old = self._last or _Whole(aside, {}, {})
        today = helsinki_day(snapshot.availability.made_at)
        pages = {p.path: p for p in plan(snapshot, self._reference.on(today), today)}
        changed = [page for path, page in pages.items() if old.pages.get(path) != page]
        bodies = {}
        for path, body in self._bodies(snapshot, changed):
            self._go_on()
            bodies[path] = body
        files = {path: old.files[path] for path in pages if path in old.files}
        files |= {path: _described(path, body) for path, body in bodies.items()}
        self._write_all(aside, {p: b for p, b in bodies.items() if files[p] != old.files.get(p)})
        for path in set(old.files) - set(files):
            folder.remove(aside, path)
        manifest = opendata.manifest_of(snapshot, tuple(files.values()))
        folder.write(aside, opendata.MANIFEST, manifest)
        return _Whole(aside, files, pages), len(changed)

    def _bodies(self, snapshot: Snapshot, changed: list[Page]) -> Iterator[tuple[str, bytes]]:
        yield from assets().files.items()
        yield from self._data(snapshot).items()
        for page in changed:
            yield page.path, self._renderer.render(page)

    def _write_all(self, aside: Path, bodies: Mapping[str, bytes]) -> None:
        """Compress and write files in two threads: both free the interpreter's lock.

        Not while pages are rendered: each of these many small steps would wait for the renderer.
        """

        def write(path: str) -> None:
            self._go_on()
            folder.write(aside, path, bodies[path], lasting=path.startswith("assets/"))

        with ThreadPoolExecutor(max_workers=2) as pool:
            for _ in pool.map(write, bodies):
                pass

    def _go_on(self) -> None:
        """Raise LeftOffError if the publisher is being closed."""
        if self._closing.is_set():
            raise LeftOffError

    def _name(self, snapshot: Snapshot) -> Path:
        """Return a name that sorts by time; a second one of the same second is numbered."""
        document = snapshot.availability
        name = f"{document.made_at:%Y%m%dT%H%M%SZ}-{document.ledger_head[:8]}"
        number, path = 1, self._root / name
        while path.exists():
            number += 1
            path = self._root / f"{name}-{number}"
        return path

    def _prune(self) -> int:
        """Remove old snapshots while nobody waits for it; return how many."""
        pruned = 0
        with suppress(OSError):  # what is wrong with the disk is told by the next publish
            if current := self.current:
                pruned = folder.prune(self._root, self._keep, current, self._errands)
        return pruned

    def _make_spare(self) -> None:
        """Link a copy of the last snapshot to build the next one in, if that can be done."""
        if self._last is None:
            return
        spare = self._root / f"next{folder.UNFINISHED}"
        paths = folder.forms((*self._last.files, opendata.MANIFEST))
        if self._errands.link(self._last.folder, spare, paths):
            self._spare = spare
        elif not self._errands.closed:  # else a part of it stays, which the next start removes
            shutil.rmtree(spare, ignore_errors=True)


def _described(path: str, body: bytes) -> PublishedFile:
    return PublishedFile(path=path, sha256=hashlib.sha256(body).hexdigest(), bytes=len(body))
