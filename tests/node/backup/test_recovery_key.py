import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.backup import letters, recovery
from shared.text import Text

KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS)
def test_a_printed_key_is_typed_back(key: bytes) -> None:
    assert letters.key_from(" ".join(letters.groups_of(key))) == key


@given(KEYS)
def test_case_and_spaces_and_likely_misreadings_do_not_matter(key: bytes) -> None:
    typed = "-".join(letters.groups_of(key)).lower()

    assert letters.key_from(typed.replace("o", "0").replace("i", "1").replace("b", "8")) == key


@given(KEYS, st.integers(0, 55), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_mistyped_letter_is_found(key: bytes, place: int, letter: str) -> None:
    right = "".join(letters.groups_of(key))
    typed = right[:place] + letter + right[place + 1 :]

    found = letters.key_from(typed)

    assert found == key if typed == right else isinstance(found, Text)


@pytest.mark.parametrize("typed", ["", "ABCD", "Ä" * 56, "A" * 57, "!" * 56])
def test_what_is_no_key_is_refused_in_words(typed: str) -> None:
    assert isinstance(letters.key_from(typed), Text)


def test_the_last_group_alone_is_the_check() -> None:
    key = bytes(range(32))
    groups = letters.groups_of(key)

    assert len(groups) == 14
    assert {len(group) for group in groups} == {4}
    assert letters.is_check(f" {groups[-1].lower()} ", key)
    assert not letters.is_check(groups[0], key)
    assert not letters.is_check("", key)
    assert " ".join(letters.lines_of(key)) == " ".join(groups)


def test_a_key_is_drawn_once_for_its_owner_alone(tmp_path: Path) -> None:
    key = recovery.ensure(tmp_path)

    assert recovery.ensure(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "recovery.key").stat().st_mode) == 0o600


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    recovery.ensure(tmp_path)
    (tmp_path / "recovery.key").chmod(0o640)

    with pytest.raises(recovery.RecoveryKeyError, match="chmod 600"):
        recovery.ensure(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"ABCD-EFGH"])
def test_a_damaged_key_is_not_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "recovery.key").write_bytes(content)
    (tmp_path / "recovery.key").chmod(0o600)

    with pytest.raises(recovery.RecoveryKeyError):
        recovery.ensure(tmp_path)


def test_fingerprints_tell_keys_apart() -> None:
    assert recovery.fingerprint(bytes(32)) != recovery.fingerprint(bytes(31) + b"\x01")
    assert len(recovery.fingerprint(bytes(32))) == 16
