import sqlite3
from functools import partial
from pathlib import Path
from sqlite3 import Connection

import pytest
from msgspec.structs import replace

from hub.ingest import chain, ledger
from hub.ingest.model import GENESIS, Entry
from hub.registry import acts
from tests.hub.ingest.builders_ingest import NODE, NOON, hub_in


def run(statement: str, db: Connection) -> None:
    db.execute(statement)


def insert(entry: Entry, db: Connection) -> None:
    ledger.insert(db, entry)


def move(entry: Entry, previous: str | None, db: Connection) -> bool:
    return ledger.move_head(db, entry, previous)


async def test_the_ledger_only_grows(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.invite()
        for statement in (
            "UPDATE ledger SET offset_s = 0 WHERE entry = 0",
            "UPDATE ledger SET head = head",
            "DELETE FROM ledger WHERE entry = 1",
            "DELETE FROM ledger",
            "UPDATE operator_log SET detail = 'x'",
            "DELETE FROM operator_log",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                await stand.desk.database.write(partial(run, statement))


async def test_an_entry_takes_only_the_next_number(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.invite()
        last = (await stand.desk.read(ledger.entries))[-1]
        for number in (last.number + 2, 77):
            wrong = replace(last, number=number, head="a" * 64)
            with pytest.raises(sqlite3.IntegrityError, match="one entry at a time"):
                await stand.desk.database.write(partial(insert, wrong))


async def test_a_head_moves_only_from_where_it_was_expected(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.push(node.next())
        await node.push(node.next())
        second = (await stand.desk.read(ledger.entries))[-1]
        head = await stand.desk.read(lambda db: ledger.head(db, NODE))
        third = replace(second, sequence=3)
        for entry, previous in ((third, "0" * 64), (second, second.digest), (second, None)):
            assert not await stand.desk.database.write(partial(move, entry, previous))
        assert await stand.desk.read(lambda db: ledger.head(db, NODE)) == head


async def test_pages_follow_each_other(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        every = await stand.desk.read(ledger.entries)
        first = await stand.desk.read(lambda db: ledger.entries(db, -1, 2))
        rest = await stand.desk.read(lambda db: ledger.entries(db, first[-1].number))
        assert first + rest == every
        assert [entry.number for entry in every] == list(range(len(every)))


def test_a_head_covers_every_column() -> None:
    item = chain.Leaf(
        number=0,
        kind="word",
        node=NODE,
        sequence=None,
        digest=None,
        at=NOON,
        offset_s=0,
        body=acts.encode(acts.Word(node=NODE)),
    )
    entry = chain.chained(GENESIS, item)
    others = {
        "number": 1,
        "kind": "report",
        "node": "other",
        "sequence": 1,
        "digest": "a" * 64,
        "at": NOON.replace(second=1),
        "offset_s": 1,
        "body": b"{}",
    }
    heads = {chain.next_head(GENESIS, replace(item, **{k: v})) for k, v in others.items()}
    assert len(heads | {entry.head, chain.next_head("1" * 64, item)}) == len(others) + 2
    assert chain.leaf(chain.entry_of(chain.line(entry))) == item
