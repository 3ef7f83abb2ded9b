"""The same report a thousand times at once: one row, one receipt, a thousand same answers (6)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from hub.ingest import ledger
from node import keyfile
from node.outbox import store as outbox
from node.preview.compose import next_change
from node.push import journal
from shared.runtime import serve
from shared.runtime.serve import Listener
from shared.signing import decode_envelope, signature_ok
from shared.wire.codec import decode_answer
from shared.wire.receipt import Receipt
from tests.federation.together import Together, together

TIMES, CONNECTIONS = 1_000, 50
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Signed:
    """A report that a node has signed and not yet sent, with the lease to send it."""

    federation: Together
    body: bytes
    lease: str


@pytest.fixture
async def signed(tmp_path: Path) -> AsyncIterator[Signed]:
    async with together(tmp_path, NOW) as federation:
        node = await federation.join("savo", "Kuopio")
        await node.push()
        await node.say("none", "Kuopio")
        footing = node.sender._footing
        assert footing is not None
        lease = footing.lease
        key, reference = keyfile.load(node.folder), node.desk.reference
        await node.desk.database.write(
            lambda db: journal.sign_next(
                db,
                key=key,
                node="savo",
                now=NOW,
                next_report=lambda *given: next_change(*given, reference=reference),
            )
        )
        entry = await node.desk.read(outbox.queued)
        assert entry is not None
        assert entry.sequence == 2
        yield Signed(federation, entry.envelope, lease)


@pytest.mark.timeout(900)
async def test_fault_03_a_thousand_at_once_over_http_are_one_row_and_one_receipt(
    signed: Signed,
) -> None:
    hub = signed.federation.hub
    before = await hub.desk.read(ledger.tip)
    listener = Listener("api", hub.api)
    listener.bind()
    serving = asyncio.create_task(serve.run([listener]))
    limits = httpx.Limits(max_connections=CONNECTIONS)
    headers = {"authorization": f"Bearer {signed.lease}"}
    async with httpx.AsyncClient(
        base_url=listener.url, limits=limits, timeout=240, trust_env=False
    ) as client:
        answers = await asyncio.gather(
            *(
                client.put("/v1/nodes/savo/reports/2", content=signed.body, headers=headers)
                for _ in range(TIMES)
            )
        )
    serving.cancel()
    await asyncio.wait({serving})

    assert [answer.status_code for answer in answers] == [200] * TIMES
    receipts = {answer.content for answer in answers}
    assert len(receipts) == 1
    envelope = decode_envelope(receipts.pop())
    assert signature_ok(envelope, hub.desk.key.public)
    receipt = decode_answer(envelope.payload, "receipt/1")
    assert isinstance(receipt, Receipt)
    after = await hub.desk.read(ledger.tip)
    assert after.entries == before.entries + 1
    assert receipt.index == before.entries
    rows = await hub.desk.read(lambda db: ledger.reports_after(db, "savo", 0))
    assert [(row.sequence, row.number) for row in rows][1:] == [(2, receipt.index)]
    mirror = (hub.desk.data / "mirror" / "ledger.jsonl").read_bytes()
    assert mirror.count(b"\n") == after.entries


async def test_the_node_takes_the_late_receipt_for_its_own(signed: Signed) -> None:
    federation = signed.federation
    federation.wire.lose_answers = 1
    node = federation.nodes["savo"]

    assert await node.push() == "waiting"
    assert await node.push() == "confirmed"

    entries = await node.desk.read(outbox.entries)
    assert [(entry.sequence, entry.state) for entry in entries] == [
        (2, "delivered"),
        (1, "delivered"),
    ]
    rows = await federation.hub.desk.read(lambda db: ledger.reports_after(db, "savo", 0))
    assert [row.digest for row in rows] == [entry.digest for entry in reversed(entries)]
