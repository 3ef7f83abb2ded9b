"""A word that is not known is answered with the words that are, Finnish first."""

import pytest

from node.groups import fields, vocabulary
from node.groups.forms import _start_or_month
from shared.text import Text


def test_an_unknown_word_is_answered_with_those_that_can_be_written() -> None:
    said = fields.word("auki", vocabulary.LIFECYCLE)
    assert isinstance(said, Text)
    assert "avoin (open)" in str(said)
    assert "luonnos (draft)" in str(said)


def test_every_word_offered_is_understood() -> None:
    for words in (vocabulary.LIFECYCLE, vocabulary.AUDIENCE, vocabulary.START, vocabulary.FORMAT):
        offered = str(fields.word("…", words)).split("Write one of: ")[1].rstrip(".").split(", ")
        for each in offered:
            finnish, english = each.removesuffix(")").split(" (")
            assert fields.word(finnish, words) == fields.word(english, words)
            assert not isinstance(fields.word(finnish, words), Text)


@pytest.mark.parametrize("text", ["31.2.2027", "13/2027", "2027-13"])
def test_a_start_that_begins_with_a_number_is_read_as_a_month(text: str) -> None:
    said = _start_or_month(text)
    assert isinstance(said, Text)
    assert "month" in said.msgid
    assert "9/2027" in said.msgid
