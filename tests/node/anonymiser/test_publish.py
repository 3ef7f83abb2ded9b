"""From the rows of a node to the next signed report, and what is remembered of it."""

from datetime import UTC, date, datetime, timedelta
from sqlite3 import Connection
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from node.anonymiser import publish, store
from node.groups import store as groups
from node.groups.model import Group
from node.network import store as network
from node.network.model import Coverage
from node.outbox import store as outbox
from node.outbox.model import Entry
from shared import signing
from shared.reference import lookup
from shared.signing import SigningKey
from shared.wire.availability import Availability, Gone
from shared.wire.envelope import Envelope
from shared.wire.session import Head

REFERENCE = lookup.load()
KEY = SigningKey.from_bytes(bytes(range(32)))
NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def group(**changes: Any) -> Group:
    fields: dict[str, Any] = {
        "id": "kuopio-2027-1",
        "lifecycle": "open",
        "meets_in": "297",
        "start_month": "2027-01",
    }
    return Group(**{**fields, **changes})


def report(envelope: Envelope) -> Availability:
    return msgspec.json.decode(envelope.payload, type=Availability)


def make(db: Connection, head: Head | None = None, now: datetime = NOW) -> Envelope:
    return publish.next_report(
        db, node="pohjois-savo", key=KEY, head=head, now=now, reference=REFERENCE
    )


def deliver(db: Connection, envelope: Envelope) -> Head:
    """Put the report in the outbox as acknowledged and return the head it makes."""
    digest = signing.envelope_digest(envelope)
    sequence = report(envelope).sequence
    entry = Entry(
        sequence=sequence,
        digest=digest,
        envelope=signing.encode_envelope(envelope),
        created_at=NOW,
    )
    outbox.queue(db, entry)
    outbox.settle_delivered(db, digest, b"receipt", NOW)
    return Head(sequence=sequence, digest=digest)


def change(db: Connection, head: Head, now: datetime = NOW) -> Envelope | None:
    return publish.next_change(
        db, node="pohjois-savo", key=KEY, head=head, now=now, reference=REFERENCE
    )


def test_the_first_report_is_signed_and_numbered_one(db: Connection) -> None:
    groups.put(db, group())
    network.confirm(db, NOW)
    envelope = make(db)
    first = report(envelope)
    assert signing.signature_ok(envelope, KEY.public)
    assert (first.sequence, first.previous, first.observed_at) == (1, None, NOW)
    assert first.confirmed_at == NOW
    assert [(s.municipality, s.says) for s in first.municipalities] == [
        ("297", "groups"),
        ("749", "not_known"),
    ]


def test_the_next_report_follows_the_head(db: Connection) -> None:
    head = Head(sequence=41, digest="a" * 64)
    following = report(make(db, head))
    assert (following.sequence, following.previous) == (42, "a" * 64)


def test_a_preview_is_what_would_be_signed_and_keeps_nothing(db: Connection) -> None:
    groups.put(db, group())
    drafted = publish.draft(db, node="pohjois-savo", head=None, now=NOW, reference=REFERENCE)
    assert store.listed(db, Head(sequence=5, digest="b" * 64)) == ()
    assert drafted.payload == make(db).payload


def test_what_left_the_list_is_explained_against_the_acknowledged_report(db: Connection) -> None:
    groups.put(db, group())
    head = deliver(db, make(db))
    groups.put(db, group(lifecycle="cancelled"))
    never_taken = report(make(db, head))
    again = report(make(db, head, NOW + timedelta(hours=1)))
    assert never_taken.gone == again.gone == Gone(ended=0, cancelled=1, withdrawn=0)
    after = deliver(db, make(db, head, NOW + timedelta(hours=1)))
    assert report(make(db, after)).gone == Gone(ended=0, cancelled=0, withdrawn=0)


def test_a_group_lost_from_the_records_is_not_explained(db: Connection) -> None:
    groups.put(db, group())
    head = deliver(db, make(db))
    groups.remove(db, "kuopio-2027-1")
    lost = report(make(db, head))
    assert lost.offers == ()
    assert lost.gone == Gone(ended=0, cancelled=0, withdrawn=0)


def test_after_a_restore_the_newest_known_listing_answers(db: Connection) -> None:
    groups.put(db, group())
    deliver(db, make(db))
    groups.put(db, group(lifecycle="cancelled"))
    adopted = Head(sequence=7, digest="c" * 64)
    assert report(make(db, adopted)).gone == Gone(ended=0, cancelled=1, withdrawn=0)


def test_older_listings_are_forgotten(db: Connection) -> None:
    head = deliver(db, make(db))
    for number in range(3):
        groups.put(db, group(id=f"g{number}"))
        head = deliver(db, make(db, head))
    assert store.listed(db, head) == ("g0", "g1", "g2")
    rows = db.execute("SELECT sequence FROM report_listing ORDER BY sequence").fetchall()
    assert [row["sequence"] for row in rows] == [3, 4]


def test_nothing_new_makes_no_report(db: Connection) -> None:
    groups.put(db, group())
    head = deliver(db, make(db))
    assert change(db, head, NOW + timedelta(days=1)) is None
    groups.put(db, group(place="Salainen paikka 7"))
    assert change(db, head, NOW + timedelta(days=1)) is None


def test_a_confirmation_a_group_and_a_monday_make_a_report(db: Connection) -> None:
    planned = group(lifecycle="planned", start_month="2026-11")
    groups.put(db, planned)
    head = deliver(db, make(db))
    assert change(db, head, datetime(2026, 12, 6, 21, tzinfo=UTC)) is None
    lapsed = change(db, head, datetime(2026, 12, 6, 22, tzinfo=UTC))  # Monday in Helsinki
    assert lapsed is not None
    assert report(lapsed).municipalities[0].since == date(2026, 12, 7)
    network.confirm(db, NOW + timedelta(hours=1))
    assert change(db, head) is not None


def test_an_older_none_does_not_return_after_a_cancellation(db: Connection) -> None:
    network.cover(db, Coverage(municipality="297", says="none", since=date(2026, 11, 2)))
    first = deliver(db, make(db))
    groups.put(db, group())
    second = deliver(db, make(db, first))
    groups.put(db, group(lifecycle="cancelled"))
    third = deliver(db, cancelled := make(db, second))
    assert report(cancelled).municipalities[0].says == "not_known"
    assert report(make(db, third)).municipalities[0].says == "not_known"
    network.cover(db, Coverage(municipality="297", says="none", since=NOW.date()))
    assert report(make(db, third)).municipalities[0].says == "none"


def test_before_the_network_is_set_up_there_is_no_report(db: Connection) -> None:
    db.execute("DELETE FROM network")
    with pytest.raises(publish.PlanError):
        make(db)


def test_a_place_nobody_knows_stops_the_report_with_words(db: Connection) -> None:
    groups.put(db, group(meets_in="000"))
    with pytest.raises(publish.PlanError, match="000"):
        make(db)


def test_two_spellings_of_the_same_state_are_unchanged(db: Connection) -> None:
    first = report(make(db))
    later = replace(
        first,
        sequence=2,
        previous="d" * 64,
        observed_at=NOW + timedelta(days=3),
        gone=Gone(ended=1, cancelled=0, withdrawn=0),
    )
    confirmed = replace(first, confirmed_at=NOW)
    encode = msgspec.json.encode
    assert publish.unchanged(encode(first), encode(later))
    assert not publish.unchanged(encode(first), encode(confirmed))
