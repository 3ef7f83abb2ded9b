"""An address that is all dots: its length is judged before its form, which would take days."""

from node.enquiries import forms as enquiries
from node.instructors import forms as instructors
from shared.text import Text

DOTS = "a@" + "." * 1_000_000 + "@"


def test_a_million_dots_are_refused_before_they_are_matched() -> None:
    assert isinstance(instructors._email(DOTS), Text)
    assert isinstance(enquiries._contact(DOTS), Text)
    assert instructors._email("nimi@posti.example") == "nimi@posti.example"
