"""Days and instants on the pages: one form to a language."""

from datetime import UTC, date, datetime

import pytest

from shared.runtime.web.dates import day_words, instant_words


@pytest.mark.parametrize(
    ("language", "day", "instant"),
    [
        ("fi", "22.11.2026", "22.11.2026 19:07"),
        ("sv", "22.11.2026", "22.11.2026 19:07"),
        ("en", "22 Nov 2026", "22 Nov 2026 19:07"),
    ],
)
def test_a_day_is_written_alike_with_and_without_an_hour(
    language: str, day: str, instant: str
) -> None:
    assert day_words(date(2026, 11, 22), language) == day
    assert instant_words(datetime(2026, 11, 22, 17, 7, tzinfo=UTC), language) == instant
