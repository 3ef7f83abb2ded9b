"""The stored projection: folded along the ledger, dropped and folded again; snapshot, history."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.availability import project, store
from hub.availability.snapshot import Snapshot
from hub.ingest.model import GENESIS
from hub.ingest.store import KeptContact, keep_contact
from hub.registry import acts
from shared.wire.availability import Availability
from shared.wire.contact import Contact
from shared.wire.session import Policy
from tests.hub.availability.build import ASKOLA, POLICY, PORVOO, REFERENCE, none, offer, report
from tests.hub.availability.ledgers import (
    BEGIN,
    act,
    admit,
    after,
    database,
    dump,
    midnight,
    push,
    story,
)


@pytest.fixture
def db(tmp_path: Path) -> Connection:
    return database(tmp_path / "hub.sqlite")


def caught_up(db: Connection, days: float, policy: Policy = POLICY) -> int:
    return project.catch_up(db, REFERENCE, policy, after(days))


def shown(db: Connection, days: float) -> Snapshot:
    return project.snapshot(db, REFERENCE, POLICY, after(days))


def state(db: Connection, days: float) -> str:
    rows = shown(db, days).availability.municipalities
    return next(row.state for row in rows if row.municipality == PORVOO)


def pushed(given: Availability) -> Callable[[Connection, float], None]:
    return lambda db, day: push(db, given, day)


def acted(given: acts.Act) -> Callable[[Connection, float], None]:
    return lambda db, day: act(db, given, day)


LIFE: tuple[tuple[float, Callable[[Connection, float], None]], ...] = (
    (0, lambda db, day: admit(db, days=day)),
    (1, pushed(report("east", {PORVOO: "groups"}, (offer(PORVOO),)))),
    *((day, acted(acts.Word(node="east"))) for day in range(2, 9)),
    (9, pushed(report("east", {PORVOO: none()}))),
    (10, acted(acts.Released(node="east", sequence=2))),
    (12, acted(acts.Suspended(node="east"))),
    (13, acted(acts.Resumed(node="east"))),
)


def grow(db: Connection) -> None:
    """Write a month of a network's life into the ledger."""
    for day, entry in LIFE:
        entry(db, day)


def test_an_empty_ledger_makes_a_country_unknown(db: Connection) -> None:
    assert caught_up(db, 0) == 0

    snapshot = shown(db, 0)

    assert {row.state for row in snapshot.availability.municipalities} == {"unknown"}
    assert (snapshot.availability.ledger_head, snapshot.history) == (GENESIS, ())


def test_catching_up_folds_only_what_is_new(db: Connection) -> None:
    admit(db)
    assert caught_up(db, 0) == 3
    push(db, report("east", {PORVOO: "groups"}, (offer(PORVOO),)), 1)

    assert caught_up(db, 1) == 1
    assert caught_up(db, 1) == 0
    assert state(db, 1) == "open"


def test_the_snapshot_names_the_ledgers_head(db: Connection) -> None:
    grow(db)
    caught_up(db, 14)

    document = shown(db, 14).availability

    last = db.execute("SELECT entry, head FROM ledger ORDER BY entry DESC LIMIT 1").fetchone()
    assert (document.ledger_head, document.ledger_entries) == (last["head"], last["entry"] + 1)
    assert document.made_at == after(14)
    assert shown(db, 14).networks.ledger_head == last["head"]


def test_rebuilding_gives_the_same_bytes(db: Connection) -> None:
    grow(db)
    for day in (0, 3, 9, 9.5, 20, 40):
        caught_up(db, day)
    before = dump(db)

    project.rebuild(db, REFERENCE, POLICY, after(40))

    assert dump(db) == before


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 160), max_size=6, unique=True).map(sorted))
def test_however_often_it_caught_up_rebuilding_gives_the_same_bytes(quarters: list[int]) -> None:
    with closing(database(Path(":memory:"))) as db:
        for day, entry in LIFE:
            while quarters and quarters[0] / 4 < day:
                caught_up(db, quarters.pop(0) / 4)
            entry(db, day)
        for quarter in [*quarters, 164]:
            caught_up(db, quarter / 4)
        before = dump(db)

        project.rebuild(db, REFERENCE, POLICY, after(41))

        assert dump(db) == before


def test_history_tells_every_past_day(db: Connection) -> None:
    grow(db)
    caught_up(db, 40)

    assert story(db) == [
        (0, 0, "unknown"),
        (1, 9, "open"),
        (10, 11, "none"),
        (12, 12, "unknown"),
        (13, 22, "none"),
        (23, 39, "unknown"),
    ]


def test_history_covers_every_day_of_every_municipality_once(db: Connection) -> None:
    grow(db)
    for day in (4, 18, 40):
        caught_up(db, day)

    for code in (m.code for m in REFERENCE.municipalities):
        told = story(db, code)
        assert [first for first, _, _ in told] == [0, *(last + 1 for _, last, _ in told[:-1])]
        assert told[-1][1] == 39


def test_a_day_is_closed_at_midnight_in_helsinki(db: Connection) -> None:
    admit(db)

    project.catch_up(db, REFERENCE, POLICY, midnight(1) - timedelta(seconds=1))
    assert story(db) == []
    project.catch_up(db, REFERENCE, POLICY, midnight(1))
    assert story(db) == [(0, 0, "unknown")]


def test_an_entry_that_comes_after_its_day_was_closed_still_counts(db: Connection) -> None:
    admit(db)
    caught_up(db, 3)
    push(db, report("east", {PORVOO: "groups"}, (offer(PORVOO),)), 1)

    caught_up(db, 3)

    assert story(db) == [(0, 0, "unknown"), (1, 2, "open")]


def test_a_clock_that_is_set_back_opens_the_days_again(db: Connection) -> None:
    admit(db)
    caught_up(db, 300)
    caught_up(db, 2)

    assert story(db) == [(0, 1, "unknown")]


def test_an_entry_with_an_earlier_clock_belongs_to_the_newest_day(db: Connection) -> None:
    admit(db, days=5)
    push(db, report("east", {PORVOO: "groups"}, (offer(PORVOO),)), 2)
    caught_up(db, 7)
    before = dump(db)

    project.rebuild(db, REFERENCE, POLICY, after(7))

    assert story(db) == [(5, 6, "open")]
    assert dump(db) == before


def test_another_policy_folds_everything_again(db: Connection) -> None:
    grow(db)
    caught_up(db, 40)

    caught_up(db, 40, Policy(contact_s=60 * 86_400, confirmation_s=90 * 86_400))

    assert story(db)[-1] == (13, 39, "none")


def test_only_contacts_that_a_person_has_seen_are_published(db: Connection) -> None:
    admit(db)
    admit(db, "west", (ASKOLA,))
    for node, standing in (("east", "seen"), ("west", "held")):
        contact = Contact(
            node=node,
            revision=1,
            changed_at=BEGIN,
            organisation="Esimerkki",
            email="ryhmat@esimerkki.example",
            telephone=None,
            hours=None,
            languages=("fi",),
            text_messages=False,
            web=None,
        )
        kept = KeptContact(
            standing=standing,
            digest="e" * 64,
            received_at=BEGIN,
            contact=contact,
        )
        keep_contact(db, kept)
    caught_up(db, 0)

    east, west = shown(db, 0).networks.networks

    assert east.contact
    assert east.contact.organisation == "Esimerkki"
    assert west.contact is None


def test_looking_says_when_to_look_again(db: Connection) -> None:
    admit(db)
    caught_up(db, 0)

    _, due = project.look(db, REFERENCE, POLICY, after(0))

    assert due == midnight(1)


def test_what_is_stored_can_be_read(db: Connection) -> None:
    grow(db)
    caught_up(db, 40)

    known = project.known(db)

    assert known == project.folded(db, REFERENCE, POLICY, after(40)).projection
    assert store.load(db)
