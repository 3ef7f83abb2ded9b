"""A person's acts on trainings, one transaction each; the name of groups may follow (16)."""

from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct

import node.instructors.store
from node.groups.caution import Caution
from node.groups.reading import Form
from node.network import act
from node.trainings import forms, store
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


async def add(database: Database, clock: Clock, form: Form) -> Saved | tuple[Invalid, ...]:
    """Store a training from a form; the same kind on the same day is replaced."""
    now = clock.now()
    return await database.write(lambda db: save_form(db, form, now=now))


async def remove(database: Database, clock: Clock, training: int) -> tuple[Invalid, ...]:
    """Delete a training entered by mistake; returns a refusal if there is none."""
    now = clock.now()

    def job(db: Connection) -> tuple[Invalid, ...]:
        if not store.remove(db, training):
            return (Invalid("id", Text.of("No training has the number {id}.", id=training)),)
        act.note(db, now)
        return ()

    return await database.write(job)


def save_form(db: Connection, form: Form, *, now: datetime) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused."""
    read = forms.read(form, instructors=node.instructors.store.all_instructors(db))
    if not isinstance(read, Training):
        return read
    stored = store.put(db, read)
    act.note(db, now)
    return Saved(training=stored, cautions=cautions(stored))


def cautions(training: Training) -> tuple[Caution, ...]:
    """Return what a lead should see beside a training (16)."""
    if training.kind != "voikukkia_instructor":
        return ()
    found = []
    if training.days < DAYS_OF_INSTRUCTOR_TRAINING:
        text = Text.of("The instructor training lasts four days: this one gives no name.")
        found.append(Caution(16, "days", text))
    if not any(holder in (training.held_by or "").casefold() for holder in HOLDERS):
        text = Text.of("Only Kasper with Sininauhaliitto holds the instructor training.")
        found.append(Caution(16, "held_by", text))
    return tuple(found)
