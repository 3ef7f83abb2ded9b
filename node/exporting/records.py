"""The meetings, organisers and activities as tables; they are not read back."""

from collections.abc import Iterable, Iterator, Mapping
from sqlite3 import Connection

from node.activities import store as activities
from node.activities.model import Activity
from node.exporting.model import Cell, Table
from node.groups import store as groups
from node.groups.model import Group
from node.importing.spelling import WORDS, chosen, spelt
from node.organisers import store as organisers
from node.organisers.model import Organiser
from shared.reference import lookup

_NAMES = {
    "meetings": ("Ryhmäkerrat", "Gruppträffar", "Meetings"),
    "organisers": ("Järjestäjät", "Arrangörer", "Organisers"),
    "activities": ("Muu toiminta", "Annan verksamhet", "Other activities"),
}
_MEETINGS: Mapping[str, tuple[str, str, str]] = {
    "group": ("ryhmä", "grupp", "group"),
    "number": ("kerta", "träff", "meeting"),
    "day": ("päivä", "dag", "day"),
    "starts_at": ("kellonaika", "klockslag", "hour"),
    "minutes": ("kesto minuutteina", "längd i minuter", "duration in minutes"),
    "theme": ("teeman numero", "temats nummer", "number of the theme"),
    "theme_name": ("teema", "tema", "theme"),
    "attendance": ("osallistujia", "deltagare", "attendance"),
}
_ORGANISERS: Mapping[str, tuple[str, str, str]] = {
    "id": ("tunnus", "beteckning", "id"),
    "name": ("nimi", "namn", "name"),
    "kind": ("laji", "slag", "kind"),
    "municipality": ("kunta", "kommun", "municipality"),
    "area": ("alue", "område", "area"),
    "valid_from": ("voimassa alkaen", "gäller från", "valid from"),
    "valid_until": ("voimassa asti", "gäller till", "valid until"),
    "ethical_principles_on": (*("eettiset periaatteet", "etiska principer", "ethical principles"),),
}
_ACTIVITIES: Mapping[str, tuple[str, str, str]] = {
    "id": ("tunnus", "beteckning", "id"),
    "kind": ("laji", "slag", "kind"),
    "name": ("nimi", "namn", "name"),
    "meets_in": ("kunta", "kommun", "municipality"),
    "serves": ("palvelee", "betjänar", "serves"),
    "audience": ("kohderyhmä", "målgrupp", "audience"),
    "languages": ("kieli", "språk", "language"),
    "format": ("muoto", "form", "format"),
    "link": ("sivu", "sida", "page"),
    "until": ("viimeinen päivä", "sista dagen", "last day"),
    "show_area_only": ("näytä vain alue", "visa bara området", "show area only"),
}
_ACTIVITY_KINDS = {
    "cafe": ("avoin kahvila", "öppet kafé", "open café"),
    "support_person": ("tukihenkilö", "stödperson", "support person"),
    "weekend": ("viikonloppu", "veckoslut", "weekend"),
}


def tables(db: Connection, language: str) -> tuple[Table, ...]:
    """Return the three tables, in a fixed order of rows."""
    kept = groups.all_groups(db)
    bodies = organisers.all_organisers(db)
    every = activities.all_activities(db)
    return (
        _table("meetings", _MEETINGS, _meetings(kept, language), language),
        _table("organisers", _ORGANISERS, (_organiser(o, language) for o in bodies), language),
        _table("activities", _ACTIVITIES, (_activity(a, language) for a in every), language),
    )


def _meetings(kept: Iterable[Group], language: str) -> Iterator[tuple[Cell, ...]]:
    themes = {theme.number: theme.name(language) for theme in lookup.load().themes}
    for group in kept:
        for one in group.meetings:
            theme = themes.get(one.theme) if one.theme is not None else None
            yield (
                *(group.id, one.number, one.day, one.starts_at, one.minutes, one.theme, theme),
                one.attendance,
            )


def _organiser(organiser: Organiser, language: str) -> tuple[Cell, ...]:
    reference = lookup.load()
    area = reference.area(organiser.area) if organiser.area else None
    said: dict[str, Cell] = {
        field: spelt(field, getattr(organiser, field), reference, language)
        for field in _ORGANISERS
        if field not in {"kind", "area"}
    }
    said["kind"] = chosen(WORDS["organiser_kind"][organiser.kind], language)
    said["area"] = area.short_name(language) if area else organiser.area
    return tuple(said[field] for field in _ORGANISERS)


def _activity(activity: Activity, language: str) -> tuple[Cell, ...]:
    reference = lookup.load()
    return tuple(
        chosen(_ACTIVITY_KINDS[activity.kind], language)
        if field == "kind"
        else spelt(field, getattr(activity, field), reference, language)
        for field in _ACTIVITIES
    )


def _table(
    name: str,
    headings: Mapping[str, tuple[str, str, str]],
    rows: Iterable[tuple[Cell, ...]],
    language: str,
) -> Table:
    said = tuple(chosen(heading, language) for heading in headings.values())
    return Table(chosen(_NAMES[name], language), said, tuple(rows))
