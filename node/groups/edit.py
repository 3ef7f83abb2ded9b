"""A person's acts on groups: load, ask the core, store, in one transaction each.

Every act marks the public state dirty and counts as a first confirmation. The plain functions of a
connection serve inside a caller's own transaction; the coroutines open one.
"""

from collections.abc import Callable
from datetime import date, datetime
from sqlite3 import Connection

from msgspec import Struct

import node.instructors.store
import node.organisers.store
import node.trainings.store
from node.groups import forms, rules, store
from node.groups.caution import Caution
from node.groups.forms import Roster
from node.groups.lifecycle import copy_of
from node.groups.model import Group, GroupId
from node.groups.reading import Form
from node.network import act
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text

Step = Callable[[Group, date], Group | Invalid]
"""A decision of the core on one group, on the day of the act."""


class Saved(Struct, frozen=True, kw_only=True):
    """A group as it is stored now, and what its lead should see beside it."""

    group: Group
    cautions: tuple[Caution, ...] = ()


async def save(
    database: Database,
    clock: Clock,
    reference: Reference,
    form: Form,
    *,
    before: GroupId | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a new group from a form, or the changes to the group `before`."""
    now = clock.now()
    return await database.write(
        lambda db: save_form(db, form, reference=reference, now=now, before=before)
    )


async def change(
    database: Database, clock: Clock, reference: Reference, group: GroupId, step: Step
) -> Saved | tuple[Invalid, ...]:
    """Apply one step of the core to a group and store what becomes of it."""
    now = clock.now()
    return await database.write(
        lambda db: apply_step(db, group, step, reference=reference, now=now)
    )


async def copy(
    database: Database, clock: Clock, reference: Reference, group: GroupId
) -> Saved | tuple[Invalid, ...]:
    """Store a draft of the next group like this one."""
    now = clock.now()

    def job(db: Connection) -> Saved | tuple[Invalid, ...]:
        old = store.find(db, group)
        if old is None:
            return (_missing(group),)
        year = helsinki_day(now).year
        own = forms.default_id(old.meets_in, year, store.ids(db), reference)
        return keep(db, copy_of(old, own), reference=reference, now=now)

    return await database.write(job)


def save_form(
    db: Connection,
    form: Form,
    *,
    reference: Reference,
    now: datetime,
    before: GroupId | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused."""
    old = store.find(db, before) if before is not None else None
    if before is not None and old is None:
        return (_missing(before),)
    today = helsinki_day(now)
    read = forms.read(form, reference=reference, roster=roster(db), today=today, before=old)
    if not isinstance(read, Group):
        return read
    return keep(db, read, reference=reference, now=now)


def apply_step(
    db: Connection, group: GroupId, step: Step, *, reference: Reference, now: datetime
) -> Saved | tuple[Invalid, ...]:
    """Apply a step inside the caller's transaction; nothing is written when it is refused."""
    old = store.find(db, group)
    if old is None:
        return (_missing(group),)
    today = helsinki_day(now)
    new = step(old, today)
    if isinstance(new, Invalid):
        return (new,)
    if refused := tuple(rules.refusals(new, today)):
        return refused
    return keep(db, new, reference=reference, now=now)


def look_up(
    db: Connection, *, group: GroupId, reference: Reference, now: datetime
) -> Saved | tuple[Invalid, ...]:
    """Return a group with its cautions; reads only."""
    found = store.find(db, group)
    if found is None:
        return (_missing(group),)
    return Saved(group=found, cautions=cautions(db, found, reference=reference, now=now))


def keep(db: Connection, group: Group, *, reference: Reference, now: datetime) -> Saved:
    """Write a group, mark the public state dirty and return it with its cautions."""
    store.put(db, group)
    act.note(db, now)
    return Saved(group=group, cautions=cautions(db, group, reference=reference, now=now))


def cautions(
    db: Connection, group: Group, *, reference: Reference, now: datetime
) -> tuple[Caution, ...]:
    """Return what a group's lead should see beside it today."""
    everybody = node.instructors.store.all_instructors(db)
    return rules.cautions(
        group,
        helsinki_day(now),
        staff=[i for i in everybody if i.id in group.instructors],
        trainings=node.trainings.store.all_trainings(db),
        organisers=node.organisers.store.all_organisers(db),
        reference=reference,
    )


def roster(db: Connection) -> Roster:
    """Return what a form may name."""
    return Roster(
        groups=store.ids(db),
        organisers=node.organisers.store.all_organisers(db),
        instructors=node.instructors.store.all_instructors(db),
    )


def _missing(group: GroupId) -> Invalid:
    return Invalid("id", Text.of("No group has the id {id}.", id=group))
