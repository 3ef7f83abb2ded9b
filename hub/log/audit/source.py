"""Where a published snapshot is read from: a folder, or a site whose files are fetched into one."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec

from hub.log import tiles
from hub.log.audit.model import Read
from hub.log.audit.rows import AVAILABILITY, COMPARED
from hub.opendata.render import MANIFEST
from shared import note
from shared.delivery import Unreachable
from shared.runtime.fault import Fault
from shared.runtime.fetch import Fetch
from shared.text import Text
from shared.wire.opendata import AvailabilityDocument

TRIES = 3
PAUSE_S = 2
"""Between two looks at a site that publishes at this very moment."""

SMALL = (tiles.TRUST, tiles.ROOT, tiles.CHECKPOINT, MANIFEST, *COMPARED)


def of_folder(folder: Path) -> Read:
    """Return what reads the files of a snapshot's folder."""
    root = folder.resolve()

    def read(path: str) -> bytes | None:
        file = (root / path).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            return None
        return file.read_bytes()

    return read


async def fetched(fetch: Fetch, into: Path) -> Read:
    """Fetch what a check needs into a folder, and return what reads it. Raises Fault."""
    for turn in range(TRIES):
        if turn:
            await asyncio.sleep(PAUSE_S)
        for path in SMALL:
            await _take(fetch, into, path)
        if _same_moment(into):
            break
    for path in _of_the_log(_size(into)):
        await _take(fetch, into, path)
    return of_folder(into)


async def _take(fetch: Fetch, into: Path, path: str) -> None:
    body = await fetch.get(path)
    if isinstance(body, Unreachable):
        raise Fault(Text.of("{file} cannot be fetched: {cause}.", file=path, cause=body.cause))
    target = into / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if body is None:
        target.unlink(missing_ok=True)
    else:
        target.write_bytes(body)


def _of_the_log(size: int) -> Iterator[str]:
    for tile in tiles.tiles(size):
        yield tile.path
        if tile.level == 0:
            yield tiles.entries_path(tile.first)


def _size(folder: Path) -> int:
    file = folder / tiles.CHECKPOINT
    found = note.unverified(file.read_text("utf-8", "replace")) if file.exists() else None
    return found.size if found else 0


def _same_moment(folder: Path) -> bool:
    """Tell whether data and checkpoint were published together."""
    try:
        body = (folder / AVAILABILITY).read_bytes()
        document = msgspec.json.decode(body, type=AvailabilityDocument)
    except (OSError, msgspec.DecodeError):
        return False
    return document.ledger_entries == _size(folder)
