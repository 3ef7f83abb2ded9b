from datetime import UTC, datetime

from shared.keyring import KeyRecord, Keyring

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
