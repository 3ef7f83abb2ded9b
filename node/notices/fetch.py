"""Fetch the list of documents when the hub has a newer one, and what of it is not here yet.

A list is taken only if a key that speaks for the hub signed it and its version is higher; a
document only with the digest that the list names. What is broken off goes on from there the next
time.
"""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Literal, Protocol

from node.care.model import Chore
from node.keys import trust
from node.network import store as network
from node.notices import folder, store
from node.notices.model import HeldList
from shared.delivery import Answered, Unreachable, read_answer
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.signing import encode_envelope
from shared.text import Text
from shared.wire.material import Material, MaterialItem
from shared.wire.words import Digest, PublicKey

NAME = "material"
EVERY = timedelta(hours=1)
PATH = "/v1/material"
FILES_AT_ONCE = 5
"""How many documents one run fetches; the next run goes on."""

PIECES_AT_ONCE = 100
"""How often one run asks for a piece of a document; twenty are enough for the largest."""

AGAIN_AFTER = timedelta(days=1)
"""When a document is tried again that was not what the list says."""

Outcome = Literal["whole", "away", "not_genuine", "missing"]


class Shelf(Protocol):
    """A line to a hub."""

    async def get(self, path: str) -> Answered | Unreachable:
        """Fetch one envelope."""

    async def document(self, digest: Digest, *, start: int) -> bytes | Unreachable:
        """Fetch the next bytes of a document."""


OpenLine = Callable[[str], AbstractAsyncContextManager[Shelf]]


class Fetcher:
    """Keeps the documents on this computer what the hub's list says."""

    def __init__(self, database: Database, clock: Clock, data: Path, line: OpenLine) -> None:
        self._database = database
        self._clock = clock
        self._data = data
        self._line = line

    async def run(self) -> int:
        """Fetch what is due and return how many documents came; a hub that is away is no fault."""
        record = await self._database.read(network.record)
        if record is None or record.hub is None or record.hub_key is None:
            return 0
        root = record.hub_key
        held = await self._database.read(lambda db: store.held(db, root))
        missing = await self._missing(held)
        if not held.behind and not missing:
            return 0
        async with self._line(record.hub) as line:
            if held.behind and await self._renew(line, root):
                held = await self._database.read(lambda db: store.held(db, root))
                missing = await self._missing(held)
            return await self._fetch(line, missing)

    async def _missing(self, held: HeldList) -> tuple[MaterialItem, ...]:
        """Return which documents are to be fetched now."""
        items, now = held.items(), self._clock.now()
        missed = await self._database.read(store.missed)
        here = await asyncio.to_thread(folder.here, self._data, items)
        return tuple(
            item
            for item in items
            if item.digest not in here and not _lately(missed.get(item.digest), now)
        )

    async def _renew(self, line: Shelf, root: PublicKey) -> bool:
        """Fetch the list; tell whether a newer one came."""
        keys = await self._database.read(lambda db: trust.hub_keys(db, root))
        answered = await line.get(PATH)
        answer = read_answer(answered, keys)
        if not isinstance(answer, Material) or not isinstance(answered, Answered):
            reason = answer.cause if isinstance(answer, Unreachable) else type(answer).__name__
            log.logger().warning("material.missed", reason=reason)
            return False
        body, now = encode_envelope(answered.envelope), self._clock.now()
        taken = await self._database.write(lambda db: take(db, root, answer, body, now))
        if not taken:
            log.logger().warning("material.refused", reason="not_newer")
            return False
        kept = [item.digest for item in answer.items]
        await asyncio.to_thread(folder.sweep, self._data, kept)
        return True

    async def _fetch(self, line: Shelf, missing: tuple[MaterialItem, ...]) -> int:
        count = 0
        for item in missing[:FILES_AT_ONCE]:
            if not await asyncio.to_thread(folder.has_room, self._data, item):
                log.logger().warning("material.missed", reason="disk_full")
                break
            outcome = await self._document(line, item)
            if outcome == "away":
                break
            await self._note(item.digest, outcome)
            count += outcome == "whole"
        return count

    async def _document(self, line: Shelf, item: MaterialItem) -> Outcome:
        """Fetch a document piece by piece, from where it was broken off."""
        size = await asyncio.to_thread(folder.begun, self._data, item)
        for asked in itertools.count(1):
            if size >= item.bytes:
                break
            if asked > PIECES_AT_ONCE:
                return "away"
            piece = await line.document(item.digest, start=size)
            if isinstance(piece, Unreachable):
                return "missing" if piece.cause == "not_expected" else "away"
            if not piece:
                break
            size = await asyncio.to_thread(folder.append, self._data, item, piece)
        whole = await asyncio.to_thread(self._finish, item)
        return "whole" if whole else "not_genuine"

    def _finish(self, item: MaterialItem) -> bool:
        if folder.begun(self._data, item) == item.bytes and folder.finish(self._data, item):
            return True
        folder.drop(self._data, item.digest)
        return False

    async def _note(self, digest: Digest, outcome: Outcome) -> None:
        now = self._clock.now()
        if outcome == "whole":
            await self._database.write(lambda db: store.fetched(db, digest, now))
            log.logger().info("material.fetched", digest=digest)
            return
        await self._database.write(lambda db: store.miss(db, digest, outcome, now))
        log.logger().warning("material.missed", reason=outcome, digest=digest)


def take(db: Connection, root: PublicKey, material: Material, body: bytes, now: datetime) -> bool:
    """Keep a list if it is newer than the one that is held; tell whether it is."""
    if material.version <= store.held(db, root).version:
        return False
    store.hold(db, root, material.version, body, now)
    for item in material.items:
        store.expect(db, item.digest, now)
    store.forget_others(db, [item.digest for item in material.items])
    return True


def _lately(tried: datetime | None, now: datetime) -> bool:
    return tried is not None and timedelta(0) <= now - tried < AGAIN_AFTER


def chore(fetcher: Fetcher) -> Chore:
    """Return the chore of an open node."""

    async def run() -> None:
        await fetcher.run()

    return Chore(NAME, EVERY, run, Text.of("Fetching the operator's documents"))
