"""Power loss: one recording, and the images of the disk at every write and sync of it."""

import asyncio
import hashlib
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec

from tests.crash import marks, tracing
from tests.crash.disk import DRAWN, HOWS, Disk, Image
from tests.crash.examining import HUB, NODE, SNAPSHOTS, Expected, Finding, examine
from tests.crash.marks import Mark
from tests.crash.tracing import Step

FOLDERS = (NODE, HUB)
Synchronous = Literal["full", "normal"]
PROMISES = {(NODE, "backup"): "kept.backup", (HUB, "backup"): "kept.db"}


@dataclass(frozen=True)
class Recording:
    """The steps of a process, and at which of them it said what."""

    root: Path
    steps: tuple[Step, ...]
    said: tuple[tuple[int, Mark], ...]


@dataclass
class Tally:
    """How many images of each kind were opened, and what was found."""

    images: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    whys: list[str] = field(default_factory=list)

    def add(self, how: str, step: Step, finding: Finding, where: str) -> None:
        """Count one."""
        self.images[how] += 1
        self.steps[step.kind] += 1
        self.findings[finding.verdict] += 1
        if finding.verdict != "whole" and len(self.whys) < 1000:
            self.whys.append(f"{where}: {finding.verdict}: {finding.why}")


def scratch() -> TemporaryDirectory[str]:
    """Return a folder in memory where there is one: what is synced is seen in the trace anyway."""
    memory = Path("/dev/shm")  # noqa: S108 (the folder below it is private)
    return TemporaryDirectory(prefix="voikukkia-crash-", dir=memory if memory.is_dir() else None)


def record(folder: Path, synchronous: Synchronous, acts: int) -> Recording:
    """Record the process in a new folder."""
    root, trace = folder / "recorded", folder / "trace"
    tracing.record(trace, "tests.crash.recorded", str(root), synchronous, str(acts))
    return read(trace, root)


def read(trace: Path, root: Path) -> Recording:
    """Read a recording."""
    steps, said = [], []
    marked = str(root.resolve() / marks.FILE_NAME)
    for step in tracing.read(trace, root):
        if step.path != marked:
            steps.append(step)
        elif step.kind == "write":
            said.append((len(steps), msgspec.json.decode(step.data, type=Mark)))
    return Recording(root.resolve(), tuple(steps), tuple(said))


class Campaign:
    """Goes through a recording, and opens an image or more at each step that is chosen."""

    def __init__(self, recording: Recording, seed: int) -> None:
        self.tally = Tally()
        self._recording = recording
        self._draw = random.Random(seed)
        self._known: set[str] = set()

    def run(
        self, scratch: Path, *, share: float = 1.0, drawn: int = 1, window: range | None = None
    ) -> Tally:
        """Open images at a share of the steps; `drawn`: so many of each kind that is drawn.

        `window`: at these steps only. Bytes that were opened are not opened again, nor counted.
        """
        disk = Disk(self._recording.root)
        story = _Story(self._recording)
        chosen = random.Random(self._draw.random())
        for number, step in enumerate(self._recording.steps):
            disk.do(step)
            for folder in self._touched(step):
                expected = story.at(number + 1, folder, disk)
                mine = window is None or number in window
                if chosen.random() < share and mine:
                    self._open(disk, step, number, expected, scratch, drawn)
        return self.tally

    def _touched(self, step: Step) -> tuple[str, ...]:
        if step.kind == "sync_all":
            return (HUB,)
        name = Path(step.path).relative_to(self._recording.root).parts[0]
        return (name,) if name in FOLDERS else ()

    def _open(
        self, disk: Disk, step: Step, number: int, expected: Expected, scratch: Path, drawn: int
    ) -> None:
        for how in HOWS:
            for turn in range(drawn if how in DRAWN else 1):
                seed = self._draw.randrange(2**32)
                image = disk.image(expected.folder, how, random.Random(seed))
                if step.kind != "sync_all" and f"/{SNAPSHOTS}" not in step.path:
                    image = {k: v for k, v in image.items() if not k.startswith(SNAPSHOTS)}
                if not self._new(image, expected):
                    continue
                where = scratch / f"{number}-{how.replace(' ', '-')}-{turn}"
                finding = asyncio.run(examine(image, expected, where))
                shutil.rmtree(where, ignore_errors=True)
                told = f"step {number} ({step.kind} {step.path}), {how}, seed {seed}"
                self.tally.add(how, step, finding, told)

    def _new(self, image: Image, expected: Expected) -> bool:
        told = hashlib.sha256(repr((expected.before, expected.after)).encode())
        for path, content in image.items():
            told.update(path.encode() + b"\0")
            told.update(content if isinstance(content, bytes) else content.encode())
        name = told.hexdigest()
        fresh = name not in self._known
        self._known.add(name)
        return fresh


class _Story:
    """What had been promised at each step."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._by_folder = {
            folder: [(at, m) for at, m in recording.said if m.folder == folder]
            for folder in FOLDERS
        }
        self._promised: dict[str, dict[str, str]] = {folder: {} for folder in FOLDERS}
        self._done = 0

    def at(self, number: int, folder: str, disk: Disk) -> Expected:
        """Return what must be there after so many steps."""
        self._take(number, disk)
        mine = [(at, mark) for at, mark in self._by_folder[folder] if mark.digest]
        past = [mark for at, mark in mine if at <= number]
        later = next((mark for at, mark in mine if at > number), None)
        begun = bool(past) and past[-1].what == "restore begins"
        told = self._promised[folder]
        before = past[-1] if past else None
        if folder == HUB and "created" not in told:
            before = None  # until `init` has answered, nothing is promised
        return Expected(
            folder=folder,
            before=before,
            after=later,
            older=frozenset(mark.digest for mark in past),
            restoring=begun,
            promised=tuple(told.items()),
        )

    def _take(self, number: int, disk: Disk) -> None:
        """Note the promises made up to here; files are as the cache has them now."""
        for at, mark in self._recording.said[self._done :]:
            if at > number:
                return
            self._done += 1
            told = self._promised[mark.folder]
            name = PROMISES.get((mark.folder, mark.what))
            if name is not None:
                content = disk.image(mark.folder, "kept", random.Random())[name]
                assert isinstance(content, bytes)
                told[name] = hashlib.sha256(content).hexdigest()
            elif mark.what in {"created", "published"}:
                told[mark.what] = ""


def tell(tally: Tally) -> Iterator[str]:
    """Yield a tally in words."""
    yield json.dumps({"images": tally.images, "found": tally.findings, "steps": tally.steps})
    yield from tally.whys[:40]
