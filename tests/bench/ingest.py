"""Taking reports: against the bare cost of the same work, and many at once against one by one.

The bare work is signature check, durable commit of a row as long, mirror write and sync, receipt
signature, in straight lines. A receipt comes only after commit and mirror on both sides.
"""

import asyncio
import os
import sqlite3
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hub.counter import Desk
from hub.ingest import chain, ledger
from hub.ingest.receive import Receiver
from hub.ingest.unseal import Path as Address
from shared import signing
from shared.period import instant_text
from shared.runtime.clock import SystemClock
from shared.signing import SigningKey
from shared.wire.receipt import Receipt
from tests.bench import stand
from tests.bench.country import Network, crowd
from tests.bench.rounds import Finding, ratios, typical

ROUNDS = 7
REPORTS = 60
NODES = 64

Signed = tuple[bytes, Address]


class Bare:
    """The same work in straight lines: one table, one file, no thread, no verdict."""

    def __init__(self, folder: Path, network: Network, hub_key: SigningKey) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(network.key.public))
        self._hub_key = hub_key
        folder.mkdir()
        self._db = sqlite3.connect(folder / "bare.db", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute(
            "CREATE TABLE ledger (entry INTEGER PRIMARY KEY, node TEXT, at TEXT, body BLOB)"
        )
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        self._mirror = os.open(folder / "mirror.jsonl", flags, 0o600)

    def take(self, body: bytes, line: bytes, receipt: Receipt) -> bytes:
        """Check, commit, mirror, sign; return the answer."""
        envelope = signing.decode_envelope(body)
        signed = signing.pae(envelope.payload_type, envelope.payload)
        self._key.verify(envelope.signatures[0].sig, signed)
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "INSERT INTO ledger (node, at, body) VALUES (?, ?, ?)",
            (receipt.node, instant_text(receipt.received_at), body),
        )
        self._db.execute("COMMIT")
        os.write(self._mirror, line)
        os.fsync(self._mirror)
        return signing.encode_envelope(signing.sign(receipt, self._hub_key))

    def close(self) -> None:
        """Close both files."""
        self._db.close()
        os.close(self._mirror)


@dataclass
class Hub:
    """The hub's side: the real receiver, and the answer signed as the API signs it."""

    receiver: Receiver
    desk: Desk

    async def take(self, report: Signed) -> bytes:
        """Take one report; return the answer."""
        receipt = await stand.take(self.receiver, report)
        return signing.encode_envelope(signing.sign(receipt, self.desk.key))


async def against_bare(folder: Path) -> Finding:
    """Measure one durable ingest after another against the bare work."""
    clock = SystemClock()
    async with stand.desk_in(folder / "hub", clock) as desk:
        network = next(crowd(desk.reference, 1))
        await stand.admit(desk, [network], clock.now())
        hub = Hub(stand.receiver(desk, clock), desk)
        bare = Bare(folder / "bare", network, desk.key)
        line, receipt = await _warm(hub, network, clock.now())
        ours, theirs = [], []
        for _ in range(ROUNDS):
            mine, other = [], []
            for _ in range(REPORTS):  # one each, in turns: both meet the same noise
                report = network.signed(clock.now())
                mine.append(await _seconds(hub, [report]))
                begun = time.perf_counter()
                bare.take(report[0], line, receipt)
                other.append(time.perf_counter() - begun)
            ours.append(statistics.median(mine))
            theirs.append(statistics.median(other))
        bare.close()
    per_report = [seconds * 1e6 for seconds in ours]
    per_bare = [seconds * 1e6 for seconds in theirs]
    return Finding(
        "bare durable work / one durable ingest",
        ratios(theirs, ours),
        goal=("≥", 0.7),
        beside=f"{typical(per_report, 'µs')} against {typical(per_bare, 'µs')} a report",
    )


async def _warm(hub: Hub, network: Network, at: datetime) -> tuple[bytes, Receipt]:
    """Take some reports unmeasured; return the last one's line of the mirror and its receipt."""
    for _ in range(REPORTS):
        receipt = await stand.take(hub.receiver, network.signed(at))
    entries = await hub.desk.read(lambda db: ledger.entries(db, receipt.index - 1, 1))
    return chain.line(entries[0]), receipt


async def _seconds(hub: Hub, reports: Iterable[Signed]) -> float:
    begun = time.perf_counter()
    for report in reports:
        await hub.take(report)
    return time.perf_counter() - begun


async def at_once(folder: Path) -> Finding:
    """Measure 64 nodes' reports at once against the same nodes one after another."""
    clock = SystemClock()
    async with stand.desk_in(folder / "crowd", clock) as desk:
        networks = tuple(crowd(desk.reference, NODES))
        await stand.admit(desk, networks, clock.now())
        hub = Hub(stand.receiver(desk, clock), desk)
        await _seconds(hub, [each.signed(clock.now()) for each in networks])
        single, together = [], []
        for _ in range(ROUNDS):
            single.append(await _seconds(hub, [n.signed(clock.now()) for n in networks]))
            reports = [network.signed(clock.now()) for network in networks]
            begun = time.perf_counter()
            await asyncio.gather(*(hub.take(report) for report in reports))
            together.append(time.perf_counter() - begun)
    rate = [NODES / seconds for seconds in together]
    return Finding(
        f"{NODES} at once / one at a time",
        ratios(single, together),
        goal=("≥", 2.0),
        beside=f"{typical(rate, 'reports a second')} at once",
    )
