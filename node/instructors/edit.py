"""A person's acts on instructors, one transaction each; every one stands in the history.

Erasure stands in `node/persons`: there the history forgets, too (33).
"""

from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct

import node.trainings.store
from node.groups.caution import Caution
from node.groups.reading import Form
from node.history import record as history
from node.history.model import Doer, Entry, Kind
from node.history.record import Keepers
from node.instructors import forms, store
from node.instructors.model import Instructor, InstructorId
from node.network import act
from node.trainings.model import Training
from shared.period import helsinki_day
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text


class Saved(Struct, frozen=True, kw_only=True):
    """An instructor as stored now, and what the lead should see beside the record."""

    instructor: Instructor
    cautions: tuple[Caution, ...] = ()


class Overtaken(Struct, frozen=True, kw_only=True):
    """Nothing was written: somebody changed the record since the form was made (`version`)."""

    entries: tuple[Entry, ...]
    version: int


async def save(
    database: Database,
    clock: Clock,
    form: Form,
    *,
    before: InstructorId | None = None,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a new instructor from a form, or the changes to the instructor `before`."""
    job = partial(save_form, form=form, now=clock.now(), before=before, doer=doer)
    return await database.write(job)


def save_form(
    db: Connection,
    form: Form,
    *,
    now: datetime,
    before: InstructorId | None = None,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused."""
    old = store.find(db, before) if before is not None else None
    if before is not None and old is None:
        return (missing(before),)
    last = store.last_number(db)
    today = helsinki_day(now)
    read = forms.read(form, taken=store.ids(db), today=today, before=old, last=last)
    if not isinstance(read, Instructor):
        return read
    store.put(db, read)
    if (number := forms.number_of(read.id)) is not None:
        store.note_number(db, number)
    history.record(db, doer or Doer(at=now), "instructor", read.id, old, read)
    act.note(db, now)
    trainings = node.trainings.store.of_instructor(db, read.id)
    return Saved(instructor=read, cautions=cautions(read, trainings))


def change(
    db: Connection, form: Form, *, instructor: InstructorId, version: int, doer: Doer
) -> Saved | Overtaken | tuple[Invalid, ...]:
    """Store the changes a page sends, unless the record changed since the page was made."""
    newest = history.version(db, "instructor", instructor)
    if newest != version and store.find(db, instructor) is not None:
        entries = history.since(db, "instructor", instructor, version)
        return Overtaken(entries=entries, version=newest)
    return save_form(db, form, now=doer.at, before=instructor, doer=doer)


def undo(
    db: Connection, *, kind: Kind, record: str, version: int, doer: Doer, keepers: Keepers
) -> Text | None:
    """Take the last change of an instructor or a training back; a Text says why it cannot be.

    What was added is not taken back: a training is removed, a person erased, each with its trace.
    """
    newest = next(iter(history.of_record(db, kind, record)), None)
    if newest is None or newest.number != version or newest.verb == "added":
        return history.CHANGED_SINCE
    return history.undo(db, doer, kind, record, keepers)


def can_undo(entries: tuple[Entry, ...]) -> bool:
    """Tell whether the newest of a record's entries can be taken back."""
    return bool(entries) and entries[0].undoable and entries[0].verb != "added"


def cautions(instructor: Instructor, trainings: tuple[Training, ...]) -> tuple[Caution, ...]:
    """Return what a lead should see beside an instructor (17, 18, 33)."""
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
    if instructor.keep_until is None:
        text = Text.of("No day is agreed until which the record is kept.")
        found.append(Caution(33, "keep_until", text))
    return tuple(found)


def missing(instructor: InstructorId) -> Invalid:
    """Return the refusal of an id that nobody has."""
    return Invalid("id", Text.of("No instructor has the id {id}.", id=instructor))
