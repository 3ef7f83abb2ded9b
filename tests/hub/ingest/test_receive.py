import asyncio
from pathlib import Path

from hub.ingest import ledger
from shared.wire.availability import Statement
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from tests.hub.ingest.builders_ingest import KUOPIO, PORVOO, digest_of, hub_in, sealed


async def test_report_gets_a_receipt_and_stands_in_ledger_and_mirror(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        first = node.next()
        said = await node.push(first)
        assert isinstance(said, Receipt)
        assert (said.sequence, said.digest) == (1, digest_of(first))
        entries = await stand.desk.read(ledger.entries)
        assert entries[said.index].body == sealed(first, node.key)
        lines = (tmp_path / "mirror/ledger.jsonl").read_bytes().splitlines()
        assert len(lines) == len(entries)
        assert stand.changes


async def test_chain_of_reports(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        for number in range(1, 6):
            said = await node.push(node.next())
            assert isinstance(said, Receipt)
            assert said.sequence == number


async def test_fault_03_a_thousand_concurrent_resends_make_one_row_and_one_receipt(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        body = sealed(node.next(), node.key)
        before = await stand.desk.read(ledger.tip)
        answers = await asyncio.gather(
            *(stand.put(f"/v1/nodes/{node.node}/reports/1", body, node.lease) for _ in range(1000))
        )
        after = await stand.desk.read(ledger.tip)
        assert after.entries == before.entries + 1
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1


async def test_two_reports_race_for_one_number(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        one, other = node.next(), node.next(offers=())
        said = await asyncio.gather(node.push(one), node.push(other))
        assert sum(isinstance(answer, Receipt) for answer in said) == 1
        refused = next(answer for answer in said if isinstance(answer, Problem))
        assert refused.code == "fork"


async def test_refused_report_takes_no_number_and_its_answer_is_repeated(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        stranger = (
            Statement(municipality=KUOPIO, says="groups", since=None),
            Statement(municipality=PORVOO, says="not_known", since=None),
        )
        refused = node.next(municipalities=stranger)
        first = await node.push(refused)
        assert isinstance(first, Problem)
        assert first.code == "outside_grant"
        assert "Porvoo (638)" in first.detail
        accepted = await node.push(node.next())
        assert isinstance(accepted, Receipt)
        assert accepted.sequence == 1
        assert await node.push(refused) == first
        assert isinstance(await node.push(node.next()), Receipt)


async def test_fault_03_old_report_again_gets_its_old_receipt(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        first = node.next()
        one = await node.push(first)
        await node.push(node.next())
        stand.clock.turn(hours=20)
        assert await node.push(first) == one


async def test_a_new_hello_ends_the_old_lease(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        old = node.lease
        await node.hello()
        node.lease, new = old, node.lease
        refused = await node.push(node.next())
        assert isinstance(refused, Problem)
        assert refused.code == "lease_needed"
        node.lease = new
        assert isinstance(await node.push(node.next()), Receipt)


async def test_a_lease_lasts_a_day(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        stand.clock.turn(hours=24)
        refused = await node.push(node.next())
        assert isinstance(refused, Problem)
        assert (refused.status, refused.code) == (401, "lease_needed")
