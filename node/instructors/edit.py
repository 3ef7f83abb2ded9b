"""A person's acts on instructors, one transaction each; erasure leaves nothing behind (33)."""

from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct

import node.groups.store
import node.trainings.store
from node.groups.caution import Caution
from node.groups.model import GroupId
from node.groups.reading import Form
from node.instructors import forms, store
from node.instructors.model import Instructor, InstructorId
from node.network import act
from node.trainings.model import Training
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text


class Saved(Struct, frozen=True, kw_only=True):
    """An instructor as stored now, and what the lead should see beside the record."""

    instructor: Instructor
    cautions: tuple[Caution, ...] = ()


class Forgotten(Struct, frozen=True, kw_only=True):
    """An erasure: which groups have one instructor fewer, and nothing of the person."""

    groups: tuple[GroupId, ...]


async def save(
    database: Database, clock: Clock, form: Form, *, before: InstructorId | None = None
) -> Saved | tuple[Invalid, ...]:
    """Store a new instructor from a form, or the changes to the instructor `before`."""
    now = clock.now()
    return await database.write(lambda db: save_form(db, form, now=now, before=before))


async def forget(
    database: Database, clock: Clock, instructor: InstructorId
) -> Forgotten | tuple[Invalid, ...]:
    """Erase an instructor with their trainings and their places in groups, for good."""
    now = clock.now()

    def job(db: Connection) -> Forgotten | tuple[Invalid, ...]:
        if store.find(db, instructor) is None:
            return (_missing(instructor),)
        groups = node.groups.store.led_by(db, instructor)
        store.erase(db, instructor)
        act.note(db, now)
        return Forgotten(groups=groups)

    return await database.write(job)


def save_form(
    db: Connection, form: Form, *, now: datetime, before: InstructorId | None = None
) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused."""
    old = store.find(db, before) if before is not None else None
    if before is not None and old is None:
        return (_missing(before),)
    taken = frozenset(i.id for i in store.all_instructors(db))
    read = forms.read(form, taken=taken, before=old)
    if not isinstance(read, Instructor):
        return read
    store.put(db, read)
    act.note(db, now)
    trainings = node.trainings.store.of_instructor(db, read.id)
    return Saved(instructor=read, cautions=cautions(read, trainings))


def cautions(instructor: Instructor, trainings: tuple[Training, ...]) -> tuple[Caution, ...]:
    """Return what a lead should see beside an instructor (17, 18)."""
    found = []
    if instructor.role == "peer" and instructor.was_in_group != "yes":
        text = Text.of("A peer instructor must have been in a group first.")
        found.append(Caution(17, "was_in_group", text))
    if instructor.role == "peer" and not trainings:
        text = Text.of("A peer instructor must have been trained.")
        found.append(Caution(17, "trainings", text))
    if instructor.ethical_principles_on is None:
        text = Text.of("The instructor has not accepted the ethical principles.")
        found.append(Caution(18, "ethical_principles_on", text))
    return tuple(found)


def _missing(instructor: InstructorId) -> Invalid:
    return Invalid("id", Text.of("No instructor has the id {id}.", id=instructor))
