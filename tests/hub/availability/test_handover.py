"""A municipality passes from one network to another on a day; a network ends; places merge."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from msgspec.structs import replace

from hub.availability import project
from hub.availability.compute import picture
from hub.availability.history import ONE_DAY
from hub.availability.horizon import next_change, next_turn
from hub.availability.model import Known
from hub.registry import acts
from hub.registry.handover.mandate import Mandate, Move, leaves, may_name, speaks
from hub.registry.handover.mandate import after as carried
from shared.period import day_start
from shared.wire.opendata import Row
from tests.hub.availability.answering import MERGING, NEW, NEW_YEAR
from tests.hub.availability.build import (
    ASKOLA,
    EAST_UUSIMAA,
    HELSINKI,
    MANTYHARJU,
    NOW,
    POLICY,
    PORVOO,
    REFERENCE,
    SIPOO,
    SOUTH_SAVO,
    TODAY,
    ago,
    network,
    none,
    offer,
    projection,
    report,
    row,
)
from tests.hub.availability.ledgers import (
    BEGIN,
    act,
    admit,
    after,
    database,
    midnight,
    push,
    story,
)

TOMORROW = TODAY + ONE_DAY
FIRST_SECOND = day_start(TOMORROW)
LAST_SECOND = FIRST_SECOND - timedelta(seconds=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    connection = database(tmp_path / "hub.db")
    yield connection
    connection.close()


def handed(known: Known, to: str, *codes: str, day: date = TOMORROW) -> Known:
    """Return the network with municipalities handed over by it."""
    return moved(known, Move(day=day, other=to, municipalities=codes, gains=False))


def taken(known: Known, by: str, *codes: str, day: date = TOMORROW) -> Known:
    """Return the network with municipalities handed over to it."""
    return moved(known, Move(day=day, other=by, municipalities=codes, gains=True))


def moved(known: Known, move: Move) -> Known:
    return replace(known, mandate=replace(known.mandate, moves=(*known.mandate.moves, move)))


def ending(known: Known, day: date = TOMORROW) -> Known:
    """Return the network with its end decided."""
    return replace(known, mandate=replace(known.mandate, ends_on=day))


def pair(old: Known, new: Known) -> tuple[Known, Known]:
    """Return two networks after Porvoo was announced to pass from one to the other tomorrow."""
    return handed(old, new.node, PORVOO), taken(new, old.node, PORVOO)


# The day itself.


def test_until_the_day_the_old_network_answers_and_from_it_the_new_one() -> None:
    two = pair(
        network("east", {PORVOO: none(5)}),
        network("west", {PORVOO: none(3)}, answers=(SIPOO,)),
    )

    before, after_it = row(two, PORVOO, LAST_SECOND), row(two, PORVOO, FIRST_SECOND)

    assert (before.state, before.networks) == ("none", ("east",))
    assert (after_it.state, after_it.networks) == ("none", ("west",))


def test_what_the_new_network_says_does_not_count_before_the_day() -> None:
    two = pair(network("east", {PORVOO: none(5)}), network("west", {PORVOO: "groups"}, answers=()))
    silent = pair(network("east", {PORVOO: none(5)}), network("west", {}, answers=()))

    assert row(two, PORVOO, LAST_SECOND) == row(silent, PORVOO, LAST_SECOND)
    assert row(two, PORVOO, FIRST_SECOND).state == "unknown"


def test_what_the_old_network_says_does_not_count_from_the_day_on() -> None:
    two = pair(
        network("east", {PORVOO: "not_known"}), network("west", {PORVOO: none(5)}, answers=())
    )

    assert row(two, PORVOO, LAST_SECOND).state == "unknown"
    assert row(two, PORVOO, FIRST_SECOND).state == "none"


def test_fault_26_a_page_from_a_cache_says_none_no_longer_than_the_old_network_may() -> None:
    two = pair(network("east", {PORVOO: none(5)}), network("west", {}, answers=()))

    assert row(two, PORVOO, NOW).believed_until == FIRST_SECOND
    assert row(two, PORVOO, FIRST_SECOND).state == "unknown"


def test_offers_count_within_reach_and_the_new_network_reaches_the_area_from_the_day_on() -> None:
    groups = offer(PORVOO)
    old = network("east", {PORVOO: "groups"}, groups)
    new = network("city", {HELSINKI: "groups"}, replace(groups, audience="fathers"), reach=("90",))
    two = pair(old, new)

    before, then = row(two, PORVOO, LAST_SECOND), row(two, PORVOO, FIRST_SECOND)

    assert [one.partition(".")[0] for one in before.offers] == ["east"]
    assert [one.partition(".")[0] for one in then.offers] == ["city", "east"]
    assert then.networks == ("city",)
    shown = picture(projection(*two), REFERENCE, POLICY, FIRST_SECOND).networks
    assert [(n.node, n.answers_for, n.reach) for n in shown] == [
        ("city", (HELSINKI, PORVOO), (EAST_UUSIMAA, "90")),
        ("east", (), (EAST_UUSIMAA,)),
    ]


def test_time_alone_brings_the_day() -> None:
    two = projection(*pair(network("east", {PORVOO: none(5)}), network("west", {}, answers=())))

    assert next_turn(two, POLICY, NOW) == FIRST_SECOND
    assert next_change(two, POLICY, NOW) == FIRST_SECOND


def test_fault_27_none_needs_all_networks_that_answer_by_their_grants() -> None:
    three = (
        *pair(network("east", {PORVOO: none(5)}), network("west", {PORVOO: none(5)}, answers=())),
        network("parish", {PORVOO: "not_known"}),
    )
    agreeing = (*three[:2], network("parish", {PORVOO: none(2)}))

    for then in (LAST_SECOND, FIRST_SECOND):
        assert row(three, PORVOO, then).state == "unknown"
        assert row(agreeing, PORVOO, then).state == "none"
        assert row(agreeing, PORVOO, then).groups.open == 0
        assert row(three, PORVOO, then).groups.open is None


# A network that ends.


def test_an_ended_network_speaks_for_nothing_and_is_not_missing() -> None:
    two = (
        ending(network("east", {PORVOO: "groups"}, offer(PORVOO))),
        network("parish", {ASKOLA: none(5)}),
    )

    before = picture(projection(*two), REFERENCE, POLICY, LAST_SECOND)
    then = picture(projection(*two), REFERENCE, POLICY, FIRST_SECOND)

    assert (before.completeness.networks, then.completeness.networks) == (2, 1)
    assert then.completeness.networks_believed == 1
    assert [n.node for n in then.networks] == ["parish"]
    assert then.offers == ()
    assert state(before.rows, PORVOO) == "open"
    assert state(then.rows, PORVOO) == "unknown"
    assert state(then.rows, ASKOLA) == "none"


def test_fault_26_an_ended_networks_offers_are_believed_until_the_day_at_most() -> None:
    shown = picture(
        projection(ending(network("east", {PORVOO: "groups"}, offer(PORVOO)))),
        REFERENCE,
        POLICY,
        NOW,
    )

    assert [one.believed_until for one in shown.offers] == [FIRST_SECOND]
    assert next(r for r in shown.rows if r.municipality == PORVOO).believed_until == FIRST_SECOND


def test_an_end_and_a_handover_on_one_day_leave_no_gap() -> None:
    old, new = pair(
        network("east", {PORVOO: none(5)}),
        network("west", {PORVOO: none(2)}, answers=()),
    )
    two = (ending(old), new)

    assert row(two, PORVOO, LAST_SECOND).state == "none"
    assert row(two, PORVOO, FIRST_SECOND).state == "none"


# Mergers on 1 January.


def merging_row(networks: tuple[Known, ...], code: str, day: date) -> Row:
    shown = picture(projection(*networks), MERGING, POLICY, day_start(day)).rows
    return next(row for row in shown if row.municipality == code)


def lively(node: str, says: dict[str, object], **fields: object) -> Known:
    """Return a network that was heard of on the last days of the year."""
    days = (NEW_YEAR - TODAY).days
    given = dict(says)
    known = network(node, given, contact=1 - days, confirmed=2 - days, **fields)  # type: ignore[arg-type]
    return replace(known, first_report_at=ago(1))


def test_merged_networks_answer_for_the_whole_and_none_needs_both() -> None:
    nothing = ("none", NEW_YEAR - timedelta(days=20))
    parts = (lively("east", {PORVOO: nothing}), lively("parish", {ASKOLA: nothing}))
    whole = (lively("east", {PORVOO: nothing}), lively("parish", {PORVOO: nothing}))

    before = merging_row(parts, PORVOO, NEW_YEAR - ONE_DAY)
    then, both = merging_row(parts, PORVOO, NEW_YEAR), merging_row(whole, PORVOO, NEW_YEAR)

    assert (before.state, before.networks) == ("none", ("east",))
    assert before.believed_until == day_start(NEW_YEAR)
    assert (then.state, then.networks) == ("unknown", ("east", "parish"))
    assert both.state == "none"


def test_a_handover_in_the_middle_of_a_merger_takes_what_it_named() -> None:
    """Askola is handed over in December, and becomes part of Porvoo in January."""
    advent = date(2026, 12, 1)
    east = Mandate(
        municipalities=(ASKOLA, PORVOO, SIPOO),
        reach=(EAST_UUSIMAA,),
        moves=(Move(day=advent, other="west", municipalities=(ASKOLA,), gains=False),),
    )
    west = Mandate(
        moves=(Move(day=advent, other="east", municipalities=(ASKOLA,), gains=True),),
    )

    for day in (advent, NEW_YEAR):
        assert speaks(east, MERGING, day).municipalities == (PORVOO, SIPOO)
        assert speaks(west, MERGING, day).municipalities == (ASKOLA,)
        assert speaks(west, MERGING, day).reach == (EAST_UUSIMAA,)


def test_the_whole_of_a_merged_municipality_is_handed_over_by_its_new_code() -> None:
    day = NEW_YEAR + timedelta(days=30)
    east = Mandate(
        municipalities=(ASKOLA, PORVOO, SIPOO),
        moves=(Move(day=day, other="west", municipalities=(PORVOO,), gains=False),),
    )
    early = replace(east, moves=(replace(east.moves[0], day=NEW_YEAR - ONE_DAY),))

    assert speaks(east, MERGING, NEW_YEAR).municipalities == (ASKOLA, PORVOO, SIPOO)
    assert speaks(east, MERGING, day).municipalities == (SIPOO,)
    assert speaks(early, MERGING, NEW_YEAR).municipalities == (ASKOLA, SIPOO)
    assert leaves(east, MERGING, NEW_YEAR) == {ASKOLA: day, PORVOO: day}


def test_the_unknown_of_a_new_municipality_began_where_its_parts_were_last_known(
    db: Connection,
) -> None:
    admit(db, answers=(MANTYHARJU,))
    act(db, acts.Granted(node="east", municipalities=(MANTYHARJU,), reach=(SOUTH_SAVO,)))
    days = (NEW_YEAR - BEGIN.date()).days
    push(db, report("east", {MANTYHARJU: "groups"}, (offer(MANTYHARJU),)), days - 5)
    act(db, acts.Ended(node="east", day=NEW_YEAR), days - 4)

    now = after(days + 3)
    project.catch_up(db, MERGING, POLICY, now)
    shown = project.snapshot(db, MERGING, POLICY, now).availability.municipalities

    assert next(r for r in shown if r.municipality == NEW).since == NEW_YEAR
    assert state(shown, NEW) == "unknown"


# In the ledger: history and what is published.


def state(rows: tuple[Row, ...], code: str) -> str:
    return next(row.state for row in rows if row.municipality == code)


def announce(db: Connection, days: int, on: int, *codes: str) -> acts.HandedOver:
    """Write into the ledger that municipalities pass from east to west."""
    given = acts.HandedOver(
        node="east", to="west", municipalities=codes, day=BEGIN.date() + timedelta(days=on)
    )
    act(db, given, days)
    return given


def settle(db: Connection) -> None:
    """East says none of Porvoo, and west, which does not answer for it, says groups."""
    admit(db)
    admit(db, "west", (SIPOO,))
    for days in range(1, 40, 5):
        push(db, report("east", {PORVOO: ("none", BEGIN.date())}), days)
        push(db, report("west", {PORVOO: "not_known"}), days)


def test_history_goes_on_without_gap_or_double_day(db: Connection) -> None:
    settle_until = 40
    admit(db)
    admit(db, "west", (SIPOO,))
    announce(db, 1, 20, PORVOO)
    for days in range(2, settle_until, 5):
        push(db, report("east", {PORVOO: ("none", BEGIN.date())}), days)
        open_now = offer(PORVOO, open=1)
        push(db, report("west", {PORVOO: "groups"}, (open_now,) if days > 25 else ()), days)

    project.catch_up(db, REFERENCE, POLICY, after(settle_until))

    assert story(db) == [
        (0, 1, "unknown"),
        (2, 19, "none"),
        (20, 26, "unknown"),
        (27, 39, "open"),
    ]
    project.rebuild(db, REFERENCE, POLICY, after(settle_until))
    assert len(story(db)) == 4


def test_fault_25_a_taker_that_never_spoke_is_unknown_since_the_day(db: Connection) -> None:
    settle(db)
    announce(db, 39, 42, PORVOO)

    project.catch_up(db, REFERENCE, POLICY, after(41.9))
    before, due = project.look(db, REFERENCE, POLICY, midnight(42) - timedelta(seconds=1))
    project.catch_up(db, REFERENCE, POLICY, midnight(42))
    then, _ = project.look(db, REFERENCE, POLICY, midnight(42))

    assert due == midnight(42)
    assert state(before.availability.municipalities, PORVOO) == "none"
    found = next(r for r in then.availability.municipalities if r.municipality == PORVOO)
    assert (found.state, found.since) == ("unknown", BEGIN.date() + timedelta(days=42))
    assert found.reason == "not_known"


def test_fault_25_what_an_ended_network_answered_for_is_unknown_since_its_end(
    db: Connection,
) -> None:
    settle(db)
    act(db, acts.Ended(node="east", day=BEGIN.date() + timedelta(days=42)), 39)

    project.catch_up(db, REFERENCE, POLICY, after(45))
    shown = project.snapshot(db, REFERENCE, POLICY, after(45))

    found = next(r for r in shown.availability.municipalities if r.municipality == PORVOO)
    assert (found.state, found.reason) == ("unknown", "uncovered")
    assert found.since == BEGIN.date() + timedelta(days=42)
    assert story(db)[-2:] == [(1, 41, "none"), (42, 44, "unknown")]


def test_called_off_before_its_day_nothing_happens(db: Connection) -> None:
    settle(db)
    given = announce(db, 39, 42, PORVOO)
    act(db, acts.CalledOff(node="east", to="west", day=given.day), 40)

    project.catch_up(db, REFERENCE, POLICY, after(45))

    assert story(db)[-1] == (1, 44, "none")


def test_an_end_that_was_a_mistake_is_lifted_and_the_days_between_stay(db: Connection) -> None:
    settle(db)
    day = BEGIN.date() + timedelta(days=42)
    act(db, acts.Ended(node="east", day=day), 39)
    act(db, acts.CalledOff(node="east", to=None, day=day), 44)

    project.catch_up(db, REFERENCE, POLICY, after(47))

    assert story(db)[-3:] == [(1, 41, "none"), (42, 43, "unknown"), (44, 46, "none")]


# What a grant does to it.


def test_a_grant_is_a_correction_of_now_and_leaves_what_is_announced() -> None:
    two = (
        Move(day=TODAY, other="west", municipalities=(ASKOLA,), gains=False),
        Move(day=TOMORROW, other="west", municipalities=(SIPOO,), gains=True),
    )
    before = Mandate(municipalities=(ASKOLA, PORVOO), moves=two)

    then = after_grant(before, PORVOO)

    assert then.moves == (two[1],)
    assert speaks(then, REFERENCE, TODAY).municipalities == (PORVOO,)
    assert speaks(then, REFERENCE, TOMORROW).municipalities == (PORVOO, SIPOO)


def test_a_report_may_go_on_naming_what_was_handed_on_but_not_what_a_grant_took() -> None:
    two = (
        Move(day=TODAY, other="west", municipalities=(ASKOLA,), gains=False),
        Move(day=TODAY, other="west", municipalities=(SIPOO,), gains=True),
    )
    before = Mandate(municipalities=(ASKOLA, HELSINKI, PORVOO), moves=two)

    assert may_name(before) == (ASKOLA, HELSINKI, PORVOO, SIPOO)
    assert may_name(after_grant(before, PORVOO)) == (ASKOLA, PORVOO)


def after_grant(mandate: Mandate, *codes: str) -> Mandate:
    """Return the mandate after a grant of today."""
    granted = acts.Granted(node="east", municipalities=codes, reach=(EAST_UUSIMAA,))
    return carried(mandate, "east", granted, TODAY)
