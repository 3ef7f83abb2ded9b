"""Single fields of the work's forms: a place, an amount in euros, a number of people."""

import re
from decimal import Decimal

from node.groups import fields
from node.groups.fields import day_text
from node.work.model import Cents, PlaceCode
from shared.reference.lookup import Reference
from shared.text import Text

__all__ = ["count", "day_text", "euros", "euros_of", "euros_text", "place", "place_text"]

PEOPLE_MAX = 1_000
_EUROS = re.compile(r"(?P<whole>\d{1,6})(?:[.,](?P<cents>\d{1,2}))?")
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(\D|$))")


def place(text: str, reference: Reference) -> PlaceCode | Text:
    """Read an area or a municipality by its number or any of its names; an area comes first."""
    if not isinstance(found := fields.area(text, reference), Text):
        return found
    return fields.municipality(text, reference)


def place_text(code: PlaceCode | None, reference: Reference, language: str) -> str:
    """Return the name of an area or a municipality, or its number if it is unknown."""
    if code is None:
        return ""
    if (area := reference.area(code)) is not None:
        return area.short_name(language)
    here = reference.municipality(code)
    return here.name(language) if here else code


def euros(text: str) -> Cents | Text:
    """Read an amount in euros, into cents: 250, 1 250,50 or 1250.50 €."""
    plain = _SPACES.sub("", text.removesuffix("€").removesuffix("EUR").strip())
    found = _EUROS.fullmatch(plain)
    if found is None:
        return Text.of("“{text}” is not an amount. Write euros as 1 250,50.", text=text)
    return int(found["whole"]) * 100 + int((found["cents"] or "").ljust(2, "0") or 0)


def euros_text(cents: Cents | None) -> str:
    """Write an amount as Finns do, without the sign: 1 250,50 with a space that does not break."""
    if cents is None:
        return ""
    whole, rest = divmod(cents, 100)
    grouped = f"{whole:,}".replace(",", "\u00a0")
    return f"{grouped},{rest:02}"


def euros_of(cents: Cents | None) -> Decimal | None:
    """Return an amount in euros, to be reckoned with."""
    return None if cents is None else Decimal(cents) / 100


def count(text: str) -> int | Text:
    """Read a number of people."""
    read = fields.number(text)
    if isinstance(read, int) and read > PEOPLE_MAX:
        return Text.of("The number {number} is too large to be right.", number=read)
    return read
