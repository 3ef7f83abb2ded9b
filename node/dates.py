"""Days and instants in words, in the reader's language, as it is in Helsinki."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime

from shared.period import HELSINKI

_LOCALES = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}


def day_words(day: date, language: str) -> str:
    """Return the day: 21.11.2026, 21 Nov 2026."""
    return format_date(day, "medium", locale=_LOCALES.get(language, "en_GB"))


def instant_words(instant: datetime, language: str) -> str:
    """Return the instant to the minute, as a clock in Helsinki shows it."""
    locale = _LOCALES.get(language, "en_GB")
    local = instant.astimezone(HELSINKI)
    return format_datetime(
        local, "d.M.yyyy HH:mm" if locale != "en_GB" else "d MMM yyyy HH:mm", locale=locale
    )
