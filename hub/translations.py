"""The hub's sentences in the three languages, each catalogue read once in a process."""

from functools import cache
from pathlib import Path

from shared.runtime.i18n import Translator

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("fi", "sv", "en")


@cache
def translator(language: str) -> Translator:
    """Return the hub's translations into a language."""
    return Translator.load(LOCALE, "hub", language)


def every() -> tuple[Translator, ...]:
    """Return the translations into all languages, Finnish first."""
    return tuple(translator(language) for language in LANGUAGES)
