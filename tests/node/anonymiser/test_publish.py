"""From the rows of a node to the next signed report, and what is remembered of it."""

from datetime import UTC, date, datetime, timedelta
from sqlite3 import Connection
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from node.anonymiser import listed, publish, store
from node.anonymiser.plan import MOST_GONE
from node.groups import store as groups
from node.groups.model import Group
from node.network import store as network
from node.network.model import Coverage
from node.outbox import store as outbox
from node.outbox.adopting import store as adopting
from node.outbox.model import Entry, Link
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
    assert list(store.listings(db, Head(sequence=5, digest="b" * 64))) == []
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


def adopt(db: Connection, head: Head, gone: Gone) -> Head:
    """Let a report of another machine, which holds a copy of these records, come back."""
    told = Availability(
        **{
            **msgspec.structs.asdict(report(make(db, head))),
            "observed_at": NOW - timedelta(seconds=1),
            "gone": gone,
        }
    )
    envelope = signing.sign(told, KEY)
    link = Link(
        sequence=told.sequence,
        digest=signing.envelope_digest(envelope),
        previous=told.previous,
        schema="availability/1",
        envelope=signing.encode_envelope(envelope),
    )
    adopting.keep(db, link)
    assert adopting.take_over(db, head.sequence, NOW) == 1
    adopting.forget(db)
    return Head(sequence=link.sequence, digest=link.digest)


def gone(ended: int = 0, cancelled: int = 0, withdrawn: int = 0) -> Gone:
    return Gone(ended=ended, cancelled=cancelled, withdrawn=withdrawn)


def ended(id_: str) -> Group:
    days = {"start_confirmed_on": date(2026, 9, 1), "end_confirmed_on": date(2026, 11, 1)}
    return group(id=id_, lifecycle="ended", **days)


def five(db: Connection) -> Head:
    for number in range(5):
        groups.put(db, group(id=f"g{number}"))
    return deliver(db, make(db))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (gone(), gone(ended=1, cancelled=2)),
        (gone(cancelled=2), gone(ended=1)),
        (gone(ended=1, cancelled=2), gone()),
        (gone(cancelled=1), gone(ended=1, cancelled=1)),
        (gone(withdrawn=1), gone(cancelled=2)),
        (gone(withdrawn=2), gone(cancelled=1)),
        (gone(ended=5, cancelled=5, withdrawn=5), gone()),
    ],
)
def test_what_another_machine_has_told_of_is_not_told_again(
    db: Connection, told: Gone, says: Gone
) -> None:
    head = five(db)
    groups.put(db, ended("g0"))
    groups.put(db, group(id="g1", lifecycle="cancelled"))
    groups.put(db, group(id="g2", lifecycle="cancelled"))

    adopted = adopt(db, head, told)

    assert report(make(db, adopted)).gone == says


def test_every_adopted_report_counts_and_those_before_the_own_one_do_not(db: Connection) -> None:
    head = adopt(db, adopt(db, five(db), gone(ended=1)), gone(cancelled=1))
    for number in range(4):
        groups.put(db, ended(f"g{number}"))
    own = make(db, head)
    assert report(own).gone == gone(ended=2)

    after = deliver(db, own)
    groups.put(db, ended("g4"))

    assert report(make(db, after)).gone == gone(ended=1)


def test_a_report_that_never_arrived_lists_nothing(db: Connection) -> None:
    head = five(db)
    groups.put(db, group(id="only-here"))
    make(db, head)
    adopted = adopt(db, adopt(db, head, gone()), gone())
    groups.put(db, group(id="only-here", lifecycle="cancelled"))

    assert report(make(db, adopted)).gone == gone()


def test_more_groups_than_one_number_holds_do_not_stop_the_report(db: Connection) -> None:
    for number in range(MOST_GONE + 1):
        groups.put(db, group(id=f"g{number}", meets_in=("297", "749")[number % 2]))
    head = deliver(db, make(db))
    for number in range(MOST_GONE + 1):
        groups.put(db, ended(f"g{number}"))

    assert report(make(db, head)).gone == gone(ended=MOST_GONE)


def test_older_listings_are_forgotten(db: Connection) -> None:
    head = deliver(db, make(db))
    for number in range(3):
        groups.put(db, group(id=f"g{number}"))
        head = deliver(db, make(db, head))
    newest = listed.newest(db, head)
    assert newest is not None
    assert newest.groups == ("g0", "g1", "g2")
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
