"""Open what a crash left with the real code, and say what is lost or damaged."""

import contextlib
import gzip
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Literal

import brotli
import msgspec

from hub import app as hub_app
from hub.ingest import ledger, mirror, proof
from hub.recovery.put_back import put_back
from hub.settings import Settings as HubSettings
from node import app as node_app
from node.backup import restore
from node.backup.model import Keeping, Place
from node.keys.files import KeyFiles
from node.settings import Settings as NodeSettings
from shared.runtime import connection, database
from shared.runtime.fault import Fault
from shared.wire.opendata import Manifest
from tests.crash import marks
from tests.crash.disk import Image, lay_out
from tests.crash.marks import Mark
from tests.federation.keyed import NODE, NOW
from tests.federation.wire import TurnedClock

LATER = NOW + timedelta(days=1)
CLOCK = TurnedClock(LATER)
HUB = "hub"
SNAPSHOTS = "snapshots/"
Opening = contextlib.AbstractAsyncContextManager[Any]
Verdict = Literal["whole", "lost", "corrupt"]


@dataclass(frozen=True)
class Expected:
    """What may be found: the last mark before the crash, and the first one after it."""

    folder: str
    before: Mark | None
    after: Mark | None
    older: frozenset[str] = frozenset()
    restoring: bool = False
    promised: tuple[tuple[str, str], ...] = ()
    """Files that were promised, and the digests of their bytes."""


@dataclass(frozen=True)
class Finding:
    """A verdict and why."""

    verdict: Verdict
    why: str = ""


class LostError(AssertionError):
    """Something acknowledged is not there."""


class CorruptError(AssertionError):
    """Something is there that never was, or nothing can be opened."""


async def examine(image: Image, expected: Expected, folder: Path) -> Finding:
    """Lay an image out in a new folder and open it."""
    try:
        _files(image, expected)
        if any(path.startswith(SNAPSHOTS) for path in image):
            _snapshot(image, published=any("published" in name for name, _ in expected.promised))
        databases = {k: v for k, v in image.items() if not k.startswith(SNAPSHOTS)}
        lay_out(databases, folder)
        if expected.before is not None:
            await (_hub if expected.folder == HUB else _node)(folder, image, expected)
        else:
            await _anew(folder, expected)
    except LostError as error:
        return Finding("lost", str(error))
    except CorruptError as error:
        return Finding("corrupt", str(error))
    return Finding("whole")


async def _hub(folder: Path, image: Image, expected: Expected) -> None:
    before = expected.before
    assert before is not None
    _mirrored(image, before)
    async with _opened(expected, _hub_desk(folder), folder) as desk:
        await desk.read(_whole)
        await desk.read(lambda db: _entries(db, before))
        lines = mirror.lines(folder / mirror.FILE_NAME)
        found = (await desk.read(lambda db: proof.prove(db, lines))).findings
        if found:
            raise CorruptError(f"the ledger does not prove: {found[0]}")


async def _node(folder: Path, _image: Image, expected: Expected) -> None:
    files = KeyFiles(folder)
    async with _opened(expected, _node_desk(folder), folder) as desk:
        await desk.read(_whole)
        try:
            await desk.read(files.tidy)
            await desk.read(files.current)
        except Fault as error:
            raise LostError(f"the node's key is gone: {error}") from error


async def _anew(folder: Path, expected: Expected) -> None:
    """Nothing was promised yet: what is left must not stand in the way of beginning again."""
    if expected.folder == HUB:
        if not (folder / "hub.key").exists():
            await hub_app.create(HubSettings(data=folder), CLOCK)
        async with _hub_desk(folder) as desk:
            await desk.read(_whole)
    else:
        async with _node_desk(folder) as node:
            await node.read(_whole)


@asynccontextmanager
async def _opened(expected: Expected, desk: Opening, folder: Path) -> AsyncIterator[Any]:
    """Open a desk; what its database holds before anything is written must be as promised."""
    with _looking() as seen:
        again = False
        async with contextlib.AsyncExitStack() as stack:
            try:
                found = await stack.enter_async_context(desk)
            except Fault as error:
                if not (expected.restoring and "cut short" in str(error)):
                    raise CorruptError(f"it does not open: {error}") from error
                _again(folder, expected)
                again = True
                made = _hub_desk(folder) if expected.folder == HUB else _node_desk(folder)
                found = await stack.enter_async_context(made)
            _as_promised(seen[-1], expected, again=again)
            yield found


def _again(folder: Path, expected: Expected) -> None:
    """Run the restore again that was cut short."""
    if expected.folder == HUB:
        put_back(folder / "kept.db", folder, marks.RESTORED_AT, lambda size: b"\7" * size)
        return
    place = Place(data=folder, keeping=Keeping(folder=folder / "backups"))
    source = folder / "kept.backup"
    key = restore.own_key(source, folder)
    assert key is not None
    restore.restore(source, place, LATER, key)


def _as_promised(found: str, expected: Expected, *, again: bool) -> None:
    allowed = {mark.digest for mark in (expected.before, expected.after) if mark is not None}
    if again and expected.after is not None:
        allowed = {expected.after.digest}
    if found in allowed:
        return
    if found in expected.older:
        raise LostError("the database is as it was before something that was acknowledged")
    raise CorruptError("the database is as it never was")


def _files(image: Image, expected: Expected) -> None:
    for name, told in expected.promised:
        content = image.get(name)
        if name.startswith(SNAPSHOTS) or told == "":
            continue
        if not isinstance(content, bytes):
            raise LostError(f"{name} was promised and is not there")
        if hashlib.sha256(content).hexdigest() != told:
            raise CorruptError(f"{name} is not what it was")


def _snapshot(image: Image, *, published: bool) -> None:
    """What `current` points to is whole, every file in its three forms."""
    target = image.get("snapshots/current")
    if not isinstance(target, str):
        if published:
            raise LostError("nothing is published any more")
        return
    base = f"snapshots/{target}/"
    manifest = image.get(f"{base}data/v1/manifest.json")
    if not isinstance(manifest, bytes):
        raise CorruptError("what is published has no manifest")
    try:
        told = msgspec.json.decode(manifest, type=Manifest)
        for file in told.files:
            body = image[base + file.path]
            assert isinstance(body, bytes)
            assert hashlib.sha256(body).hexdigest() == file.sha256
            assert gzip.decompress(_bytes(image[f"{base}{file.path}.gz"])) == body
            assert brotli.decompress(_bytes(image[f"{base}{file.path}.br"])) == body
    except (AssertionError, KeyError, ValueError, OSError, brotli.error) as error:
        raise CorruptError(f"what is published is not whole: {error!r}") from error


def _bytes(content: bytes | str) -> bytes:
    assert isinstance(content, bytes)
    return content


def _mirrored(image: Image, before: Mark) -> None:
    content = image.get(mirror.FILE_NAME, b"")
    assert isinstance(content, bytes)
    lines = content.split(b"\n")[:-1]
    if len(lines) < before.entries:
        raise LostError(f"the mirror has {len(lines)} entries of {before.entries}")
    if before.entries and json.loads(lines[before.entries - 1])["head"] != before.head:
        raise CorruptError("the mirror's last promised entry is another")


def _entries(db: Connection, before: Mark) -> None:
    if before.entries == 0:
        return
    rows = ledger.entries(db, before.entries - 2, 1)
    if not rows:
        raise LostError("the ledger lost entries")
    if rows[0].head != before.head:
        raise CorruptError("the ledger's last promised entry is another")


def _whole(db: Connection) -> None:
    found = db.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise CorruptError(f"integrity_check: {found}")
    if db.execute("PRAGMA foreign_key_check").fetchall():
        raise CorruptError("references lead nowhere")


def _hub_desk(folder: Path) -> Opening:
    return hub_app.open_desk(HubSettings(data=folder), CLOCK)


def _node_desk(folder: Path) -> Opening:
    """Open the node as `serve` does, which makes a new one where there is none."""
    return node_app.open_desk(NodeSettings(data=folder), CLOCK, new=True)


@contextlib.contextmanager
def _looking() -> Iterator[list[str]]:
    """Collect the digest of each database that is opened, before anything is written to it."""
    seen: list[str] = []

    def prepared(db: Connection) -> None:
        connection.prepare_writer(db)
        seen.append(marks.digest(db))

    vars(database)["prepare_writer"] = prepared
    try:
        yield seen
    finally:
        vars(database)["prepare_writer"] = connection.prepare_writer


__all__ = ["NODE", "Expected", "Finding", "examine"]
