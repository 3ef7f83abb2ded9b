"""What a bad line does to good messages: late, twice, in another order, in another wrapping."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from hub.ingest import ledger
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Head, Hello, Welcome
from tests.federation.together import together
from tests.hub.ingest.builders_ingest import NODE, NOON, SimNode, Stand, digest_of, hub_in, sealed

PIECE_BYTES = 7
PARTITION_DAYS = 5


async def count(stand: Stand) -> int:
    """Return how many entries the ledger has."""
    return len(await stand.desk.read(ledger.entries))


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body in small pieces, as a proxy may send it on."""
    for at in range(0, len(body), PIECE_BYTES):
        yield body[at : at + PIECE_BYTES]


def greeting(node: SimNode, challenge: str) -> bytes:
    """Return a hello."""
    hello = Hello(
        node=node.node,
        session=node.session,
        challenge=challenge,
        head=None,
        software="sim 1",
        schemas=(),
        clock=NOON,
        audit_head=None,
    )
    return sealed(hello, node.key)


async def test_fault_04_reports_in_another_order_wait_for_the_one_before(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        first = node.next()
        node.head = Head(sequence=1, digest=digest_of(first))
        second = node.next()
        early = await node.push(second)
        assert isinstance(early, Problem)
        assert early.code == "gap"
        receipts = [await node.push(report) for report in (first, second, first)]
        assert [r.sequence for r in receipts if isinstance(r, Receipt)] == [1, 2, 1]
        assert receipts[0] == receipts[2]
        assert await stand.desk.read(lambda db: ledger.head(db, NODE)) == Head(
            sequence=2, digest=digest_of(second)
        )


async def test_fault_06_a_proxy_that_rewrites_host_chunks_and_case_changes_nothing(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        body = sealed(node.next(), node.key)
        headers = {
            "HOST": "PROXY.EXAMPLE:8080",
            "AUTHORIZATION": f"bEARER   {node.lease}",
            "Content-Type": "text/plain; charset=latin-1",
            "X-FORWARDED-HOST": "elsewhere.example",
            "Via": "1.0 proxy",
        }
        path = f"/v1/nodes/{NODE}/reports/1?utm_source=proxy"
        answer = await stand.client.put(path, content=pieces(body), headers=headers)
        assert isinstance(stand.said(answer), Receipt)


@pytest.mark.parametrize(
    "later",
    [timedelta(seconds=5), timedelta(minutes=5), timedelta(days=365)],
    ids=["5 s", "5 min", "a year"],
)
async def test_fault_07_what_is_played_again_changes_nothing(
    tmp_path: Path, later: timedelta
) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        challenge = await node.challenge()
        hello, report = greeting(node, challenge), sealed(node.next(), node.key)
        where = f"/v1/nodes/{NODE}"
        welcome = stand.said(await stand.put(f"{where}/hello", hello))
        assert isinstance(welcome, Welcome)
        receipt = stand.said(await stand.put(f"{where}/reports/1", report, welcome.lease))
        before = await count(stand)

        stand.clock.turn(seconds=later.total_seconds())
        again = stand.problem(await stand.put(f"{where}/hello", hello))
        assert again.code == "challenge_stale"
        said = stand.said(await stand.put(f"{where}/reports/1", report, welcome.lease))
        if later < timedelta(days=1):
            assert said == receipt
        else:
            assert isinstance(said, Problem)
            assert said.code == "lease_needed"
        assert await count(stand) == before


async def test_fault_09_a_partition_of_days_loses_nothing_and_signs_nothing(tmp_path: Path) -> None:
    async with together(tmp_path, NOON) as federation:
        node = await federation.join("savo", "Kuopio", "Siilinjärvi")
        assert await node.push() == "confirmed"
        api, federation.wire.hub = federation.wire.hub, None
        for day in range(PARTITION_DAYS):
            federation.clock.turn(days=1)
            await node.say("none" if day % 2 == 0 else "not_known", "Kuopio")
            assert await node.push() == "waiting"
        federation.wire.hub = api
        assert await node.push() == "confirmed"
        head = await federation.hub.desk.read(lambda db: ledger.head(db, "savo"))
        assert head is not None
        assert head.sequence == 2
        await federation.hub.publish()
        assert federation.hub.row("Kuopio").state == "none"


async def test_fault_10_errors_and_pages_of_a_proxy_delay_a_report_and_never_end_it(
    tmp_path: Path,
) -> None:
    async with together(tmp_path, NOON) as federation:
        node = await federation.join("savo", "Kuopio")
        assert await node.push() == "confirmed"
        api = federation.wire.hub
        for status in (429, 500, 502, 503, 504, 403, 422, 426):
            federation.wire.hub = page(status)  # type: ignore[assignment]
            await node.say("none", "Kuopio")
            assert await node.push() == "waiting"
        federation.wire.hub = api
        assert await node.push() == "confirmed"
        head = await federation.hub.desk.read(lambda db: ledger.head(db, "savo"))
        assert head is not None
        assert head.sequence == 2


def page(status: int) -> object:
    """Return a server that answers everything with an HTML page."""
    body = httpx.Response(status, html=f"<h1>{status} Somebody else</h1>").content

    async def answer(_scope: object, receive: object, send: object) -> None:
        assert callable(receive)
        assert callable(send)
        kind = [(b"content-type", b"text/html"), (b"retry-after", b"3")]
        await send({"type": "http.response.start", "status": status, "headers": kind})
        await send({"type": "http.response.body", "body": body})

    return answer
