"""One instructor as the lead's page shows them: the record, trainings, groups, what to look at."""

from collections.abc import Mapping
from datetime import date
from sqlite3 import Connection

from msgspec import Struct

from node.groups import store as groups
from node.groups.caution import Caution
from node.groups.model import Group
from node.history import record as history
from node.history.model import Entry
from node.instructors import edit, store
from node.instructors.listing import Keeping, keeping
from node.instructors.model import Instructor, InstructorId
from node.trainings import edit as trainings
from node.trainings import store as training_store
from node.trainings.courses import Listed, course_of, doubtful
from node.trainings.model import Training
from node.trainings.name import counts

SHOWN = 10
"""Entries of the history on the page."""


class Done(Struct, frozen=True, kw_only=True):
    """A training with what is to be said of it.

    `listed`: it stands on the hub's list; None where that list has none of its kind. `gives_name`:
    the name of a group can rest on it today (16).
    """

    training: Training
    listed: bool | None
    gives_name: bool
    cautions: tuple[Caution, ...]
    version: int
    undoable: bool


class Sheet(Struct, frozen=True, kw_only=True):
    """Everything on the page of an instructor."""

    instructor: Instructor
    trainings: tuple[Done, ...]
    groups: tuple[Group, ...]
    cautions: Mapping[str, tuple[Caution, ...]]
    keeping: frozenset[Keeping]
    entries: tuple[Entry, ...]
    version: int
    undoable: bool


def sheet(db: Connection, instructor: InstructorId, today: date) -> Sheet | None:
    """Return the page's content, or None if there is no such instructor."""
    person = store.find(db, instructor)
    if person is None:
        return None
    done, courses = training_store.of_instructor(db, instructor), training_store.courses(db)
    looks: dict[str, tuple[Caution, ...]] = {}
    for caution in edit.cautions(person, done):
        looks[caution.field] = (*looks.get(caution.field, ()), caution)
    entries = history.of_record(db, "instructor", instructor)
    return Sheet(
        instructor=person,
        trainings=tuple(_done(db, one, courses, today) for one in done),
        groups=groups.some(db, groups.led_by(db, instructor)),
        cautions=looks,
        keeping=keeping(person.keep_until, today),
        entries=entries[:SHOWN],
        version=history.version(db, "instructor", instructor),
        undoable=edit.can_undo(entries),
    )


def _done(db: Connection, training: Training, courses: tuple[Listed, ...], today: date) -> Done:
    entries = history.of_record(db, "training", str(training.id))
    listed: bool | None = course_of(training, courses) is not None
    if not listed and not doubtful(training, courses):
        listed = None
    return Done(
        training=training,
        listed=listed,
        gives_name=counts(training, today),
        cautions=trainings.cautions(training, courses),
        version=entries[0].number if entries else 0,
        undoable=edit.can_undo(entries),
    )
