"""How the closed words are written to people: Finnish, Swedish, English; all of them are read back.

The forms' vocabularies know more ways of writing; a test holds that these are among them.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TypeAlias

from babel import Locale

from node.groups.fields import day_text, language
from node.groups.wording import month_text, place_of
from shared.reference.lookup import Reference

Words: TypeAlias = Mapping[str, tuple[str, str, str]]
LANGUAGES = ("fi", "sv", "en")

_NOT_SAID = ("ei kerrota", "inte sagt", "not said")
YES, NO = ("kyllä", "ja", "yes"), ("ei", "nej", "no")
TRI_STATE: Words = {"yes": YES, "no": NO, "not_said": _NOT_SAID}
WORDS: Mapping[str, Words] = {
    "lifecycle": {
        "draft": ("luonnos", "utkast", "draft"),
        "planned": ("suunnitteilla", "planerad", "planned"),
        "open": ("avoin", "öppen", "open"),
        "full": ("täynnä", "fullt", "full"),
        "running": ("käynnissä", "pågår", "running"),
        "ended": ("päättynyt", "avslutad", "ended"),
        "postponed": ("lykätty", "uppskjuten", "postponed"),
        "cancelled": ("peruttu", "inställd", "cancelled"),
    },
    "audience": {
        "all": ("kaikki", "alla", "all"),
        "fathers": ("isät", "pappor", "fathers"),
        "mothers": ("äidit", "mammor", "mothers"),
    },
    "format": {
        "in_person": ("lähi", "på plats", "in person"),
        "hybrid": ("hybridi", "hybrid", "hybrid"),
        "remote": ("etä", "på distans", "remote"),
    },
    "time_of_day": {
        "daytime": ("päivä", "dag", "daytime"),
        "evening": ("ilta", "kväll", "evening"),
        "not_said": _NOT_SAID,
    },
    "catchment": {
        "municipalities": ("kunnat", "kommuner", "municipalities"),
        "own_clients": ("omat asiakkaat", "egna klienter", "own clients"),
        "area": ("alue", "område", "area"),
        "wider": ("laajempi", "vidare", "wider"),
    },
    "travel_costs": {
        "paid": ("korvataan", "ersätts", "paid"),
        "not_paid": ("ei korvata", "ersätts inte", "not paid"),
        "ask": ("kysy", "fråga", "ask"),
    },
    "start": {
        "month": ("kuukausi", "månad", "month"),
        "when_found": (
            *("kun neljä vanhempaa on löytynyt", "när fyra föräldrar har hittats"),
            "when four parents are found",
        ),
        "on_request": ("pyynnöstä", "på begäran", "on request"),
        "all_year": ("ympäri vuoden", "året runt", "all year"),
        "not_said": ("ei tiedossa", "inte sagt", "not said"),
    },
    "organiser_kind": {
        "municipality": ("kunta", "kommun", "municipality"),
        "municipalities": ("kunnat yhdessä", "kommuner", "municipalities"),
        "joint_authority": ("kuntayhtymä", "samkommun", "joint authority"),
        "county": ("hyvinvointialue", "välfärdsområde", "county"),
        "ngo": ("järjestö", "förening", "ngo"),
        "parish": ("seurakunta", "församling", "parish"),
        "private": ("yksityinen", "privat", "private"),
    },
    "role": {
        "professional": ("ammattilainen", "yrkesperson", "professional"),
        "peer": ("vertaisohjaaja", "kamrathandledare", "peer"),
    },
    "kind": {
        "voikukkia_instructor": ("ohjaajakoulutus", "handledarutbildning", "instructor training"),
        "peer_instructor": (
            *("vertaisohjaajakoulutus", "kamrathandledarutbildning", "peer instructor"),
        ),
        "other": ("muu", "annan", "other"),
    },
    "interpreter": TRI_STATE,
    "other_mother_tongue": TRI_STATE,
    "social_worker": TRI_STATE,
    "was_in_group": TRI_STATE,
}
"""The words of every field that has a closed list of them."""


def chosen(said: tuple[str, str, str], language: str) -> str:
    """Return the word in the reader's language, Finnish for one there is none of."""
    return said[LANGUAGES.index(language) if language in LANGUAGES else 0]


def yes_no(value: bool, language: str) -> str:  # noqa: FBT001 (the value itself)
    """Return yes or no."""
    return chosen(YES if value else NO, language)


@cache
def language_name(code: str, said_in: str) -> str:
    """Return a language's name if it is read back as this language, else its code."""
    name = Locale(said_in if said_in in LANGUAGES else "fi").languages.get(code, code)
    return name if "," not in name and language(name) == code else code


def spelt(field: str, value: object, reference: Reference, said_in: str) -> str:
    """Return a field's value as it is written in a cell or shown beside an old one."""
    match value:
        case None | "":
            return ""
        case tuple():
            return ", ".join(spelt(field, one, reference, said_in) for one in value)
        case bool():
            return yes_no(value, said_in)
        case date():
            return day_text(value)
    if field in WORDS:
        return chosen(WORDS[field][str(value)], said_in)
    if field in {"languages", "material_languages"}:
        return language_name(str(value), said_in)
    if field in {"meets_in", "serves", "municipality"}:
        return place_of(str(value), reference, said_in)
    return month_text(str(value)) if field == "start_month" else str(value)
