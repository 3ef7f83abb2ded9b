"""Groups, instructors and trainings as the lists that the import reads back.

They carry its headings and words: an export read again changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from sqlite3 import Connection

from node.exporting.model import Cell, Table
from node.groups import store as groups
from node.groups.fields import day_text, parts
from node.groups.model import Group
from node.groups.wording import month_text
from node.importing.columns import fields_of, usual_heading
from node.importing.model import Kind
from node.importing.spelling import WORDS, chosen, spelt
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.organisers import store as organisers
from node.organisers.model import Organiser
from node.trainings import store as trainings
from node.trainings.model import Training
from shared.reference import lookup

NAMES: Mapping[Kind, tuple[str, str, str]] = {
    "groups": ("Ryhmät", "Grupper", "Groups"),
    "instructors": ("Ohjaajat", "Handledare", "Instructors"),
    "trainings": ("Koulutukset", "Utbildningar", "Trainings"),
}
_BESIDE = {
    "withdrawn_on": ("poistettu näkyvistä", "borttagen ur listan", "withdrawn"),
    "notes": ("muistiinpanot", "anteckningar", "notes"),
}
"""Columns of groups that no import reads."""


def tables(db: Connection, language: str) -> tuple[Table, ...]:
    """Return the three lists, in a fixed order of rows."""
    bodies = {one.id: one for one in organisers.all_organisers(db)}
    people = {one.id: one for one in instructors.all_instructors(db)}
    names = Names(bodies.values(), people.values())
    return (
        _groups(groups.all_groups(db), bodies, names, language),
        _table("instructors", (_person(one, language) for one in people.values()), language),
        _table(
            "trainings",
            (_training(one, people, names, language) for one in trainings.all_trainings(db)),
            language,
        ),
    )


class Names:
    """How people and organisers are written in a cell: by name where it is read back as theirs."""

    def __init__(self, bodies: Iterable[Organiser], people: Iterable[Instructor]) -> None:
        self._bodies = _spoken({one.id: one.name for one in bodies})
        self._people = _spoken({one.id: one.name for one in people})

    def body(self, organiser: str) -> str:
        """Return an organiser's name, or its id."""
        return self._bodies.get(organiser, organiser)

    def person(self, instructor: str) -> str:
        """Return an instructor's name, or their id."""
        return self._people.get(instructor, instructor)


def _spoken(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names that nobody else bears and that no list takes apart."""
    borne = Counter(name.casefold() for name in (*names.values(), *names))
    return {
        one: name
        for one, name in names.items()
        if borne[name.casefold()] == 1 + (name.casefold() == one) and _whole(name)
    }


def _whole(name: str) -> bool:
    joined = any(word in name for word in (" ja ", " och ", " and "))
    return parts(name) == (name,) and not joined


def _groups(
    kept: Iterable[Group], bodies: Mapping[str, Organiser], names: Names, language: str
) -> Table:
    fields = fields_of("groups")
    headings = (
        *(usual_heading(field, "groups", language) for field in fields),
        *(chosen(said, language) for said in _BESIDE.values()),
    )
    rows = tuple(
        (
            *(_group(group, field, bodies, names, language) for field in fields),
            group.withdrawn_on,
            group.notes,
        )
        for group in kept
    )
    return Table(chosen(NAMES["groups"], language), headings, rows, persons=True)


def _group(
    group: Group, field: str, bodies: Mapping[str, Organiser], names: Names, language: str
) -> Cell:
    """Return one cell of a group."""
    match field:
        case "organisers":
            return ", ".join(names.body(one) for one in group.organisers)
        case "organiser_kind":
            kinds = [bodies[one].kind for one in group.organisers if one in bodies]
            said = kinds[:1] if len(set(kinds)) == 1 else kinds
            return ", ".join(chosen(WORDS["organiser_kind"][kind], language) for kind in said)
        case "instructors":
            return ", ".join(names.person(one) for one in group.instructors)
        case "meetings":
            return ", ".join(day_text(meeting.day) for meeting in group.meetings)
        case "start" if group.start_month is not None:
            return month_text(group.start_month)
        case "planned_meetings" | "minutes" | "parents":
            number: int | None = getattr(group, field)
            return number
        case _:
            return spelt(field, getattr(group, field), lookup.load(), language)


def _person(person: Instructor, language: str) -> tuple[Cell, ...]:
    reference = lookup.load()
    return tuple(
        spelt(field, getattr(person, field), reference, language)
        for field in fields_of("instructors")
    )


def _training(
    training: Training, people: Mapping[str, Instructor], names: Names, language: str
) -> tuple[Cell, ...]:
    said: dict[str, Cell] = {
        "instructor": names.person(training.instructor),
        "role": chosen(WORDS["role"][people[training.instructor].role], language),
        "kind": chosen(WORDS["kind"][training.kind], language),
        "day": training.day,
        "days": training.days,
        "place": training.place,
        "held_by": training.held_by,
        "proof": training.proof,
    }
    return tuple(said[field] for field in fields_of("trainings"))


def _table(kind: Kind, rows: Iterable[tuple[Cell, ...]], language: str) -> Table:
    headings = tuple(usual_heading(field, kind, language) for field in fields_of(kind))
    return Table(chosen(NAMES[kind], language), headings, tuple(rows), persons=True)
