"""Single fields as people write them, read into values: days, months, numbers, places, languages.

Each function takes the trimmed text of a field that is not empty and returns the value, or a
`Text` that says how to write it. No function knows which form it serves.
"""

import difflib
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TypeVar

from babel import Locale
from msgspec import ValidationError, convert

from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import AreaCode, Language, Link, Month, MunicipalityCode

T = TypeVar("T")

LANGUAGES_MAX = 5
YEARS = range(1990, 2100)
DIGITS_LEAST = 7
"""Digits of a telephone number with its 0 or + in front."""
TOO_SHORT = Text.of(
    "The telephone number is too short: with 0 or + in front it has at least seven digits. Write"
    " all of it, as +358 40 000 0000."
)
TO_COME = Text.of("The day is still to come.")
CENTURY = range(2000, 2100)
"""The months that the wire knows; the first groups met in 2004."""
_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_MONTH = re.compile(r"(\d{1,2})\s?/\s?(\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_HOUR = re.compile(r"(?:klo\.?|kl\.?)?\s?(\d{1,2})(?:[.:](\d{2}))?")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WITH_DOT = re.compile(r"https://[^\s/.]+\.[^\s/]")
_APART = re.compile(r"[;,\n]")

YES = frozenset({"kyllä", "kylla", "on", "k", "ja", "j", "yes", "y", "x", "1", "true"})
NO = frozenset({"ei", "e", "nej", "n", "no", "0", "false", "-"})
NOT_SAID = frozenset(
    {"ei kerrota", "ei tiedossa", "inte sagt", "okänt", "not said", "not known", "not_said", "?"}
)
OTHER_LANGUAGE_NAMES: Mapping[str, Language] = {
    "suomeksi": "fi",
    "ruotsiksi": "sv",
    "englanniksi": "en",
    "på finska": "fi",
    "på svenska": "sv",
    "på engelska": "en",
    "in finnish": "fi",
    "in swedish": "sv",
    "in english": "en",
    "saame": "se",
    "viittomakieli": "fse",
    "suomalainen viittomakieli": "fse",
    "teckenspråk": "fse",
    "sign language": "fse",
    "finnish sign language": "fse",
    "suomenruotsalainen viittomakieli": "fss",
    "finlandssvenskt teckenspråk": "fss",
    "finländskt teckenspråk": "fse",
    "finland-swedish sign language": "fss",
    "dari": "prs",
    "sorani": "ckb",
    "farsi": "fa",
}


def parts(text: str) -> tuple[str, ...]:
    """Return the entries of a list: separated by `;`, `,` or line ends."""
    return tuple(p.strip() for p in _APART.split(text) if p.strip())


def day(text: str) -> date | Text:
    """Read a day: 1.9.2026, 01.09.2026 or 2026-09-01 (an hour of midnight after it is cut)."""
    text = text.removesuffix(" 00:00:00").removesuffix("T00:00:00")
    numbers = [int(n) for n in found.groups()] if (found := _DAY.fullmatch(text)) else None
    try:
        read = date(numbers[2], numbers[1], numbers[0]) if numbers else date.fromisoformat(text)
    except ValueError:
        return Text.of("“{text}” is not a date. Write the date as 1.9.2026.", text=text)
    if read.year not in YEARS:
        return Text.of("The year {year} cannot be right.", year=read.year)
    return read


def days(text: str) -> tuple[date, ...] | Text:
    """Read several days, into order; the same day twice is refused."""
    read: list[date] = []
    for part in parts(text):
        one = day(part)
        if isinstance(one, Text):
            return one
        if one in read:
            return Text.of("The date {day} is there twice.", day=day_text(one))
        read.append(one)
    return tuple(sorted(read))


def month(text: str) -> Month | Text:
    """Read a month: 9/2026 or 2026-09; a whole date counts as its month."""
    if found := _MONTH.fullmatch(text):
        number, year = int(found[1]), int(found[2])
    elif found := _ISO_MONTH.fullmatch(text):
        year, number = int(found[1]), int(found[2])
    elif isinstance(whole := day(text), date):
        year, number = whole.year, whole.month
    else:
        return Text.of("“{text}” is not a month. Write the month as 9/2027.", text=text)
    if number not in range(1, 13) or year not in CENTURY:
        return Text.of("“{text}” is not a month. Write the month as 9/2027.", text=text)
    return f"{year:04}-{number:02}"


def hour(text: str) -> str | Text:
    """Read the hour a meeting starts: 17, 17.00, 17:00 or klo 17; returns "17:00"."""
    found = _HOUR.fullmatch(text.lower())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:  # noqa: PLR2004 (a clock)
        return Text.of("“{text}” is not a time of day. Write the time as 17.30.", text=text)
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def number(text: str) -> int | Text:
    """Read a whole number that is not negative."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):  # noqa: PLR2004 (a limit)
        return Text.of("“{text}” is not a whole number.", text=text)
    return int(text)


def yes_no(text: str) -> bool | Text:
    """Read yes or no in Finnish, Swedish or English."""
    folded = text.casefold()
    if folded in YES or folded in NO:
        return folded in YES
    return Text.of("“{text}” is neither yes nor no. Write yes or no.", text=text)


def word(text: str, words: Mapping[str, T]) -> T | Text:
    """Read one of a closed list of words, in any of the three languages."""
    folded = " ".join(text.casefold().replace("_", " ").split())
    if folded in words:
        return words[folded]
    spelt = ", ".join(_spelt(value, words) for value in dict.fromkeys(words.values()))
    return not_known(text, spelt)


def not_known(text: str, words: str) -> Text:
    """Refuse a word that no list has, and name those that can be written."""
    return Text.of("“{text}” is not known here. Write one of: {words}.", text=text, words=words)


def _spelt(value: T, words: Mapping[str, T]) -> str:
    """Return a word as it can be written: its first Finnish spelling, the English one beside it."""
    english, *others = (spelling for spelling, meant in words.items() if meant == value)
    return f"{others[0]} ({english})" if others else english


def municipality(text: str, reference: Reference) -> MunicipalityCode | Text:
    """Read a municipality by its number or any of its names, old or new, Finnish or Swedish."""
    found = reference.municipality(text) if _is_code(text, 3) else reference.find(text)
    if found is not None:
        return found.code
    near = [m.name_fi for m in reference.suggest(text)]
    if not near:
        return Text.of("No municipality is called “{text}”.", text=text)
    return Text.of(
        "No municipality is called “{text}”. Did you mean {names}?",
        text=text,
        names=" / ".join(near),
    )


def municipalities(text: str, reference: Reference) -> tuple[MunicipalityCode, ...] | Text:
    """Read several municipalities, sorted by number; an area's name stands for all of its own."""
    codes: set[MunicipalityCode] = set()
    for part in parts(text):
        if (whole := reference.find_area(part)) is not None:
            codes |= {m.code for m in reference.municipalities_of(whole.code)}
            continue
        one = municipality(part, reference)
        if isinstance(one, Text):
            return one
        codes.add(one)
    return tuple(sorted(codes))


def area(text: str, reference: Reference) -> AreaCode | Text:
    """Read an area by its number or its name in any of the three languages."""
    found = reference.area(text) if _is_code(text, 2) else reference.find_area(text)
    if found is not None:
        return found.code
    names = {name.casefold(): a for a in reference.areas for name in (a.short_fi, a.short_sv)}
    near = difflib.get_close_matches(text.casefold(), names, n=1)
    if near:
        name = names[near[0]].short_fi
        return Text.of("No area is called “{text}”. Did you mean {names}?", text=text, names=name)
    return Text.of("No area is called “{text}”.", text=text)


def language(text: str) -> Language | Text:
    """Read a language by its ISO 639 code or its Finnish, Swedish or English name."""
    folded = text.casefold()
    names = _language_names()
    if folded in names:
        return names[folded]
    near = difflib.get_close_matches(folded, names, n=1)
    if near:
        return Text.of(
            "No language is called “{text}”. Did you mean {names}?", text=text, names=near[0]
        )
    return Text.of("No language is called “{text}”.", text=text)


def languages(text: str) -> tuple[Language, ...] | Text:
    """Read one to five languages, sorted by code."""
    codes: set[Language] = set()
    for part in parts(text.replace(" ja ", ",").replace(" och ", ",").replace("/", ",")):
        one = language(part)
        if isinstance(one, Text):
            return one
        codes.add(one)
    if len(codes) > LANGUAGES_MAX:
        return Text.of("Write at most {most} languages.", most=LANGUAGES_MAX)
    return tuple(sorted(codes))


def new_id(text: str) -> str | Text:
    """Read an id that a person chose."""
    if _ID.fullmatch(text) and len(text) <= 60:  # noqa: PLR2004 (as in the model)
        return text
    return Text.of(
        "“{text}” cannot be an id: use small letters a to z, digits and hyphens.", text=text
    )


def link(text: str) -> str | Text:
    """Read the address of an organisation's own page; only https."""
    try:
        if _WITH_DOT.match(text):
            return convert(text, Link)
    except ValidationError:
        pass
    return Text.of("“{text}” is not an address of a page. It begins with https://", text=text)


def chosen(text: str, names: Mapping[str, str]) -> tuple[str, ...] | Text:
    """Read ids, or names that belong to one id only, of what the node already keeps; sorted."""
    ids: set[str] = set()
    for part in parts(text):
        found = [i for i, name in names.items() if name.casefold() == part.casefold()]
        if part in names:
            found = [part]
        if not found:
            return Text.of("“{text}” is not known here yet: add it first.", text=part)
        if len(found) > 1:
            return Text.of(
                "Several are called “{text}”: write the id, one of {ids}.",
                text=part,
                ids=", ".join(sorted(found)),
            )
        ids.update(found)
    return tuple(sorted(ids))


def day_text(when: date) -> str:
    """Write a day as Finns do: 1.9.2026."""
    return f"{when.day}.{when.month}.{when.year}"


@cache
def _language_names() -> Mapping[str, Language]:
    """Return the code behind every language name; a clash is settled by the shorter code."""
    names: dict[str, Language] = {}
    for locale in ("en", "sv", "fi"):
        for code, name in sorted(Locale(locale).languages.items(), key=lambda x: -len(x[0])):
            if re.fullmatch(r"[a-z]{2,3}", code):
                names[name.casefold()] = code
                names[code] = code
    others = {code: code for code in OTHER_LANGUAGE_NAMES.values()}
    return {**others, **names, **OTHER_LANGUAGE_NAMES}


def _is_code(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def is_whole_number(text: str) -> bool:
    """Tell whether a telephone number can be called: with 0 or + in front it has seven digits.

    Without them it may be the short number of a service, such as 116 117.
    """
    digits = sum(one.isdigit() for one in text)
    return digits >= DIGITS_LEAST or not text.strip().startswith(("0", "+"))
