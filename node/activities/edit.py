"""A person's acts on activities, one transaction each; every act marks the public state dirty."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct

from node.activities import store
from node.activities.model import Activity, ActivityId
from node.activities.noun import ACTIVITY
from node.groups.reading import Form
from node.history.model import Doer
from node.work import edit
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
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a new activity from a form, or the changes to the activity `before`."""
    job = partial(
        save_form, form=form, reference=reference, now=clock.now(), before=before, doer=doer
    )
    return await database.write(job)


async def remove(
    database: Database, clock: Clock, activity: ActivityId, *, doer: Doer | None = None
) -> Sequence[Invalid]:
    """Take an activity off the list; returns a refusal if there is none."""
    acting = doer or Doer(at=clock.now())

    def job(db: Connection) -> Sequence[Invalid]:
        if store.find(db, activity) is None:
            return (_missing(activity),)
        return edit.remove(db, ACTIVITY, activity, doer=acting)

    return await database.write(job)


def save_form(
    db: Connection,
    form: Form,
    *,
    reference: Reference,
    now: datetime,
    before: ActivityId | None = None,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused."""
    if before is not None and store.find(db, before) is None:
        return (_missing(before),)
    acting = doer or Doer(at=now)
    answer = edit.save(db, ACTIVITY, form, reference=reference, doer=acting, before=before)
    match answer:
        case edit.Saved(record=activity):
            return Saved(activity=activity)
        case edit.Overtaken():
            raise RuntimeError("without a version nothing is overtaken")
        case refused:
            return refused


def _missing(activity: ActivityId) -> Invalid:
    return Invalid("id", Text.of("No activity has the id {id}.", id=activity))
