"""The headings of every kind of list: first in Finnish, Swedish and English, then other ways.

Fields are those of the forms; `organiser_kind` belongs to organisers the node does not know yet,
`role` in the list of trainings tells people of one name apart. There is no heading for names of
parents or reasons: such columns are never read (30).
"""

from collections.abc import Mapping

from node.importing.model import Kind

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "id": ("tunnus", "beteckning", "id", "ryhmän tunnus", "kod", "code"),
    "meets_in": (
        *("kunta", "kommun", "municipality"),
        *("kokoontumiskunta", "paikkakunta", "ort"),
    ),
    "serves": (
        *("palvelee", "betjänar", "serves", "palvelee kuntia", "palveltavat kunnat", "kunnat"),
        *("kommuner", "municipalities", "municipalities served"),
    ),
    "catchment": ("rajaus", "avgränsning", "catchment", "palvelualue", "upptagningsområde"),
    "audience": ("kohderyhmä", "målgrupp", "audience", "kenelle", "för vem", "for whom"),
    "languages": ("kieli", "språk", "language", "kielet", "ryhmän kieli", "languages"),
    "material_languages": (
        *("materiaalin kieli", "materialets språk", "material language"),
        *("material languages", "language of the material"),
    ),
    "interpreter": ("tulkki", "tolk", "interpreter", "tulkkaus", "tolkning"),
    "other_mother_tongue": ("muu äidinkieli", "annat modersmål", "other mother tongue"),
    "format": ("muoto", "form", "format", "toteutus", "toteutustapa"),
    "time_of_day": ("aika", "tid", "time of day", "ajankohta", "tid på dagen", "time"),
    "lifecycle": ("tila", "läge", "state", "vaihe", "tillstånd", "status", "lifecycle"),
    "takes_parents": (
        *("ottaa uusia", "tar emot nya", "takes new", "ottaa vanhempia"),
        *("ottaa uusia vanhempia", "tar emot nya föräldrar"),
        *("takes parents", "takes new parents"),
    ),
    "start": (
        *("alkaa", "börjar", "starts", "alku", "kuukausi", "alkaa/kuukausi", "alkamiskuukausi"),
        *("startar", "månad", "start", "month", "start month"),
    ),
    "meetings": (
        *("päivät", "datum", "dates", "päivämäärät", "tapaamispäivät", "kokoontumispäivät"),
        *("kokoontumiset", "dagar", "träffar", "days", "meetings"),
    ),
    "planned_meetings": (
        *("kertoja", "antal träffar", "number of meetings", "kertojen määrä"),
        *("tapaamiskertoja", "planned meetings"),
    ),
    "minutes": (
        *("kesto minuutteina", "längd i minuter", "duration in minutes", "kesto", "kesto min"),
        *("minuutit", "längd", "minuter", "minutes", "duration"),
    ),
    "starts_at": ("kellonaika", "klockslag", "hour", "kello", "klo", "klockan", "starts at"),
    "organisers": (
        *("järjestäjät", "arrangörer", "organisers", "järjestäjä", "järjestäjä(t)", "arrangör"),
        *("organiser", "organizer", "organizers"),
    ),
    "organiser_kind": (
        *("järjestäjän laji", "arrangörens slag", "kind of organiser", "järjestäjän tyyppi"),
        *("arrangörens typ", "organiser kind", "organizer kind"),
    ),
    "instructors": ("ohjaajat", "handledare", "instructors", "ohjaaja", "instructor"),
    "wants_name": (
        *("nimi", "namn", "carries the name", "käyttää nimeä", "kantaa nimeä"),
        *("voikukkia-nimi", "bär namnet", "name", "named"),
    ),
    "social_worker": ("sosiaalityöntekijä", "socialarbetare", "social worker"),
    "tell_peer_instructor": (
        *("vertaisohjaaja kerrotaan", "berätta om kamrathandledare", "tell peer instructor"),
        *("kerro vertaisohjaajasta",),
    ),
    "travel_costs": ("matkakulut", "resekostnader", "travel costs"),
    "show_area_only": ("näytä vain alue", "visa bara området", "show area only"),
    "start_confirmed_on": ("alku vahvistettu", "start bekräftad", "start confirmed"),
    "end_confirmed_on": ("loppu vahvistettu", "slut bekräftat", "end confirmed"),
    "parents": ("vanhempien määrä", "antal föräldrar", "number of parents"),
    "place": ("paikka", "plats", "place", "kokoontumispaikka"),
}
_INSTRUCTORS: Mapping[str, tuple[str, ...]] = {
    "id": ("tunnus", "beteckning", "id", "ohjaajan tunnus", "kod", "code"),
    "name": (
        *("nimi", "namn", "name", "ohjaaja", "ohjaajan nimi", "handledare"),
        *("handledarens namn", "instructor"),
    ),
    "role": ("rooli", "roll", "role", "tehtävä", "uppgift"),
    "was_in_group": (
        *("ollut ryhmässä", "har varit i gruppen", "was in a group"),
        *("oma ryhmä käyty", "har varit i en grupp"),
    ),
    "ethical_principles_on": (
        *("eettiset periaatteet", "etiska principer", "ethical principles"),
        *("eettiset periaatteet hyväksytty", "etiska principer godkända"),
    ),
    "phone": ("puhelin", "telefon", "phone", "puhelinnumero", "telefonnummer", "telephone"),
    "email": ("sähköposti", "e-post", "e-mail", "sähköpostiosoite", "epost", "email"),
    "purpose": (
        *("tarkoitus", "ändamål", "purpose", "käyttötarkoitus", "syfte", "tietojen tarkoitus"),
    ),
    "keep_until": ("säilytetään", "sparas till", "keep until", "säilytys", "kept until"),
}
_TRAININGS: Mapping[str, tuple[str, ...]] = {
    "instructor": (
        *("ohjaaja", "handledare", "instructor", "nimi", "ohjaajan nimi", "namn"),
        *("handledarens namn", "name"),
    ),
    "role": ("rooli", "roll", "role"),
    "kind": (*("koulutus", "utbildning", "training", "laji", "koulutuksen laji", "slag", "kind"),),
    "day": (
        *("päivä", "dag", "day", "päivämäärä", "viimeinen päivä", "datum", "sista dagen"),
        *("date", "last day"),
    ),
    "days": ("kesto päivinä", "antal dagar", "days", "päiviä", "kesto", "number of days"),
    "place": ("paikka", "plats", "place", "paikkakunta", "ort"),
    "held_by": ("kouluttaja", "utbildare", "held by", "järjestäjä", "arrangör", "organiser"),
    "proof": ("todistus", "intyg", "proof", "certificate"),
}
HEADINGS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    "groups": _GROUPS,
    "instructors": _INSTRUCTORS,
    "trainings": _TRAININGS,
}
