"""The words of closed lists as people write them in Finnish, Swedish and English.

Keys are folded (small letters, spaces for underscores); values are the words of the wire. What the
node's own pages show in the three languages is among them; a test holds that.
"""

from collections.abc import Mapping

from node.groups.model import Lifecycle
from shared.wire.words import (
    Audience,
    Catchment,
    Format,
    StartKind,
    TimeOfDay,
    TravelCosts,
    TriState,
)

TRI_STATE: Mapping[str, TriState] = {
    **dict.fromkeys(("yes", "kyllä", "on", "k", "ja", "j", "x", "1"), "yes"),
    **dict.fromkeys(("no", "ei", "e", "nej", "n", "0"), "no"),
    **dict.fromkeys(
        (
            *("not said", "ei kerrota", "ei tiedossa", "inte sagt", "inte känt", "okänt"),
            *("not known", "?", "-"),
        ),
        "not_said",
    ),
}
LIFECYCLE: Mapping[str, Lifecycle] = {
    **dict.fromkeys(("draft", "luonnos", "utkast"), "draft"),
    **dict.fromkeys(("planned", "suunnitteilla", "suunniteltu", "tulossa", "planerad"), "planned"),
    **dict.fromkeys(("open", "avoin", "haku auki", "öppen"), "open"),
    **dict.fromkeys(("full", "täynnä", "täysi", "fullt", "fullsatt"), "full"),
    **dict.fromkeys(("running", "käynnissä", "pågår", "pågående"), "running"),
    **dict.fromkeys(("ended", "päättynyt", "avslutad"), "ended"),
    **dict.fromkeys(("postponed", "lykätty", "siirretty", "uppskjuten"), "postponed"),
    **dict.fromkeys(("cancelled", "peruttu", "peruutettu", "inställd"), "cancelled"),
}
AUDIENCE: Mapping[str, Audience] = {
    **dict.fromkeys(
        (
            *("all", "kaikki", "vanhemmat", "äidit ja isät", "alla", "föräldrar"),
            *("mammor och pappor", "parents", "mothers and fathers"),
        ),
        "all",
    ),
    **dict.fromkeys(("fathers", "isät", "isille", "pappor", "fäder"), "fathers"),
    **dict.fromkeys(("mothers", "äidit", "äideille", "mammor", "mödrar"), "mothers"),
}
FORMAT: Mapping[str, Format] = {
    **dict.fromkeys(
        ("in person", "lähi", "lähiryhmä", "paikan päällä", "på plats", "fysiskt"), "in_person"
    ),
    **dict.fromkeys(
        (
            *("hybrid", "hybridi", "paikan päällä, etänä mahdollista"),
            *("på plats, på distans går också", "in person, remotely possible"),
        ),
        "hybrid",
    ),
    **dict.fromkeys(
        (
            *("remote", "etä", "etänä", "etäryhmä", "verkossa", "på distans", "online"),
            "remotely",
        ),
        "remote",
    ),
}
TIME_OF_DAY: Mapping[str, TimeOfDay] = {
    **dict.fromkeys(
        ("daytime", "päivä", "päivällä", "dag", "dagtid", "på dagtid", "in the daytime"), "daytime"
    ),
    **dict.fromkeys(
        ("evening", "ilta", "illalla", "kväll", "kvällstid", "på kvällen", "in the evening"),
        "evening",
    ),
    **dict.fromkeys(("not said", "ei kerrota", "inte sagt", "?", "-"), "not_said"),
}
CATCHMENT: Mapping[str, Catchment] = {
    **dict.fromkeys(
        (
            *("municipalities", "kunnat", "vanhemmat alla olevista kunnista", "kommuner"),
            *("föräldrar från kommunerna nedan", "parents from the municipalities below"),
        ),
        "municipalities",
    ),
    **dict.fromkeys(
        (
            *("own clients", "omat asiakkaat", "vain omat asiakkaat"),
            *("vain järjestäjän omat asiakkaat", "egna klienter"),
            *("bara arrangörens egna klienter", "only the organiser's own clients"),
        ),
        "own_clients",
    ),
    **dict.fromkeys(
        (
            *("area", "alue", "koko alue", "hyvinvointialue", "område", "hela området"),
            *("välfärdsområde", "the whole wellbeing area"),
        ),
        "area",
    ),
    **dict.fromkeys(
        (
            *("wider", "laajempi", "oma alue ja muutkin", "vidare", "större"),
            *("det egna området och andra", "the wellbeing area and others"),
        ),
        "wider",
    ),
}
TRAVEL_COSTS: Mapping[str, TravelCosts] = {
    **dict.fromkeys(("paid", "korvataan", "ersätts", "kyllä", "ja", "yes"), "paid"),
    **dict.fromkeys(("not paid", "ei korvata", "ersätts inte", "ei", "nej", "no"), "not_paid"),
    **dict.fromkeys(("ask", "kysy", "kysyttävä", "fråga", "to be asked", "?"), "ask"),
}
START: Mapping[str, StartKind] = {
    **dict.fromkeys(
        ("month", "kuukausi", "tietyssä kuussa", "månad", "en viss månad", "in a month"), "month"
    ),
    **dict.fromkeys(
        (
            "when found",
            "kun neljä vanhempaa on löytynyt",
            "kun neljä vanhempaa löytyy",
            "kun neljä on löytynyt",
            "kun löytyy",
            "när fyra föräldrar har hittats",
            "när fyra hittats",
            "när fyra föräldrar hittats",
            "when four are found",
            "when four parents are found",
        ),
        "when_found",
    ),
    **dict.fromkeys(
        (
            "on request",
            "pyynnöstä",
            "kysy sosiaalityöntekijältä",
            "på begäran",
            "fråga socialarbetaren",
        ),
        "on_request",
    ),
    **dict.fromkeys(
        (
            *("all year", "ympäri vuoden", "jatkuvasti", "året runt", "året om"),
            "all year round",
        ),
        "all_year",
    ),
    **dict.fromkeys(
        (
            *("not said", "ei tiedossa", "alku ei tiedossa", "inte sagt", "okänt"),
            *("starten inte känd", "start not known", "?"),
        ),
        "not_said",
    ),
}
