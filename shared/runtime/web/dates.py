"""Days and instants in words, in the reader's language, as it is in Helsinki."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime

from shared.period import HELSINKI

_ENGLISH = "en_GB"
_LOCALES = {"fi": "fi", "sv": "sv_FI", "en": _ENGLISH}
_DAY = "d.M.yyyy"
"""Also in Swedish: what is typed, stored in a sentence or shown beside an hour is written so."""


def day_words(day: date, language: str) -> str:
    """Return the day: 21.11.2026, 21 Nov 2026."""
    locale = _LOCALES.get(language, _ENGLISH)
    return format_date(day, _DAY if locale != _ENGLISH else "medium", locale=locale)


def instant_words(instant: datetime, language: str) -> str:
    """Return the instant to the minute, as a clock in Helsinki shows it."""
    locale = _LOCALES.get(language, _ENGLISH)
    local = instant.astimezone(HELSINKI)
    return format_datetime(
        local, f"{_DAY} HH:mm" if locale != _ENGLISH else "d MMM yyyy HH:mm", locale=locale
    )
