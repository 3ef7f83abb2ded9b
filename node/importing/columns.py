"""The headings a spreadsheet may carry, in Finnish, Swedish and English, and the fields they name.

Fields are those of a group's form; `organiser_kind` belongs to organisers the node does not know
yet. There is no heading for notes, names of parents or reasons: such columns are never read (30).
`example.csv` beside this file shows the usual ones, with the real group of Porvoo 2022-23.
"""

from collections.abc import Mapping

from shared.reference.naming import fold

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("tunnus", "ryhmän tunnus", "id", "beteckning", "kod", "code"),
    "meets_in": ("kunta", "kokoontumiskunta", "paikkakunta", "kommun", "ort", "municipality"),
    "serves": (
        *("palvelee", "palvelee kuntia", "palveltavat kunnat", "kunnat"),
        *("betjänar", "kommuner", "serves", "municipalities", "municipalities served"),
    ),
    "catchment": ("rajaus", "palvelualue", "upptagningsområde", "avgränsning", "catchment"),
    "audience": ("kohderyhmä", "kenelle", "målgrupp", "för vem", "audience", "for whom"),
    "languages": ("kieli", "kielet", "ryhmän kieli", "språk", "language", "languages"),
    "material_languages": (
        *("materiaalin kieli", "materialets språk", "material language"),
        *("material languages", "language of the material"),
    ),
    "interpreter": ("tulkki", "tulkkaus", "tolk", "tolkning", "interpreter"),
    "other_mother_tongue": ("muu äidinkieli", "annat modersmål", "other mother tongue"),
    "format": ("muoto", "toteutus", "toteutustapa", "form", "format"),
    "time_of_day": ("aika", "ajankohta", "tid", "tid på dagen", "time", "time of day"),
    "lifecycle": (
        *("tila", "vaihe", "läge", "tillstånd"),
        *("status", "state", "lifecycle"),
    ),
    "takes_parents": (
        *("ottaa uusia", "ottaa vanhempia", "ottaa uusia vanhempia", "tar emot nya"),
        *("tar emot nya föräldrar", "takes new", "takes parents", "takes new parents"),
    ),
    "start": (
        *("alkaa", "alku", "kuukausi", "alkaa/kuukausi", "alkamiskuukausi"),
        *("börjar", "startar", "månad", "starts", "start", "month", "start month"),
    ),
    "meetings": (
        *("päivät", "päivämäärät", "tapaamispäivät", "kokoontumispäivät", "kokoontumiset"),
        *("datum", "dagar", "träffar", "dates", "days", "meetings"),
    ),
    "planned_meetings": (
        *("kertoja", "kertojen määrä", "tapaamiskertoja", "antal träffar"),
        *("number of meetings", "planned meetings"),
    ),
    "minutes": (
        *("kesto minuutteina", "kesto", "kesto min", "minuutit", "längd i minuter"),
        *("längd", "minuter", "minutes", "duration", "duration in minutes"),
    ),
    "starts_at": ("kellonaika", "kello", "klo", "klockslag", "klockan", "hour", "starts at"),
    "organisers": (
        *("järjestäjä", "järjestäjät", "järjestäjä(t)", "arrangör", "arrangörer"),
        *("organiser", "organisers", "organizer", "organizers"),
    ),
    "organiser_kind": (
        *("järjestäjän laji", "järjestäjän tyyppi", "arrangörens slag", "arrangörens typ"),
        *("kind of organiser", "organiser kind", "organizer kind"),
    ),
    "instructors": ("ohjaaja", "ohjaajat", "handledare", "instructor", "instructors"),
    "wants_name": (
        *("nimi", "käyttää nimeä", "kantaa nimeä", "voikukkia-nimi", "namn", "bär namnet"),
        *("name", "named", "carries the name"),
    ),
    "social_worker": ("sosiaalityöntekijä", "socialarbetare", "social worker"),
    "tell_peer_instructor": (
        *("vertaisohjaaja kerrotaan", "kerro vertaisohjaajasta", "berätta om kamrathandledare"),
        *("tell peer instructor",),
    ),
    "travel_costs": ("matkakulut", "resekostnader", "travel costs"),
    "show_area_only": ("näytä vain alue", "visa bara området", "show area only"),
    "start_confirmed_on": ("alku vahvistettu", "start bekräftad", "start confirmed"),
    "end_confirmed_on": ("loppu vahvistettu", "slut bekräftat", "end confirmed"),
    "parents": ("vanhempien määrä", "antal föräldrar", "number of parents"),
    "place": ("paikka", "kokoontumispaikka", "plats", "place"),
}
_FIELD_OF: Mapping[str, str] = {
    fold(heading): field for field, headings in _HEADINGS.items() for heading in headings
}


def field_of(heading: str) -> str | None:
    """Return the field a heading names; case, accents, punctuation and outer space do not matter.

    The field's own name, as the forms and the command line write it, is a heading, too.
    """
    folded = fold(heading)
    return _FIELD_OF.get(folded) or next((f for f in _HEADINGS if fold(f) == folded), None)


def usual_heading(field: str) -> str:
    """Return the Finnish heading of a field, for sentences about a column that is missing."""
    return _HEADINGS[field][0]
