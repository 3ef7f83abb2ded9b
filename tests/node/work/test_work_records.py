"""Records of the work beside the groups: kept as they are, changed, undone, counted."""

from datetime import UTC, date, datetime
from functools import partial
from sqlite3 import Connection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.history import record as history
from node.history.model import Doer
from node.outbox import store as outbox
from node.work import asks, edit, rules, store, table
from node.work.agreements import AGREEMENT
from node.work.costs import COST
from node.work.edit import Overtaken, Saved
from node.work.model import (
    Agreement,
    AgreementKind,
    Commitment,
    Cost,
    Participation,
    Record,
    Workshop,
)
from node.work.noun import Noun
from node.work.nouns import NOUNS
from node.work.workshops import WORKSHOP
from shared.reference import lookup
from shared.runtime.database import Database

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
DOER = Doer(at=NOW, staff=1, via="page")
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31))
LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=120)
COUNTS = st.none() | st.integers(min_value=0, max_value=1000)
IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True).filter(lambda i: len(i) <= 60)
AGREEMENT_KINDS: tuple[AgreementKind, ...] = ("partnership", "other")
PLACES = st.sampled_from(["13", "90", "297", "638"])


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Return any record that the model allows."""
    day = draw(DAYS)
    last = draw(st.none() | st.dates(min_value=day, max_value=date(2101, 12, 31)))
    note = draw(st.none() | LINES)
    match draw(st.integers(min_value=0, max_value=4)):
        case 0:
            return Workshop(
                day=day, place=draw(PLACES), took_part=draw(COUNTS), held_by=note, theme=note
            )
        case 1:
            year = st.dates(min_value=date(day.year, 1, 1), max_value=date(day.year, 12, 31))
            days = draw(st.sets(year, min_size=1, max_size=12))
            return Participation(
                kind=draw(st.sampled_from(["steering_group", "parents_panel"])),
                name=draw(LINES),
                place=draw(st.none() | PLACES),
                days=tuple(sorted(days)),
                parents=draw(COUNTS),
                volunteers=draw(COUNTS),
            )
        case 2:
            return Commitment(
                organiser=draw(IDS),
                kind=draw(st.sampled_from(["working_time", "approval"])),
                valid_from=day,
                valid_until=last,
                note=note,
            )
        case 3:
            kind = draw(st.sampled_from(AGREEMENT_KINDS))
            return Agreement(party=draw(LINES), kind=kind, starts=day, ends=last, note=note)
        case _:
            return Cost(
                group=draw(IDS),
                kind=draw(st.sampled_from(["rooms", "travel"])),
                planned_cents=draw(st.integers(min_value=0, max_value=99_999_999)),
                actual_cents=draw(st.none() | st.integers(min_value=0, max_value=99_999_999)),
                note=note,
            )


def noun_of(record: Record) -> Noun[Any]:
    """Return the description of a record's kind."""
    return next(noun for noun in NOUNS if noun.type is type(record))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), max_size=5))
async def test_what_is_kept_is_read_back_and_restored(
    database: Database, kept: list[Record]
) -> None:
    def round_trip(db: Connection) -> None:
        for record in kept:
            noun = noun_of(record)
            if isinstance(record, Cost) and COST.refuse(db, record):
                continue
            stored = noun.put(db, record)
            assert stored.id > 0
            assert noun.find(db, stored.id) == stored
            assert stored in noun.every(db)
            assert edit.remove(db, noun, str(stored.id), doer=DOER) == ()
            assert noun.find(db, stored.id) is None
            assert edit.restore(db, noun, str(stored.id), doer=DOER) is None
            assert noun.find(db, stored.id) == stored

    await database.write(round_trip)


def save(db: Connection, noun: Noun[Any], form: dict[str, str], **how: Any) -> Any:
    """Store a form."""
    return edit.save(db, noun, form, reference=lookup.load(), doer=DOER, **how)


async def test_every_act_stands_in_the_history_and_nothing_is_to_be_sent(
    database: Database,
) -> None:
    form = {"party": "Seurakunta", "kind": "intent", "starts": "1.1.2026"}

    def acts(db: Connection) -> list[str]:
        saved = save(db, AGREEMENT, form)
        assert isinstance(saved, Saved)
        save(db, AGREEMENT, {"ends": "1.10.2026"}, before="1")
        edit.remove(db, AGREEMENT, "1", doer=DOER)
        return [entry.verb for entry in history.of_record(db, "agreement", "1")]

    assert await database.write(acts) == ["removed", "changed", "added"]
    assert await database.read(outbox.dirty_since) is None


async def test_the_second_of_two_people_overwrites_nothing(database: Database) -> None:
    def both(db: Connection) -> Overtaken:
        save(db, WORKSHOP, {"day": "1.9.2026", "place": "Kuopio"})
        seen = history.version(db, "workshop", "1")
        save(db, WORKSHOP, {"took_part": "14"}, before="1", version=seen)
        late = save(db, WORKSHOP, {"took_part": "15"}, before="1", version=seen)
        assert isinstance(late, Overtaken)
        return late

    late = await database.write(both)

    (found,) = await database.read(store.WORKSHOPS.every)
    assert found.took_part == 14
    ((change,),) = (entry.changes for entry in late.entries)
    assert (change.field, change.before, change.after) == ("took_part", None, 14)


async def test_a_cost_whose_place_was_taken_does_not_come_back(database: Database) -> None:
    def acts(db: Connection) -> object:
        first = COST.put(db, Cost(group="g", kind="rooms", planned_cents=1))
        edit.remove(db, COST, str(first.id), doer=DOER)
        COST.put(db, Cost(group="g", kind="rooms", planned_cents=2))
        return edit.restore(db, COST, str(first.id), doer=DOER)

    assert "already" in str(await database.write(acts))


@pytest.mark.parametrize("record", ["x", "", "-1", "99", "9" * 40])
async def test_ids_that_nobody_has(database: Database, record: str) -> None:
    def acts(db: Connection) -> None:
        assert edit.found(db, WORKSHOP, record) is None
        assert edit.remove(db, WORKSHOP, record, doer=DOER) != ()
        assert isinstance(save(db, WORKSHOP, {}, before=record), tuple)
        assert edit.undo(db, WORKSHOP, record, doer=DOER) is not None

    await database.write(acts)


def agreement(party: str, starts: date, ends: date | None) -> Agreement:
    """Return an agreement."""
    return Agreement(party=party, kind="partnership", starts=starts, ends=ends)


def test_an_agreement_is_brought_up_sixty_days_before_its_end_unless_another_follows() -> None:
    today, first = date(2026, 9, 1), date(2026, 1, 1)
    soon = agreement("A", first, date(2026, 10, 31))
    every = [
        soon,
        agreement("B", first, date(2026, 11, 1)),
        agreement("C", first, date(2026, 8, 31)),
        agreement("D", first, None),
        agreement("E", first, date(2026, 9, 30)),
        agreement("e", date(2026, 10, 1), date(2027, 9, 30)),
    ]
    assert rules.ending(every, today) == (soon,)


def test_partners_of_a_year_are_counted_once() -> None:
    every = [
        agreement("A", date(2025, 1, 1), date(2026, 1, 1)),
        agreement("a", date(2026, 5, 1), None),
        agreement("B", date(2027, 1, 1), None),
        agreement("C", date(2020, 1, 1), date(2025, 12, 31)),
    ]
    assert rules.partners(every, 2026) == 1


def test_commitments_in_force_on_a_day() -> None:
    first = Commitment(organiser="ry", kind="approval", valid_from=date(2026, 1, 1))
    ended = Commitment(
        organiser="ry",
        kind="supervision",
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 8, 31),
    )
    assert rules.in_force([first, ended], date(2026, 8, 31)) == (first, ended)
    assert rules.in_force([first, ended], date(2026, 9, 1)) == (first,)
    assert rules.in_force([first], date(2025, 12, 31)) == ()


def test_sums_leave_open_what_nobody_wrote_down() -> None:
    costs = [
        Cost(group="b", kind="rooms", planned_cents=100),
        Cost(group="b", kind="travel", planned_cents=50),
        Cost(group="a", kind="rooms", actual_cents=7),
    ]
    totals = [(one.group, one.planned_cents, one.actual_cents) for one in rules.sums(costs)]
    assert totals == [("a", None, 7), ("b", 150, None)]


async def test_measures_and_tables(database: Database) -> None:
    def fill(db: Connection) -> None:
        save(db, WORKSHOP, {"day": "1.9.2026", "place": "Kuopio"})
        save(db, AGREEMENT, {"party": "Srk", "kind": "partnership", "starts": "1.1.2026"})
        panel = Participation(
            kind="parents_panel",
            name="Raati",
            place="13",
            days=(date(2026, 2, 1), date(2026, 5, 3)),
            parents=7,
        )
        store.PARTICIPATIONS.put(db, panel)
        store.COSTS.put(db, Cost(group="g", kind="rooms", planned_cents=12_550))

    await database.write(fill)

    assert await database.read(partial(table.measures, year=2026)) == {
        "workshops": 1,
        "participation_groups": 1,
        "participation_meetings": 2,
        "partners": 1,
        "participation_parents": 7,
    }
    assert (await database.read(partial(table.measures, year=2020)))["volunteers"] == 0
    sheets = {one.name: one for one in await database.read(partial(table.tables, language="fi"))}
    assert set(sheets) == {
        *("Ohjaajaverstaat", "Osallisuus", "Sitoumukset", "Sopimukset", "Kustannukset")
    }
    assert all(len(name) <= 31 for name in sheets)
    panel = sheets["Osallisuus"].rows[0]
    assert panel[:3] == ("Raati", "vanhempainraati", "Pohjois-Savo")
    assert "1.2.2026; 3.5.2026" in panel
    assert str(sheets["Kustannukset"].rows[0][2]) == "125.5"


async def test_an_agreement_that_ends_soon_is_asked_for(database: Database) -> None:
    form = {"party": "Srk", "kind": "partnership", "starts": "1.1.2026", "ends": "30.9.2026"}
    await database.write(partial(save, noun=AGREEMENT, form=form))

    (todo,) = await database.read(lambda db: tuple(asks.of_agreements(db, NOW)))

    assert "Srk" in str(todo.text)
    assert todo.mail is not None
    assert "Srk" not in str(todo.mail)
    assert todo.href == "/work/agreements/1"
