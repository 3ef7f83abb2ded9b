"""A key on paper: every slip of the pen is found, and one kind is never taken for another."""

import pytest

from shared import letters

KEY = bytes(range(32))
ROOT, OWN = b"root", b"own"


def test_what_was_printed_is_read_again_however_it_is_typed() -> None:
    printed = " ".join(letters.lines_of(KEY, ROOT))
    for typed in (printed, printed.lower(), printed.replace(" ", "-"), printed.replace("O", "0")):
        assert letters.key_from(typed, ROOT) == KEY


def test_every_single_mistyped_letter_is_found() -> None:
    printed = "".join(letters.groups_of(KEY, ROOT))
    for at, letter in enumerate(printed):
        other = "A" if letter != "A" else "C"
        assert letters.key_from(printed[:at] + other + printed[at + 1 :], ROOT) == "mistyped"


@pytest.mark.parametrize("typed", ["", "ABCD", "A" * 57, "!" * 56])
def test_what_is_no_key_is_said_not_to_be_whole(typed: str) -> None:
    assert letters.key_from(typed, ROOT) == "not_whole"


def test_a_key_for_one_purpose_is_none_for_another() -> None:
    assert letters.key_from(" ".join(letters.groups_of(KEY, ROOT)), OWN) == "mistyped"
    assert letters.is_check(letters.check_of(KEY, ROOT).lower(), KEY, ROOT)
    assert not letters.is_check(letters.check_of(KEY, ROOT), KEY, OWN)
