"""The words of closed lists as people write them in Finnish, Swedish and English.

Keys are folded (small letters, spaces for underscores); values are the words of the wire.
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
        ("not said", "ei kerrota", "ei tiedossa", "inte sagt", "okänt", "not known", "?", "-"),
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
    **dict.fromkeys(("postponed", "siirretty", "lykätty", "uppskjuten"), "postponed"),
    **dict.fromkeys(("cancelled", "peruttu", "peruutettu", "inställd"), "cancelled"),
}
AUDIENCE: Mapping[str, Audience] = {
    **dict.fromkeys(("all", "kaikki", "vanhemmat", "alla", "föräldrar", "parents"), "all"),
    **dict.fromkeys(("fathers", "isät", "isille", "pappor", "fäder"), "fathers"),
    **dict.fromkeys(("mothers", "äidit", "äideille", "mammor", "mödrar"), "mothers"),
}
FORMAT: Mapping[str, Format] = {
    **dict.fromkeys(
        ("in person", "lähi", "lähiryhmä", "paikan päällä", "på plats", "fysiskt"), "in_person"
    ),
    **dict.fromkeys(("hybrid", "hybridi"), "hybrid"),
    **dict.fromkeys(("remote", "etä", "etäryhmä", "verkossa", "på distans", "online"), "remote"),
}
TIME_OF_DAY: Mapping[str, TimeOfDay] = {
    **dict.fromkeys(("daytime", "päivä", "päivällä", "dag", "dagtid"), "daytime"),
    **dict.fromkeys(("evening", "ilta", "illalla", "kväll", "kvällstid"), "evening"),
    **dict.fromkeys(("not said", "ei kerrota", "inte sagt", "?", "-"), "not_said"),
}
CATCHMENT: Mapping[str, Catchment] = {
    **dict.fromkeys(("municipalities", "kunnat", "kommuner"), "municipalities"),
    **dict.fromkeys(
        ("own clients", "omat asiakkaat", "vain omat asiakkaat", "egna klienter"), "own_clients"
    ),
    **dict.fromkeys(("area", "alue", "hyvinvointialue", "område", "välfärdsområde"), "area"),
    **dict.fromkeys(("wider", "laajempi", "vidare", "större"), "wider"),
}
TRAVEL_COSTS: Mapping[str, TravelCosts] = {
    **dict.fromkeys(("paid", "korvataan", "ersätts", "kyllä", "ja", "yes"), "paid"),
    **dict.fromkeys(("not paid", "ei korvata", "ersätts inte", "ei", "nej", "no"), "not_paid"),
    **dict.fromkeys(("ask", "kysy", "fråga", "?"), "ask"),
}
START: Mapping[str, StartKind] = {
    **dict.fromkeys(("month", "kuukausi", "månad"), "month"),
    **dict.fromkeys(
        (
            "when found",
            "kun neljä vanhempaa löytyy",
            "kun neljä on löytynyt",
            "kun löytyy",
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
        ("all year", "ympäri vuoden", "jatkuvasti", "året runt", "året om"), "all_year"
    ),
    **dict.fromkeys(("not said", "ei tiedossa", "inte sagt", "okänt", "?"), "not_said"),
}
