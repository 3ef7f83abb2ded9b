"""Which quarters a welcome names: every closed one that is owed and has not come, for two years."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import Connection, Row

import pytest
from msgspec import UNSET

from hub.ingest import ledger, restore
from hub.registry import acts
from hub.registry.decide import record
from hub.registry.owners.model import Owners
from hub.registry.owners.store import OwnerMemory
from hub.statistics import store
from hub.statistics.dues import dues, looked_at
from hub.statistics.waiting import DueMemory
from shared.period import helsinki_day
from shared.wire.receipt import Receipt
from shared.wire.session import QUARTERS_OWED, Owed, Welcome
from tests.hub.ingest.builders_ingest import (
    KUOPIO,
    NODE,
    SIILINJARVI,
    HandClock,
    SimNode,
    Stand,
    hub_in,
)
from tests.hub.statistics.quarters import following

JULY = date(2027, 7, 1)
ALL = (KUOPIO, SIILINJARVI)
Asked = Callable[[Connection, str], object]


def owners(quarter: str, **of: str) -> Owners:
    """Return owners: `k` and `s` name who reports Kuopio and Siilinjärvi."""
    codes = {"k": KUOPIO, "s": SIILINJARVI}
    return Owners(quarter=quarter, of={codes[k]: v for k, v in of.items()}, unsettled={})


def test_the_last_eight_closed_quarters_are_looked_at_without_those_that_came() -> None:
    every = looked_at(JULY, ())
    assert (len(every), every[0], every[-1]) == (QUARTERS_OWED, "2025-Q3", "2027-Q2")
    assert looked_at(JULY, {*every[:6]}) == ("2027-Q1", "2027-Q2")
    assert looked_at(JULY, set(every)) == ("2027-Q2",)


def test_a_clock_outside_the_century_names_no_quarter() -> None:
    assert looked_at(date(1972, 2, 1), ()) == ()
    assert looked_at(date(2000, 5, 1), ()) == ("2000-Q1",)
    assert (dues(NODE, (), ()).newest, dues(NODE, (), ()).overdue) == (UNSET, ())


def test_the_newest_quarter_is_named_even_if_it_came_and_others_only_if_they_are_missing() -> None:
    told = (
        owners("2026-Q3"),
        owners("2026-Q4", k=NODE, s=NODE),
        owners("2027-Q1", k=NODE, s="toinen"),
        owners("2027-Q2", k=NODE),
    )
    found = dues(NODE, told, {"2027-Q2"})

    assert found.newest == Owed(quarter="2027-Q2", municipalities=(KUOPIO,))
    assert found.overdue == (
        Owed(quarter="2026-Q4", municipalities=ALL),
        Owed(quarter="2027-Q1", municipalities=(KUOPIO,)),
    )
    assert found.missing == found.overdue
    waited = dues(NODE, told, ())
    assert [one.quarter for one in waited.missing] == ["2026-Q4", "2027-Q1", "2027-Q2"]
    assert waited.overdue == found.overdue
    assert dues("kolmas", told, ()).missing == ()


async def heard(stand: Stand, node: SimNode, day: date) -> Welcome:
    """Let the node be silent until a day, and return what it is told then."""
    noon = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    stand.clock.turn(seconds=(noon - stand.clock.now()).total_seconds())
    said = await node.hello()
    assert isinstance(said, Welcome)
    return said


async def test_a_node_away_over_two_quarters_is_asked_for_both_until_they_come(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        said = await heard(stand, node, date(2027, 4, 25))
        assert said.owed == Owed(quarter="2027-Q1", municipalities=ALL)
        assert said.overdue == (Owed(quarter="2026-Q4", municipalities=ALL),)

        assert isinstance(await node.push(following(None)), Receipt)
        said = await heard(stand, node, date(2027, 4, 26))
        assert (said.owed.quarter, said.overdue) == ("2027-Q1", ())  # type: ignore[union-attr]
        assert isinstance(await node.push(following(node.head, quarter="2027-Q1")), Receipt)
        said = await heard(stand, node, date(2027, 7, 2))
        assert said.owed == Owed(quarter="2027-Q2", municipalities=ALL)
        assert said.overdue == ()


async def test_an_old_quarter_is_asked_of_its_owner_then_and_not_for_ever(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        other = await stand.active_node("toinen", KUOPIO)
        await heard(stand, node, date(2027, 1, 10))
        named = acts.Owns(node="toinen", municipalities=(KUOPIO,), quarter="2026-Q4")
        await stand.desk.database.write(lambda db: record(db, named, stand.clock.now()))

        said = await heard(stand, node, date(2027, 4, 2))
        assert said.overdue == (Owed(quarter="2026-Q4", municipalities=(SIILINJARVI,)),)
        said = await heard(stand, other, date(2027, 4, 2))
        assert said.overdue == (Owed(quarter="2026-Q4", municipalities=(KUOPIO,)),)
        said = await heard(stand, other, date(2029, 1, 2))
        assert isinstance(said.overdue, tuple)
        assert said.overdue[0].quarter == "2027-Q1"
        assert len(said.overdue) == QUARTERS_OWED - 1


async def test_counts_that_a_restored_ledger_lost_are_asked_for_again(tmp_path: Path) -> None:
    async with hub_in(tmp_path / "one") as stand:
        node = await stand.active_node()
        await heard(stand, node, date(2027, 4, 25))
        await node.push(following(None))
        whole = await stand.desk.read(ledger.entries)
        memory = DueMemory(OwnerMemory(stand.desk.reference))
        today = helsinki_day(stand.clock.now())
        told = await stand.desk.read(lambda db: memory.of(db, NODE, today))
        assert [one.quarter for one in told.missing] == ["2027-Q1"]
    async with hub_in(tmp_path / "two", HandClock(stand.clock.now())) as other:
        await other.desk.database.write(lambda db: restore.entries(db, whole[:-1]))
        told = await other.desk.read(lambda db: memory.of(db, NODE, today))
        assert [one.quarter for one in told.missing] == ["2026-Q4", "2027-Q1"]


@pytest.mark.parametrize("asked", [store.newest_counts, store.quarters_told])
async def test_what_a_hello_asks_is_found_by_an_index(tmp_path: Path, asked: Asked) -> None:
    async with hub_in(tmp_path) as stand:

        def plans(db: Connection) -> list[str]:
            said: list[str] = []
            db.set_trace_callback(said.append)
            asked(db, NODE)
            db.set_trace_callback(None)
            return [str(row["detail"]) for one in said for row in explained(db, one)]

        assert await stand.desk.read(plans) == [
            "SEARCH ledger USING INDEX ledger_statistics (node=?)"
        ]


def explained(db: Connection, statement: str) -> list[Row]:
    """Return how the database would look for the rows of a statement."""
    return db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
