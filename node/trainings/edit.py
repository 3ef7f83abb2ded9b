"""A person's acts on trainings, one transaction each; the name of groups may follow (16)."""

from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

import node.instructors.store
from node.groups.caution import Caution
from node.groups.reading import Form
from node.history import record as history
from node.history.model import Doer
from node.instructors.edit import Overtaken
from node.network import act
from node.trainings import forms, store
from node.trainings.courses import Listed, course_of, doubtful
from node.trainings.model import DAYS_OF_INSTRUCTOR_TRAINING, Training
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text

HOLDERS = ("kasper", "sininauha")
"""Who organises the instructor training (17), as the beginning of their names."""


class Saved(Struct, frozen=True, kw_only=True):
    """A training as it is stored now, and what its lead should see beside it."""

    training: Training
    cautions: tuple[Caution, ...] = ()


async def add(
    database: Database, clock: Clock, form: Form, *, doer: Doer | None = None
) -> Saved | tuple[Invalid, ...]:
    """Store a training from a form; the same kind on the same day is replaced."""
    job = partial(save_form, form=form, now=clock.now(), doer=doer)
    return await database.write(job)


async def remove(
    database: Database, clock: Clock, training: int, *, doer: Doer | None = None
) -> tuple[Invalid, ...]:
    """Delete a training entered by mistake; returns a refusal if there is none."""
    job = partial(take_away, training=training, doer=doer or Doer(at=clock.now()))
    return await database.write(job)


def take_away(db: Connection, training: int, doer: Doer) -> tuple[Invalid, ...]:
    """Delete a training inside the caller's transaction; the history can bring it back."""
    old = store.find(db, training)
    if old is None:
        return (missing(training),)
    store.remove(db, training)
    history.record(db, doer, "training", str(training), old, None)
    act.note(db, doer.at)
    return ()


def save_form(
    db: Connection, form: Form, *, now: datetime, doer: Doer | None = None
) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused.

    The same kind on the same day is the same training: it is replaced.
    """
    listed = store.courses(db)
    everybody = node.instructors.store.all_instructors(db)
    read = forms.read(form, instructors=everybody, courses=listed)
    if not isinstance(read, Training):
        return read
    same = store.same(db, read)
    old = store.find(db, same) if same is not None else None
    return _keep(db, old, replace(read, id=same or 0), listed, doer or Doer(at=now))


def change(
    db: Connection, form: Form, *, training: int, version: int, doer: Doer
) -> Saved | Overtaken | tuple[Invalid, ...]:
    """Store the changes a page sends, unless the record changed since the page was made."""
    old, listed = store.find(db, training), store.courses(db)
    if old is None:
        return (missing(training),)
    newest = history.version(db, "training", str(training))
    if newest != version:
        entries = history.since(db, "training", str(training), version)
        return Overtaken(entries=entries, version=newest)
    everybody = node.instructors.store.all_instructors(db)
    read = forms.read(form, instructors=everybody, courses=listed, before=old)
    if not isinstance(read, Training):
        return read
    if store.same(db, read) not in {None, training}:
        text = Text.of("The instructor has the same training on that day already.")
        return (Invalid("day", text),)
    return _keep(db, old, read, listed, doer)


def cautions(training: Training, courses: tuple[Listed, ...] = ()) -> tuple[Caution, ...]:
    """Return what a lead should see beside a training (16)."""
    found = []
    instructor = training.kind == "voikukkia_instructor"
    if instructor and training.days < DAYS_OF_INSTRUCTOR_TRAINING:
        text = Text.of("The instructor training lasts four days: this one gives no name.")
        found.append(Caution(16, "days", text))
    proven = course_of(training, courses) is not None
    holder = (training.held_by or "").casefold()
    if instructor and not any(one in holder for one in HOLDERS) and (holder or not proven):
        text = Text.of("Only Kasper with Sininauhaliitto holds the instructor training.")
        found.append(Caution(16, "held_by", text))
    if doubtful(training, courses):
        text = Text.of("It is not on the hub's list of courses. It is kept; keep its proof, too.")
        found.append(Caution(16, "day", text))
    return tuple(found)


def missing(training: int) -> Invalid:
    """Return the refusal of a number that no training has."""
    return Invalid("id", Text.of("No training has the number {id}.", id=training))


def _keep(
    db: Connection, old: Training | None, new: Training, listed: tuple[Listed, ...], doer: Doer
) -> Saved:
    stored = store.put(db, new)
    history.record(db, doer, "training", str(stored.id), old, stored)
    act.note(db, doer.at)
    return Saved(training=stored, cautions=cautions(stored, listed))
