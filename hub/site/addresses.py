"""The addresses of pages, the same ones for ever: a parent's bookmark must not break.

Every page's address ends in a slash and stands for its index.html. Plain Finnish stands under its
own folder with the Finnish words.
"""

from collections.abc import Callable
from functools import cache

from shared.reference.model import Area, Municipality

Address = Callable[[str], str]
"""From a language to the address of a page."""

_WORDS = {
    "fi": {
        "area": "alue",
        "municipality": "kunta",
        "list": "kunnat",
        "finder": "haku",
        "remote": "etaryhmat",
        "notice": "ilmoitus",
        "leaflet": "luettelo",
        "data": "tietoaineisto",
        "report": "raportti",
        "verify": "tarkista",
        "privacy": "tietosuoja",
        "accessibility": "saavutettavuus",
        "for_me": "onko-tama-minulle",
        "groups": "millaisia-ryhmat-ovat",
        "social_worker": "kysy-ryhmasta",
        "professionals": "ammattilaisille",
        "embed": "upota",
    },
    "sv": {
        "area": "omrade",
        "municipality": "kommun",
        "list": "kommuner",
        "finder": "sok",
        "remote": "distansgrupper",
        "notice": "anslag",
        "leaflet": "forteckning",
        "data": "datamaterial",
        "report": "rapport",
        "verify": "kontrollera",
        "privacy": "dataskydd",
        "accessibility": "tillganglighet",
        "for_me": "ar-det-har-for-mig",
        "groups": "hurdana-grupperna-ar",
        "social_worker": "fraga-om-en-grupp",
        "professionals": "for-yrkespersoner",
        "embed": "badda-in",
    },
    "en": {
        "area": "area",
        "municipality": "municipality",
        "list": "municipalities",
        "finder": "find",
        "remote": "remote-groups",
        "notice": "notice",
        "leaflet": "leaflet",
        "data": "about-data",
        "report": "national-report",
        "verify": "check-the-data",
        "privacy": "privacy",
        "accessibility": "accessibility",
        "for_me": "is-this-for-me",
        "groups": "what-the-groups-are",
        "social_worker": "ask-about-a-group",
        "professionals": "for-professionals",
        "embed": "embed",
    },
}

TEXTS = (
    "for_me",
    "groups",
    "social_worker",
    "professionals",
    "embed",
    "privacy",
    "accessibility",
    "data",
    "verify",
)
"""The pages of words, in the order the footer names them in."""


def start(language: str) -> str:
    """Return the address of the start page."""
    return f"/{language}/"


def finder(language: str) -> str:
    """Return the address of the finder that other sites show in a frame."""
    return f"/{language}/{_word(language, 'finder')}/"


@cache
def area(language: str, of: Area) -> str:
    """Return the address of an area's page."""
    return f"/{language}/{_word(language, 'area')}/{of.slug(language)}/"


def municipality_folder(language: str) -> str:
    """Return the address below which every municipality's page stands, by its slug."""
    return f"/{language}/{_word(language, 'municipality')}/"


def area_folder(language: str) -> str:
    """Return the address below which every area's page stands, by its slug."""
    return f"/{language}/{_word(language, 'area')}/"


@cache
def municipality(language: str, of: Municipality) -> str:
    """Return the address of a municipality's page."""
    return f"{municipality_folder(language)}{of.slug(language)}/"


def municipalities(language: str) -> str:
    """Return the address of the list of all municipalities."""
    return f"/{language}/{_word(language, 'list')}/"


def remote(language: str) -> str:
    """Return the address of the page of groups that meet online."""
    return f"/{language}/{_word(language, 'remote')}/"


def notice(language: str, place: str) -> str:
    """Return the address of the notice to print of a place's page."""
    return f"{place}{_word(language, 'notice')}/"


def leaflet(language: str, place: str) -> str:
    """Return the address of the list to print of an area's page."""
    return f"{place}{_word(language, 'leaflet')}/"


def calendar(place: str) -> str:
    """Return the address of the calendar of a place's page."""
    return f"{_of_feeds(place)}calendar.ics"


def feed(place: str) -> str:
    """Return the address of the Atom feed of a place's page."""
    return f"{_of_feeds(place)}feed.atom"


def report(language: str) -> str:
    """Return the address of the national report."""
    return f"/{language}/{_word(language, 'report')}/"


def text(language: str, name: str) -> str:
    """Return the address of a page of words, one of TEXTS."""
    return f"/{language}/{_word(language, name)}/"


def missing(language: str) -> str:
    """Return the address of the page for what does not exist."""
    return f"/{language}/404.html"


def file_of(address: str) -> str:
    """Return the file below the root that an address stands for."""
    return f"{address}index.html".lstrip("/") if address.endswith("/") else address.lstrip("/")


def _word(language: str, name: str) -> str:
    return _WORDS.get(language, _WORDS["fi"])[name]


def _of_feeds(place: str) -> str:
    """Return the page whose feeds a page offers: plain Finnish ones are the Finnish ones."""
    return f"/fi/{place.removeprefix('/selko/')}" if place.startswith("/selko/") else place
