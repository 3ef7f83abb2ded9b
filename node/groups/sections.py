"""A group's forms, one for each thing a lead sets out to do; none of them asks for everything.

A section names its fields; labels and words stand in `labels.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from msgspec import Struct

from node.groups.labels import LABELS, WORDS
from node.groups.model import STANDING, Group
from shared.reference.lookup import Reference
from shared.runtime.web.form import Field, Kind, choices
from shared.text import Text

CHECKS_MOST = 40
"""Names that stand as checkboxes; more than that are written, with suggestions."""
MORE = "more_"
"""Before the field in which further names are written."""


class Section(Struct, frozen=True, kw_only=True):
    """One part of a group: its title, what it is for, its fields."""

    name: str
    title: Text
    about: Text
    fields: tuple[str, ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        name="basics",
        title=Text.of("What kind of group"),
        about=Text.of("Where it meets, for whom, and in which language. Parents choose by this."),
        fields=(
            *("meets_in", "catchment", "serves", "format", "audience"),
            *("languages", "material_languages"),
        ),
    ),
    Section(
        name="when",
        title=Text.of("When it starts"),
        about=Text.of("Parents read the month and the time of day, never a weekday or an hour."),
        fields=("start", "start_month", "time_of_day", "planned_meetings"),
    ),
    Section(
        name="staff",
        title=Text.of("Staff and name"),
        about=Text.of("Names stay here. Parents read at most that a peer instructor takes part."),
        fields=(
            *("organisers", "instructors", "social_worker", "tell_peer_instructor"),
            "wants_name",
        ),
    ),
    Section(
        name="details",
        title=Text.of("Details for parents"),
        about=Text.of(
            "What helps a parent to come: costs, languages, how exactly the place shows."
        ),
        fields=("travel_costs", "interpreter", "other_mother_tongue", "show_area_only"),
    ),
    Section(
        name="notes",
        title=Text.of("For ourselves"),
        about=Text.of(
            "Nobody outside sees this. The number of parents itself never leaves either; once "
            "a quarter a rounded count of all groups together does, if at least three started."
        ),
        fields=("place", "starts_at", "minutes", "parents", "notes"),
    ),
    Section(
        name="after",
        title=Text.of("After the group"),
        about=Text.of("When it really started and ended. Write no names of parents."),
        fields=("start_confirmed_on", "end_confirmed_on"),
    ),
)
NEW: tuple[str, ...] = ("meets_in", "start", "start_month", "audience", "languages", "organisers")
"""What a new group is asked for; all the rest has a default."""

HELP: Mapping[str, Text] = {
    "meets_in": Text.of("In Finnish or Swedish, such as Porvoo."),
    "serves": Text.of(
        "Write the municipalities with commas. Empty means only the place where it meets. The name"
        " of an area stands for all of it."
    ),
    "languages": Text.of("For example: suomi, ruotsi."),
    "material_languages": Text.of("The languages of what is handed out."),
    "start_month": Text.of("As 9/2027. Only for a group that starts in a month."),
    "planned_meetings": Text.of("8 to 10; usually 10."),
    "organisers": Text.of("Who holds the group. Parents read the kind, never the name."),
    "instructors": Text.of("Those who lead the group, not a social worker or a guest."),
    "tell_peer_instructor": Text.of("By the role one knows something of that person: ask first."),
    "wants_name": Text.of("Only where all instructors have done the four-day training."),
    "show_area_only": Text.of("For small municipalities, where people could be recognised."),
    "starts_at": Text.of("As 17.30. Written here it is set for all meetings."),
    "minutes": Text.of("At most 180. Written here it is set for all meetings."),
    "parents": Text.of(
        "A number, usually 4 to 8. It leaves only in a rounded count of all groups."
    ),
    "place": Text.of("The exact address; parents learn it from the instructor."),
    "notes": Text.of("Nothing about parents or children, please."),
    "start_confirmed_on": Text.of("As 1.9.2027."),
    "end_confirmed_on": Text.of("As 1.12.2027."),
}
EMPTY: Mapping[str, Text] = {
    "organisers": Text.of("No organiser is kept here yet. Add one under Organisers."),
    "instructors": Text.of("No instructor is kept here yet. Add them under Instructors."),
}
ADD: Mapping[str, Text] = {
    "organisers": Text.of("Add organisers"),
    "instructors": Text.of("Add instructors"),
}
RULES: Mapping[str, int] = {
    "audience": 1,
    "parents": 2,
    "planned_meetings": 3,
    "minutes": 4,
    "start": 10,
    "catchment": 11,
    "serves": 11,
    "languages": 12,
    "material_languages": 12,
    "other_mother_tongue": 12,
    "instructors": 14,
    "social_worker": 15,
    "wants_name": 16,
    "tell_peer_instructor": 19,
    "organisers": 20,
    "travel_costs": 22,
    "show_area_only": 25,
    "place": 25,
    "starts_at": 25,
    "time_of_day": 25,
    "notes": 30,
    "start_confirmed_on": 13,
    "end_confirmed_on": 13,
}
PUBLIC = frozenset(
    {
        *("meets_in", "catchment", "serves", "format", "audience", "languages", "start"),
        *("start_month", "time_of_day", "travel_costs", "interpreter", "other_mother_tongue"),
        "social_worker",
    }
)
PRIVATE = frozenset({"instructors", "place", "starts_at", "minutes", "notes"})
RADIOS = frozenset({"audience", "catchment", "format", "start", "time_of_day", "travel_costs"})
TRI = frozenset({"interpreter", "other_mother_tongue", "social_worker"})
YES = frozenset({"show_area_only", "tell_peer_instructor", "wants_name"})
DAYS = frozenset({"start_confirmed_on", "end_confirmed_on"})
WRITTEN: Mapping[str, Kind] = {
    "start_month": "month",
    "starts_at": "hour",
    "notes": "text",
    "serves": "text",
}
PEOPLE = frozenset({"organisers", "instructors"})
NUMBERS = frozenset({"planned_meetings", "minutes", "parents"})


class People(Struct, frozen=True, kw_only=True):
    """Whom a form may name: by id, what a lead reads beside the checkbox, and the bare name."""

    labels: Mapping[str, Mapping[str, Text]] = {}
    names: Mapping[str, tuple[str, ...]] = {}


def section(name: str) -> Section | None:
    """Return a section by its name."""
    return next((one for one in SECTIONS if one.name == name), None)


def asked(wanted: Section, group: Group) -> tuple[str, ...]:
    """Return the fields of a section that mean something for this group as it is."""
    return tuple(field for field in wanted.fields if _applies(field, group))


def fields(
    names: Iterable[str], values: Mapping[str, str], people: People, reference: Reference
) -> Iterator[Field]:
    """Yield the fields of a form; of people, too many for checkboxes can be written."""
    for name in names:
        if name in PEOPLE:
            yield from _people(name, values.get(name, ""), people)
        else:
            yield _field(name, reference)


def normal(form: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return what a form sent of these fields, as the reading of a group takes it."""
    read = {}
    for name in names:
        if name not in form and MORE + name not in form:
            continue
        text = form.get(name, "").replace("\r\n", "\n")
        if name in YES:
            text = text or "no"
        if further := form.get(MORE + name, ""):
            text = ", ".join(part for part in (text, further) if part)
        read[name] = text
    return read


def _applies(field: str, group: Group) -> bool:
    match field:
        case "start" | "start_month":
            dated = group.first_day is not None and group.lifecycle != "postponed"
            return not dated or group.start in STANDING
        case "start_confirmed_on":
            return group.lifecycle in {"running", "ended", "cancelled"}
        case "end_confirmed_on":
            return group.lifecycle == "ended"
        case _:
            return True


def _field(name: str, reference: Reference) -> Field:
    kind = _kind(name)
    return Field(
        name=name,
        label=LABELS[name],
        kind=kind,
        choices=choices(WORDS[name]) if kind == "radio" else (),
        help=HELP.get(name),
        rule=RULES.get(name),
        stays=name in PRIVATE,
        leaves=name in PUBLIC,
        required=name == "meets_in",
        suggest=_places(reference) if name == "meets_in" else (),
    )


def _kind(name: str) -> Kind:
    if name in RADIOS | TRI:
        return "radio"
    if name in YES:
        return "yes"
    if name in DAYS:
        return "day"
    if name in NUMBERS:
        return "number"
    return WRITTEN.get(name, "line")


def _people(name: str, chosen: str, people: People) -> Iterator[Field]:
    """Yield checkboxes, or beside those chosen already a line to write further names in."""
    labels = people.labels.get(name, {})
    many = len(labels) > CHECKS_MOST
    shown = {own: text for own, text in labels.items() if not many or own in chosen.split(", ")}
    yield Field(
        name=name,
        label=LABELS[name],
        kind="checks",
        choices=choices(shown),
        help=HELP[name] if labels else EMPTY[name],
        rule=RULES.get(name),
        stays=name in PRIVATE,
    )
    if many:
        yield Field(
            name=MORE + name,
            label=ADD[name],
            help=Text.of("Write names or ids, with commas between."),
            stays=name in PRIVATE,
            suggest=people.names.get(name, ()),
        )


@cache
def _places(reference: Reference) -> tuple[str, ...]:
    return tuple(sorted({n for m in reference.municipalities for n in (m.name_fi, m.name_sv)}))
