"""A report that was refused stays refused, even when it would be taken today (rule 2)."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from hub.ingest import ledger
from hub.registry import decide
from hub.registry.model import Grant, grant
from node.network import edit
from node.outbox import store as outbox
from shared.runtime.uplink import Answered, Uplink
from shared.signing import decode_envelope
from shared.wire.codec import decode_answer
from shared.wire.problem import Problem
from tests.federation.together import HUB_URL, together

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


async def test_fault_03_a_refused_report_that_comes_again_takes_no_number(tmp_path: Path) -> None:
    """Taken later, it would stand where the node has signed another report since: a fork."""
    async with together(tmp_path, NOW) as federation:
        hub, node = federation.hub, await federation.join("savo", "Kuopio")
        await node.push()
        outside = node.codes("Porvoo")
        await node.desk.commit(partial(edit.cover, codes=outside, now=NOW))
        await node.push()
        (refused, *_) = await node.desk.read(outbox.entries)
        granted = grant(("Kuopio", "Porvoo"), (), (), hub.desk.reference)
        assert isinstance(granted, Grant)
        await hub.act(lambda db: decide.grant(db, "savo", granted, NOW))
        before = await hub.desk.read(ledger.tip)

        footing = node.sender._footing
        assert footing is not None
        async with Uplink(HUB_URL, transport=federation.wire) as line:
            again = await line.put(
                f"/v1/nodes/savo/reports/{refused.sequence}",
                decode_envelope(refused.envelope),
                bearer=footing.lease,
            )

        assert refused.state == "refused"
        assert isinstance(again, Answered)
        answer = decode_answer(again.envelope.payload, "problem/1")
        assert isinstance(answer, Problem)
        assert answer.code == "outside_grant"
        assert await hub.desk.read(ledger.tip) == before
        federation.clock.turn(minutes=1)
        await node.confirm()
        assert await node.push() == "confirmed"
