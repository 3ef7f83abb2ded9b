"""A person's acts on activities, one transaction each; every act marks the public state dirty."""

from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct

from node.activities import forms, store
from node.activities.model import Activity, ActivityId
from node.groups.reading import Form
from node.network import act
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text


class Saved(Struct, frozen=True, kw_only=True):
    """An activity as it is stored now."""

    activity: Activity


async def save(
    database: Database,
    clock: Clock,
    reference: Reference,
    form: Form,
    *,
    before: ActivityId | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a new activity from a form, or the changes to the activity `before`."""
    now = clock.now()
    return await database.write(
        lambda db: save_form(db, form, reference=reference, now=now, before=before)
    )


async def remove(database: Database, clock: Clock, activity: ActivityId) -> tuple[Invalid, ...]:
    """Take an activity off the list; returns a refusal if there is none."""
    now = clock.now()

    def job(db: Connection) -> tuple[Invalid, ...]:
        if not store.remove(db, activity):
            return (_missing(activity),)
        act.note(db, now)
        return ()

    return await database.write(job)


def save_form(
    db: Connection,
    form: Form,
    *,
    reference: Reference,
    now: datetime,
    before: ActivityId | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused."""
    old = store.find(db, before) if before is not None else None
    if before is not None and old is None:
        return (_missing(before),)
    every = store.all_activities(db)
    if old is None and len(every) >= store.LIMIT:
        return (Invalid("id", Text.of("A network lists at most 500 activities.")),)
    taken = frozenset(a.id for a in every)
    read = forms.read(form, reference=reference, taken=taken, before=old)
    if not isinstance(read, Activity):
        return read
    store.put(db, read)
    act.note(db, now)
    return Saved(activity=read)


def _missing(activity: ActivityId) -> Invalid:
    return Invalid("id", Text.of("No activity has the id {id}.", id=activity))
