"""A rotation holds only at its own place, and only if its new key agreed."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from shared import possession
from shared.signing import SigningKey
from shared.wire.rotation import Rotation
from shared.wire.session import Head

OLD, NEW, OTHER = (SigningKey.from_bytes(bytes([n]) * 32) for n in (1, 2, 3))
NOON = datetime(2027, 1, 11, 12, tzinfo=UTC)
HEAD = Head(sequence=42, digest="e" * 64)
MADE = possession.rotation("pohjois-savo", HEAD, OLD, NEW, NOON)


def test_a_rotation_follows_the_head_and_is_proved() -> None:
    assert (MADE.sequence, MADE.previous, MADE.retires) == (43, HEAD.digest, OLD.key_id)
    assert possession.proved(MADE)


def test_a_rotation_can_come_first() -> None:
    first = possession.rotation("pohjois-savo", None, OLD, NEW, NOON)
    assert (first.sequence, first.previous) == (1, None)
    assert possession.proved(first)


@pytest.mark.parametrize(
    "changed",
    [
        {"node": "satakunta"},
        {"sequence": 44},
        {"previous": "d" * 64},
        {"retires": OTHER.key_id},
        {"public_key": OTHER.public},
        {"possession": "0" * 128},
    ],
)
def test_it_fits_no_other_place_and_no_other_key(changed: dict[str, object]) -> None:
    assert not possession.proved(replace(MADE, **changed))


def test_a_key_cannot_follow_itself() -> None:
    assert not possession.proved(possession.rotation("pohjois-savo", HEAD, OLD, OLD, NOON))


def test_a_weak_key_is_no_key() -> None:
    assert not possession.proved(replace(MADE, public_key="01" + "0" * 62))


def test_the_golden_rotation_is_proved() -> None:
    golden = Path(__file__).parents[1] / "golden" / "rotation-1.json"
    assert possession.proved(msgspec.json.decode(golden.read_bytes(), type=Rotation))
