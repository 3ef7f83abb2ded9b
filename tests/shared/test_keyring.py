from datetime import UTC, datetime

from shared.keyring import KeyRecord, Keyring
from shared.signing import SigningKey

OLD = KeyRecord(key_id="a" * 64, public="1" * 64, first_sequence=1, last_sequence=9)
NEW = KeyRecord(key_id="b" * 64, public="2" * 64, first_sequence=10)
STOLEN = KeyRecord(
    key_id="c" * 64,
    public="3" * 64,
    first_sequence=1,
    revoked_at=datetime(2026, 11, 21, tzinfo=UTC),
)
RING = Keyring((OLD, NEW, STOLEN))


def test_a_key_signs_the_reports_of_its_range_only() -> None:
    assert [RING.find(OLD.key_id, n) for n in (1, 9, 10)] == [OLD, OLD, None]
    assert [RING.find(NEW.key_id, n) for n in (9, 10, 10_000)] == [None, NEW, NEW]


def test_a_hello_needs_a_key_whose_range_is_open() -> None:
    assert [RING.find(key.key_id, None) for key in (OLD, NEW)] == [None, NEW]


def test_a_revoked_key_signs_nothing_but_stays_on_record() -> None:
    assert RING.find(STOLEN.key_id, 1) is None
    assert RING.find(STOLEN.key_id) is None
    assert RING.recorded(STOLEN.key_id) == STOLEN


def test_an_unknown_key_is_nobody_s() -> None:
    assert RING.find("d" * 64, 1) is None
    assert RING.recorded("d" * 64) is None


FIRST, SECOND, THIRD = (SigningKey.from_bytes(bytes([n]) * 32) for n in (1, 2, 3))
AT = datetime(2026, 11, 21, tzinfo=UTC)


def ranges(ring: Keyring) -> list[tuple[int, int | None]]:
    return [(record.first_sequence, record.last_sequence) for record in ring.records]


def test_a_rotation_is_the_last_word_of_the_old_key() -> None:
    ring = Keyring().keyed(FIRST.public, 1).rotated(SECOND.public, 7)
    assert ranges(ring) == [(1, 7), (8, None)]
    assert ring.find(FIRST.key_id, 7) is not None
    assert ring.find(FIRST.key_id, 8) is None
    assert ring.current == ring.recorded(SECOND.key_id)


def test_a_key_that_was_replaced_before_it_signed_covers_nothing() -> None:
    ring = Keyring().keyed(FIRST.public, 1).keyed(SECOND.public, 1)
    assert ranges(ring) == [(1, 0), (1, None)]
    assert ring.find(FIRST.key_id, 1) is None


def test_a_key_taken_back_speaks_for_no_number_but_keeps_its_range() -> None:
    ring = Keyring().keyed(FIRST.public, 1).revoked(FIRST.key_id, AT)
    later = ring.revoked(FIRST.key_id, AT.replace(year=2027)).keyed(SECOND.public, 5)
    assert ring.find(FIRST.key_id, 1) is None
    assert later.records[0].revoked_at == AT
    assert ranges(later) == [(1, 4), (5, None)]
    assert later.revoked(THIRD.key_id, AT) == later
