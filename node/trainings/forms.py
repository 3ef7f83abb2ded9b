"""A training's form read into a `Training`; fields carry the names of the struct.

Beside them `course` names a course of the hub's list, which then says the rest.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial

from msgspec.structs import replace

from node.groups import fields
from node.groups.reading import Form, Reading
from node.instructors.model import Instructor
from node.trainings.courses import HOLDER, Listed
from node.trainings.model import DAYS_OF_INSTRUCTOR_TRAINING, Training, TrainingKind
from shared.text import Invalid, Text

FIELDS = ("instructor", "course", "kind", "day", "days", "place", "held_by", "proof")
DAYS_MAX = 60
KINDS: Mapping[str, TrainingKind] = {
    **dict.fromkeys(
        (
            "voikukkia instructor",
            "voikukkia ohjaajakoulutus",
            "voikukkia-ohjaajakoulutus",
            "ohjaajakoulutus",
            "handledarutbildning",
            "voikukkia-handledarutbildning",
            "instructor training",
            "voikukkia instructor training",
        ),
        "voikukkia_instructor",
    ),
    **dict.fromkeys(
        (
            *("peer instructor", "vertaisohjaajakoulutus", "kamrathandledarutbildning"),
            "training for peer instructors",
        ),
        "peer_instructor",
    ),
    **dict.fromkeys(
        ("other", "muu", "muu koulutus", "annan", "annan utbildning", "other training"), "other"
    ),
}


def read(
    form: Form,
    *,
    instructors: tuple[Instructor, ...],
    courses: tuple[Listed, ...] = (),
    before: Training | None = None,
) -> Training | tuple[Invalid, ...]:
    """Read a form into a new training, or into the changed `before`; all refusals at once.

    A `course` of the hub's list says everything but whose training it is and where its proof is.
    Without it, an instructor training has four days unless the form says less.
    """
    reading = Reading(form, FIELDS)
    course = reading.read("course", partial(_course, courses), old=None, empty=None)
    _needed(reading, course, before)
    person = reading.read(
        "instructor",
        partial(_person, instructors),
        old=before.instructor if before else "",
        empty="",
    )
    typed = _typed(reading, before)
    if course is not None and reading.has("day") and typed.day != course.day:
        text = Text.of("The course ended on {day}. Clear one of the two.", day=_day(course.day))
        reading.refuse("day", text)
    if reading.invalid:
        return tuple(reading.invalid)
    if course is None:
        return replace(typed, instructor=person)
    return replace(
        typed,
        instructor=person,
        kind=course.kind,
        day=course.day,
        days=course.days,
        place=course.place,
        held_by=HOLDER,
    )


def values(training: Training) -> dict[str, str]:
    """Return a training as the text of a form, so that reading it again changes nothing."""
    return {
        "kind": training.kind,
        "day": _day(training.day),
        "days": str(training.days),
        "place": training.place or "",
        "held_by": training.held_by or "",
        "proof": training.proof or "",
    }


def _needed(reading: Reading, course: Listed | None, before: Training | None) -> None:
    whose, when = (
        Text.of("Write whose training it is."),
        Text.of("Write the last day of the training as 1.9.2026."),
    )
    if not reading.has("instructor") and (before is None or reading.mentions("instructor")):
        reading.refuse("instructor", whose)
    absent = before is None or reading.mentions("day")
    if course is None and absent and not (reading.has("day") or reading.has("course")):
        reading.refuse("day", when)


def _typed(reading: Reading, before: Training | None) -> Training:
    """Return what was typed of the training itself."""
    old = before or Training(
        instructor="", kind="voikukkia_instructor", day=date.min, days=DAYS_OF_INSTRUCTOR_TRAINING
    )
    kind = reading.read(
        "kind", partial(fields.word, words=KINDS), old=old.kind, empty="voikukkia_instructor"
    )
    usual = DAYS_OF_INSTRUCTOR_TRAINING if kind == "voikukkia_instructor" else 1
    return replace(
        old,
        kind=kind,
        day=reading.read("day", fields.day, old=old.day, empty=old.day),
        days=reading.read("days", _days, old=before.days if before else usual, empty=usual),
        place=reading.words("place", old=old.place, most=120),
        held_by=reading.words("held_by", old=old.held_by, most=120),
        proof=reading.words("proof", old=old.proof, most=500),
    )


def _course(courses: tuple[Listed, ...], text: str) -> Listed | Text | None:
    found = next((one for one in courses if one.key == text), None)
    return found or Text.of("This course is not on the list. Choose another, or write it.")


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


def _day(when: date) -> str:
    return fields.day_text(when)
