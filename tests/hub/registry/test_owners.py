"""Who reports the counts of a municipality in a quarter, and what an operator can name."""

from datetime import date
from pathlib import Path

import pytest

from hub.ingest import mirror, proof
from hub.registry import acts
from hub.registry.acts import Act
from hub.registry.decide import record
from hub.registry.handover import decide as handing
from hub.registry.owners import decide, forms
from hub.registry.owners.model import Ownership, after, holders, owners
from hub.registry.owners.store import OwnerMemory
from hub.registry.store import network
from hub.statistics.quarters import day_after, first_day, last_day, newest_closed
from shared.reference.lookup import load
from shared.text import Text
from tests.hub.ingest.builders_ingest import KUOPIO, NODE, SIILINJARVI, Stand, hub_in
from tests.hub.statistics.quarters import RELEASE_DAY, following
from tests.hub.statistics.test_statistics_taken import after_the_quarter, put

REFERENCE = load()
OCTOBER, JANUARY = date(2026, 10, 5), date(2027, 1, 7)
Q3, Q4, Q1, Q2 = "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2"


def granted(node: str, *codes: str) -> acts.Granted:
    return acts.Granted(node=node, municipalities=codes, reach=("13",))


def owns(node: str, quarter: str, *codes: str) -> acts.Owns:
    return acts.Owns(node=node, municipalities=codes or (KUOPIO,), quarter=quarter)


def keyed(node: str) -> acts.Keyed:
    return acts.Keyed(node=node, public_key="a" * 64, first_sequence=1)


def said(*told: tuple[date, Act], networks: str = "abc") -> Ownership:
    """Return what acts come to; the networks had their keys long before."""
    before: list[tuple[date, Act]] = [(date(2026, 1, 1), keyed(node)) for node in networks]
    return after(Ownership(), [*before, *told])


def owner(ownership: Ownership, quarter: str, code: str = KUOPIO) -> str | None:
    """Return the owner; one that is not settled is named with a question mark."""
    found = owners(ownership, quarter, REFERENCE)
    return "?" if code in found.unsettled else found.of.get(code)


def test_the_only_network_on_the_last_day_reports() -> None:
    told = said((OCTOBER, granted("a", KUOPIO)))
    assert [owner(told, quarter) for quarter in (Q3, Q4, Q1)] == [None, "a", "a"]


def test_an_invited_network_owns_nothing_and_unsettles_nothing() -> None:
    both = ((OCTOBER, granted("a", KUOPIO)), (OCTOBER, granted("b", KUOPIO)))
    told = said(*both, networks="a")
    assert [owner(told, quarter) for quarter in (Q4, Q1)] == ["a", "a"]
    assert holders(told, Q4, REFERENCE)[KUOPIO] == ("a",)

    later = after(told, [(JANUARY, keyed("b")), (date(2027, 4, 5), keyed("b"))])
    assert [owner(later, quarter) for quarter in (Q4, Q1)] == ["a", "?"]
    assert holders(later, Q1, REFERENCE)[KUOPIO] == ("a", "b")


def test_a_mandate_that_was_replaced_the_day_after_the_key_was_held_that_day() -> None:
    told = said(
        (date(2026, 9, 1), granted("a", KUOPIO)),
        (date(2026, 11, 1), keyed("a")),
        (date(2026, 11, 2), granted("a")),
        networks="",
    )
    assert holders(told, Q4, REFERENCE)[KUOPIO] == ("a",)
    assert owner(after(told, [(OCTOBER, owns("a", Q4))]), Q4) == "a"


def test_of_several_nobody_reports_until_one_is_named() -> None:
    both = said((OCTOBER, granted("a", KUOPIO)), (OCTOBER, granted("b", KUOPIO)))
    assert owner(both, Q4) == "?"
    assert holders(both, Q4, REFERENCE)[KUOPIO] == ("a", "b")
    named = after(both, [(OCTOBER, owns("b", Q1))])
    assert [owner(named, quarter) for quarter in (Q4, Q1, Q2)] == ["?", "b", "b"]


def test_the_newest_word_that_reaches_the_quarter_counts() -> None:
    told = said(
        (OCTOBER, granted("a", KUOPIO)),
        (OCTOBER, granted("b", KUOPIO)),
        (OCTOBER, owns("b", Q2)),
        (OCTOBER, owns("a", Q1)),
    )
    assert [owner(told, quarter) for quarter in (Q4, Q1, Q2)] == ["?", "a", "a"]


def test_a_grant_after_a_quarter_changes_nothing_in_it() -> None:
    told = said((OCTOBER, granted("a", KUOPIO)), (JANUARY, granted("b", KUOPIO)))
    assert [owner(told, quarter) for quarter in (Q4, Q1)] == ["a", "?"]
    gone = after(told, [(JANUARY, granted("a"))])
    assert [owner(gone, quarter) for quarter in (Q4, Q1)] == ["a", "b"]


def test_whoever_has_it_on_the_last_day_reports_the_quarter_unless_named() -> None:
    over = acts.HandedOver(node="a", to="b", municipalities=(KUOPIO,), day=date(2026, 11, 15))
    told = said((OCTOBER, granted("a", KUOPIO)), (OCTOBER, granted("b")), (OCTOBER, over))
    assert [owner(told, quarter) for quarter in (Q4, Q1)] == ["b", "b"]
    named = after(told, [(OCTOBER, owns("a", Q4))])
    assert [owner(named, quarter) for quarter in (Q4, Q1)] == ["a", "b"]


def test_a_network_that_ended_reports_nothing() -> None:
    end = acts.Ended(node="a", day=date(2026, 12, 31))
    told = said((OCTOBER, granted("a", KUOPIO)), (OCTOBER, end))
    assert owner(told, Q4) is None


def test_a_clock_that_ran_backwards_changes_no_quarter_that_is_over() -> None:
    told = said((OCTOBER, granted("a", KUOPIO)), (JANUARY, granted("c", "140")))
    late = after(told, [(date(2026, 12, 1), granted("b", KUOPIO))])
    assert [owner(late, quarter) for quarter in (Q4, Q1)] == ["a", "?"]


def test_old_codes_stand_for_what_they_became() -> None:
    told = said((OCTOBER, granted("a", "911")))  # Valtimo is part of Nurmes.
    assert owner(told, Q4, "541") == "a"


def test_quarters_are_days_in_helsinki() -> None:
    assert (first_day(Q4), last_day(Q4)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert newest_closed(date(2026, 12, 31)) == Q3
    assert newest_closed(date(2027, 1, 1)) == Q4
    assert day_after("9999-Q4") == date.max
    assert first_day("0000-Q1") == date(1, 1, 1)


@pytest.mark.parametrize(
    ("typed", "quarter"),
    [("2027-Q1", Q1), ("2027q1", Q1), ("1/2027", Q1), ("Q1/2027", Q1), ("2026-Q3", Q3)],
)
def test_a_quarter_is_read(typed: str, quarter: str) -> None:
    assert forms.quarter_from(typed, today=date(2026, 11, 16)) == quarter


@pytest.mark.parametrize("typed", ["2026-Q2", "2027-Q5", "2029-Q1", "winter", ""])
def test_a_quarter_that_cannot_be_meant_is_refused(typed: str) -> None:
    assert isinstance(forms.quarter_from(typed, today=date(2026, 11, 16)), Text)


async def named(stand: Stand, node: str, quarter: str, *codes: str) -> str:
    """Name an owner; return what was said, with a dash before a refusal."""
    at = stand.clock.now()
    found = await stand.desk.decide(
        lambda db: decide.name_owner(db, node, codes, quarter, stand.desk.reference, at=at)
    )
    return f"- {found}" if isinstance(found, Text) else str(found.said)


async def test_an_operator_names_an_owner(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node(NODE, KUOPIO, SIILINJARVI)
        await stand.active_node("toinen", KUOPIO)
        assert "alone reports" in await named(stand, "toinen", Q1, KUOPIO)
        assert "is named for Kuopio already" in await named(stand, "toinen", Q1, KUOPIO)
        assert "does not answer for Siilinjärvi" in await named(stand, "toinen", Q1, SIILINJARVI)
        assert "No network is called nobody" in await named(stand, "nobody", Q1, KUOPIO)
        memory = OwnerMemory(stand.desk.reference)
        found = await stand.desk.read(lambda db: memory.owners(db, Q1))
        assert (found.of[KUOPIO], found.named) == ("toinen", frozenset({KUOPIO}))
        assert "alone reports" in await named(stand, NODE, Q1, KUOPIO)
        again = await stand.desk.read(lambda db: memory.owners(db, Q1))
        assert again.owned(NODE) == (KUOPIO, SIILINJARVI)
        lines = await stand.desk.read(
            lambda db: proof.prove(db, mirror.lines(tmp_path / mirror.FILE_NAME)).findings
        )
        assert lines == ()


async def test_no_owner_is_changed_for_a_quarter_that_was_released(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await after_the_quarter(stand, node)
        await put(stand, node, following(None))
        await stand.active_node("toinen", KUOPIO)
        assert "does not answer" in await named(stand, "toinen", Q4, KUOPIO)
        assert "alone reports" in await named(stand, "toinen", Q1, KUOPIO)
        over = await stand.desk.decide(
            lambda db: handing.hand_over(
                db,
                NODE,
                "toinen",
                (KUOPIO,),
                date(2027, 3, 1),
                stand.desk.reference,
                at=RELEASE_DAY,
            )
        )
        assert not isinstance(over, Text)
        assert await stand.desk.read(lambda db: network(db, "toinen")) is not None


async def test_a_release_stands_against_another_owner(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await stand.active_node("toinen", KUOPIO)
        assert "alone reports" in await named(stand, NODE, Q4, KUOPIO)
        await after_the_quarter(stand, node)
        await put(stand, node, following(None))
        refused = await named(stand, "toinen", Q4, KUOPIO)
        assert "has released the counts of Kuopio of 2026-Q4 already" in refused
        assert "alone reports" in await named(stand, "toinen", Q1, KUOPIO)


async def test_memory_notices_another_ledger(tmp_path: Path) -> None:
    memory = OwnerMemory(REFERENCE)
    async with hub_in(tmp_path / "one") as stand:
        await stand.active_node()
        one = await stand.desk.read(lambda db: memory.owners(db, Q4))
        assert one.of[KUOPIO] == NODE
    async with hub_in(tmp_path / "two") as other:
        assert (await other.desk.read(lambda db: memory.owners(db, Q4))).of == {}
        await other.active_node("toinen", KUOPIO)
        await other.desk.database.write(
            lambda db: record(db, granted("toinen", SIILINJARVI), other.clock.now())
        )
        assert (await other.desk.read(lambda db: memory.owners(db, Q4))).of == {
            SIILINJARVI: "toinen"
        }
