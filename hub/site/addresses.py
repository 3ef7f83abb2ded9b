"""The addresses of pages, the same ones for ever: a parent's bookmark must not break.

Every address ends in a slash and stands for its index.html.
"""

from collections.abc import Callable
from functools import cache

from shared.reference.model import Area, Municipality

Address = Callable[[str], str]
"""From a language to the address of a page."""

_WORDS = {
    "fi": {"area": "alue", "municipality": "kunta", "list": "kunnat"},
    "sv": {"area": "omrade", "municipality": "kommun", "list": "kommuner"},
    "en": {"area": "area", "municipality": "municipality", "list": "municipalities"},
}
_TEXTS = {
    "fi": {"data": "tietoaineisto", "privacy": "tietosuoja", "accessibility": "saavutettavuus"},
    "sv": {"data": "datamaterial", "privacy": "dataskydd", "accessibility": "tillganglighet"},
    "en": {"data": "about-data", "privacy": "privacy", "accessibility": "accessibility"},
}


def start(language: str) -> str:
    """Return the address of the start page."""
    return f"/{language}/"


@cache
def area(language: str, of: Area) -> str:
    """Return the address of an area's page."""
    return f"/{language}/{_WORDS[language]['area']}/{of.slug(language)}/"


@cache
def municipality(language: str, of: Municipality) -> str:
    """Return the address of a municipality's page."""
    return f"/{language}/{_WORDS[language]['municipality']}/{of.slug(language)}/"


def municipalities(language: str) -> str:
    """Return the address of the list of all municipalities."""
    return f"/{language}/{_WORDS[language]['list']}/"


def text(language: str, name: str) -> str:
    """Return the address of a page of words: data, privacy or accessibility."""
    return f"/{language}/{_TEXTS[language][name]}/"


def missing(language: str) -> str:
    """Return the address of the page for what does not exist."""
    return f"/{language}/404.html"


def file_of(address: str) -> str:
    """Return the file below the root that an address stands for."""
    return f"{address}index.html".lstrip("/") if address.endswith("/") else address.lstrip("/")
