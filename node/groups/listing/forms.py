"""The query string of the list of groups, read into a filter; what cannot be read is said."""

from collections.abc import Iterable, Mapping
from typing import TypeVar, get_args

from node.groups import fields
from node.groups.listing.model import WORDS_MOST, Filter, Shown, Word
from node.groups.model import Apparent
from shared.reference.lookup import Reference
from shared.reference.naming import fold
from shared.text import Invalid, Text
from shared.wire.words import Audience, MunicipalityCode

FIELDS = ("q", "state", "place", "audience", "language", "year", "attention")
OFTEN = ("q", "state", "place")
"""What stands in sight; the other filters are folded away until one of them is used."""
STATES: tuple[Shown, ...] = ("current", "all", *get_args(Apparent))
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
LONGEST = 100
"""Characters of a search that are looked at."""
T = TypeVar("T", bound=str)


def read(query: Mapping[str, str], reference: Reference) -> tuple[Filter, tuple[Invalid, ...]]:
    """Return the filter of a query string, and what of it was not understood."""
    invalid: list[Invalid] = []
    places = fields.municipalities(query.get("place", "")[:LONGEST].strip(), reference)
    if isinstance(places, Text):
        invalid.append(Invalid("place", places))
        places = ()
    spoken = query.get("language", "")[:LONGEST].strip()
    language = fields.language(spoken) if spoken else None
    if isinstance(language, Text):
        invalid.append(Invalid("language", language))
        language = None
    year = query.get("year", "")
    wanted = Filter(
        state=_one_of(STATES, query.get("state", "")) or "current",
        places=_with_old(places, reference),
        audience=_one_of(AUDIENCES, query.get("audience", "")),
        language=language,
        year=int(year) if year.isascii() and year.isdigit() and len(year) == len("2026") else None,
        attention=query.get("attention") == "yes",
        words=words(query.get("q", ""), reference),
    )
    return wanted, tuple(invalid)


def page(query: Mapping[str, str]) -> int:
    """Return which page is asked for; the first for anything that is no page."""
    text = query.get("page", "")
    return (
        max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < len("99999") else 1
    )


def words(text: str, reference: Reference) -> tuple[Word, ...]:
    """Return the words of a search; all of them have to be found in a group."""
    parts = text[:LONGEST].split()[:WORDS_MOST]
    return tuple(Word(pattern=pattern(p), places=_called(p, reference)) for p in parts)


def pattern(word: str) -> str:
    """Return the GLOB pattern of a word anywhere in a text, its capitals or not, å ä ö too."""
    return f"*{''.join(_either(letter) for letter in word)}*"


def _either(letter: str) -> str:
    forms = {letter, letter.lower(), letter.upper()}
    single = "".join(sorted(form for form in forms if len(form) == 1))
    return f"[{single}]" if len(single) > 1 or single in set("*?[") else single


def _called(word: str, reference: Reference) -> tuple[MunicipalityCode, ...]:
    """Return the municipalities whose name holds the word, in either language."""
    wanted = fold(word)
    found = [
        m.code
        for m in reference.municipalities
        if wanted and (wanted in fold(m.name_fi) or wanted in fold(m.name_sv))
    ]
    return _with_old(found, reference)


def _with_old(
    codes: Iterable[MunicipalityCode], reference: Reference
) -> tuple[MunicipalityCode, ...]:
    """Return the codes and those merged into them: a record may hold an old one."""
    return tuple(sorted({old for code in codes for old in (code, *_before(code, reference))}))


def _before(code: MunicipalityCode, reference: Reference) -> tuple[MunicipalityCode, ...]:
    return tuple(former.code for former in reference.predecessors(code))


def _one_of(allowed: tuple[T, ...], text: str) -> T | None:
    return next((word for word in allowed if word == text), None)
