"""A published snapshot to be spoilt: by hand, or by a hub that writes everything anew and signs."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from hub.availability.chronicle import Folded
from hub.ingest import chain
from hub.ingest.model import GENESIS, Entry
from hub.ingest.store import approve_contact
from hub.log import leaves, tiles
from hub.log.audit import rows
from hub.log.audit.model import Audit, Notebook, Question, Read
from hub.log.audit.source import of_folder
from hub.log.audit.whole import audit
from hub.log.tiles import Tile
from hub.opendata import render
from hub.parts import parts
from hub.site.plan import plan
from shared import merkle, note
from shared.note import Checkpoint
from shared.reference import lookup
from shared.signing import SigningKey
from shared.wire.availability import Groups
from shared.wire.opendata import Manifest
from tests.hub.ingest.builders_ingest import (
    KUOPIO,
    HandClock,
    Stand,
    contact,
    hub_in,
    offer,
    report,
)

REFERENCE = lookup.load()
PAGES = 3
KEEPS = 30
"""Days for which the example hub lives before its snapshot is made."""


@dataclass(frozen=True)
class Scene:
    """A snapshot's folder, the hub's keys, and two checkpoints signed on the way."""

    folder: Path
    root: str
    key: SigningKey
    now: datetime
    earlier: tuple[str, ...]

    @property
    def read(self) -> Read:
        """Return what reads the folder."""
        return of_folder(self.folder)

    def entries(self) -> tuple[Entry, ...]:
        """Return the published entries."""
        body = self.read(tiles.entries_path(0))
        assert body is not None
        return tuple(chain.entry_of(line) for line in body.splitlines())

    def checkpoint(self) -> Checkpoint:
        """Return the published checkpoint."""
        found = note.unverified((self.folder / tiles.CHECKPOINT).read_text())
        assert found is not None
        return found

    def audited(self, changes: Mapping[str, bytes | None] | None = None, **asked: object) -> Audit:
        """Check the snapshot, with some of its files put otherwise."""
        read = overlaid(self.read, changes or {})
        question = Question(**{"now": self.now, "key": self.root, **asked})  # type: ignore[arg-type]
        return audit(read, question, REFERENCE)

    def said(self, changes: Mapping[str, bytes | None], **asked: object) -> list[str]:
        """Return what is found."""
        return [str(text) for text in self.audited(changes, **asked).findings]


def overlaid(read: Read, changes: Mapping[str, bytes | None]) -> Read:
    """Return what reads other bytes for some paths; the manifest fits them, unless it is one."""

    def look(path: str) -> bytes | None:
        if path in changes:
            return changes[path]
        body = read(path)
        return _fitting(body, changes) if body and path == render.MANIFEST else body

    return look


def _fitting(body: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    manifest = msgspec.json.decode(body, type=Manifest)
    listed = {file.path: file for file in manifest.files}
    found = {path: new for path, new in changes.items() if path in listed and new is not None}
    made = msgspec.json.decode(render.manifest(_Empty(manifest), found), type=Manifest)  # type: ignore[arg-type]
    listed |= {file.path: file for file in made.files}
    return msgspec.json.encode(replace(manifest, files=tuple(listed.values())))


class _Empty:
    """As much of a snapshot as a manifest asks for."""

    def __init__(self, manifest: Manifest) -> None:
        self.availability = manifest


def made(folder: Path, nodes: int = 2) -> Scene:
    """Let a hub live for a month, publish, and return what it published."""
    with pytest.MonkeyPatch.context() as patch:  # Pages take long to pack, and are not checked.
        patch.setattr("hub.site.publish.plan", lambda *given: plan(*given)[:PAGES])
        return asyncio.run(_made(folder, nodes))


async def _made(folder: Path, nodes: int) -> Scene:
    clock = HandClock()
    earlier = []
    async with hub_in(folder, clock) as stand:
        hub = parts(stand.desk, stand.settings)
        for number in range(nodes):
            await _network(stand, f"verkosto-{number}")
            earlier.append(await hub.log._log.note())
        await hub.worker().refresh()
        await hub.publisher.settled()
        current = hub.publisher.current
        assert current is not None
        return Scene(
            folder=current,
            root=stand.desk.root,
            key=stand.desk.key,
            now=clock.now() + timedelta(minutes=1),
            earlier=tuple(earlier),
        )


async def _network(stand: Stand, node: str) -> None:
    live = await stand.active_node(node)
    await live.tell(contact(node=node))
    await stand.desk.database.write(lambda db: approve_contact(db, node))
    for _ in range(3):
        stand.clock.turn(days=KEEPS / 10)
        await live.hello()
        at = stand.clock.now()
        groups = Groups(open=1, coming=0, full=int(at.day % 2))
        said = live.next(
            observed_at=at, confirmed_at=at - timedelta(minutes=1), offers=(offer(groups=groups),)
        )
        await live.push(said)
    assert live.head is not None
    assert live.head.sequence == 3
    assert KUOPIO in {one.municipality for one in report().municipalities}


def log_files(entries: tuple[Entry, ...], key: SigningKey, origin: str) -> dict[str, bytes]:
    """Return the log that these entries make (fewer than fill a tile), signed by a key."""
    data = [leaves.data(entry) for entry in entries]
    hashes = [merkle.leaf_hash(one) for one in data]
    tile = Tile(level=0, number=0, width=len(entries))
    tree = Checkpoint(origin=origin, size=len(entries), root=merkle.root(hashes))
    return {
        tile.path: tiles.spelled(hashes),
        tiles.bundle_path(tile): tiles.bundle(data),
        tiles.entries_path(0): b"".join(chain.line(entry) for entry in entries),
        tiles.CHECKPOINT: note.signed(tree, key).encode(),
    }


def lying(scene: Scene, entries: tuple[Entry, ...], key: SigningKey) -> dict[str, bytes]:
    """Return all files as a hub would write and sign them that holds these entries to be true."""
    read, book = scene.read, Notebook()
    said = rows.published(read, book)
    assert said is not None
    folded = []
    for entry in entries:
        event = chain.event_of(entry)
        folded.append(Folded(number=entry.number, head=entry.head, event=event))
    past = rows.folded(said, folded, REFERENCE)
    data = render.render(rows.computed(said, past, REFERENCE))
    files = {**data, **log_files(entries, key, scene.checkpoint().origin)}
    listed = msgspec.json.decode(read(render.MANIFEST) or b"", type=Manifest)
    fitting = msgspec.json.decode(_fitting(msgspec.json.encode(listed), files), type=Manifest)
    head = entries[-1].head if entries else GENESIS
    manifest = replace(fitting, ledger_head=head, ledger_entries=len(entries))
    return {**files, render.MANIFEST: msgspec.json.encode(manifest)}
