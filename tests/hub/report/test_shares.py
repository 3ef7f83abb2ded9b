"""A share in whole per cent: halves up, never 0 for more than none, never 100 for less than all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.report import drawing

LOCALES = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}


def share(language: str, part: int, whole: int) -> str:
    """Return a share as the report tells it."""
    return str(drawing.filters(language, LOCALES[language])["share"](part, whole))


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (1477, 10_000, "15%"),
        (145, 1000, "15%"),
        (1449, 10_000, "14%"),
        (0, 7, "0%"),
        (1, 10_000, "<1%"),
        (5, 1000, "1%"),
        (9999, 10_000, ">99%"),
        (994, 1000, "99%"),
        (7, 7, "100%"),
        (0, 0, "–"),
    ],
)
def test_a_share_is_rounded_and_keeps_its_edges(part: int, whole: int, said: str) -> None:
    assert share("en", part, whole) == said


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_finnish_and_swedish_put_a_space_before_the_sign(language: str) -> None:
    assert share(language, 1477, 10_000) == "15\xa0%"
    assert share(language, 1, 10_000) == "<1\xa0%"
    assert share(language, 9999, 10_000) == ">99\xa0%"


@given(st.integers(1, 10**7), st.data())
def test_only_all_is_100_and_only_none_is_0(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    per_cent = drawing.filters("en", "en_GB")["per_cent"](part, whole)
    assert (per_cent == "0") == (part == 0)
    assert (per_cent == "100") == (part == whole)
    if per_cent.isdigit():
        assert abs(int(per_cent) * whole - 100 * part) * 2 <= whole
