"""A training's form read into a `Training`; fields carry the names of the struct."""

from collections.abc import Mapping
from functools import partial

from node.groups import fields
from node.groups.reading import Form, Reading
from node.instructors.model import Instructor
from node.trainings.model import DAYS_OF_INSTRUCTOR_TRAINING, Training, TrainingKind
from shared.text import Invalid, Text

FIELDS = ("instructor", "kind", "day", "days", "place", "held_by", "proof")
DAYS_MAX = 60
KINDS: Mapping[str, TrainingKind] = {
    **dict.fromkeys(
        (
            "voikukkia instructor",
            "voikukkia ohjaajakoulutus",
            "voikukkia-ohjaajakoulutus",
            "ohjaajakoulutus",
            "handledarutbildning",
            "instructor training",
        ),
        "voikukkia_instructor",
    ),
    **dict.fromkeys(
        ("peer instructor", "vertaisohjaajakoulutus", "kamrathandledarutbildning"),
        "peer_instructor",
    ),
    **dict.fromkeys(("other", "muu", "annan"), "other"),
}


def read(form: Form, *, instructors: tuple[Instructor, ...]) -> Training | tuple[Invalid, ...]:
    """Read a form into a new training; all refusals at once. Four days unless it says less."""
    reading = Reading(form, FIELDS)
    for field, text in (
        ("instructor", Text.of("Write whose training it is.")),
        ("day", Text.of("Write the last day of the training as 1.9.2026.")),
    ):
        if not reading.has(field):
            reading.refuse(field, text)
    person = reading.read("instructor", partial(_person, instructors), old="", empty="")
    kinds = partial(fields.word, words=KINDS)
    kind: TrainingKind = "voikukkia_instructor"
    kind = reading.read("kind", kinds, old=kind, empty=kind)
    day = reading.read("day", fields.day, old=None, empty=None)
    usual = DAYS_OF_INSTRUCTOR_TRAINING if kind == "voikukkia_instructor" else 1
    days = reading.read("days", _days, old=usual, empty=usual)
    place = reading.words("place", old=None, most=120)
    held_by = reading.words("held_by", old=None, most=120)
    proof = reading.words("proof", old=None, most=500)
    if reading.invalid or day is None:
        return tuple(reading.invalid)
    return Training(
        instructor=person,
        kind=kind,
        day=day,
        days=days,
        place=place,
        held_by=held_by,
        proof=proof,
    )


def _person(instructors: tuple[Instructor, ...], text: str) -> str | Text:
    found = fields.chosen(text, {i.id: i.name for i in instructors})
    if isinstance(found, Text):
        return found
    return found[0] if len(found) == 1 else Text.of("Write one instructor.")


def _days(text: str) -> int | Text:
    read = fields.number(text)
    if isinstance(read, int) and not 1 <= read <= DAYS_MAX:
        return Text.of("A training lasts 1 to {most} days.", most=DAYS_MAX)
    return read
