"""A person's acts on groups: load, ask the core, store, in one transaction each.

Every act marks the public state dirty, counts as a first confirmation and stands in the history.
The plain functions of a connection serve inside a caller's own transaction; the coroutines open
one. Who names no doer sits at the machine itself.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
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
from node.history import record as history
from node.history.model import Doer
from node.network import act
from node.trainings.model import Training
from shared.period import helsinki_day, month_of
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
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a new group from a form, or the changes to the group `before`."""
    job = partial(
        save_form, form=form, reference=reference, now=clock.now(), before=before, doer=doer
    )
    return await database.write(job)


async def change(
    database: Database,
    clock: Clock,
    reference: Reference,
    group: GroupId,
    step: Step,
    *,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Apply one step of the core to a group and store what becomes of it."""
    job = partial(
        apply_step, group=group, step=step, reference=reference, now=clock.now(), doer=doer
    )
    return await database.write(job)


async def copy(
    database: Database,
    clock: Clock,
    reference: Reference,
    group: GroupId,
    *,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a draft of the next group like this one."""
    job = partial(copy_next, group=group, reference=reference, now=clock.now(), doer=doer)
    return await database.write(job)


def save_form(
    db: Connection,
    form: Form,
    *,
    reference: Reference,
    now: datetime,
    before: GroupId | None = None,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused."""
    old = store.find(db, before) if before is not None else None
    if before is not None and old is None:
        return (missing(before),)
    today = helsinki_day(now)
    read = forms.read(form, reference=reference, roster=roster(db), today=today, before=old)
    if not isinstance(read, Group):
        return read
    return keep(db, read, reference=reference, now=now, doer=doer)


def apply_step(
    db: Connection,
    group: GroupId,
    step: Step,
    *,
    reference: Reference,
    now: datetime,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Apply a step inside the caller's transaction; nothing is written when it is refused."""
    old = store.find(db, group)
    if old is None:
        return (missing(group),)
    today = helsinki_day(now)
    new = step(old, today)
    if isinstance(new, Invalid):
        return (new,)
    if refused := tuple(rules.refusals(new, today)):
        return refused
    return keep(db, new, reference=reference, now=now, doer=doer)


def copy_next(
    db: Connection,
    *,
    group: GroupId,
    reference: Reference,
    now: datetime,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a draft of the next group like this one, inside the caller's transaction."""
    old = store.find(db, group)
    if old is None:
        return (missing(group),)
    # The next group is not earlier than this one, whose month may lie in a later year.
    month = month_of(old.first_day) if old.first_day else old.start_month or ""
    year = max(str(helsinki_day(now).year), month[:4])
    own = forms.default_id(old.meets_in, int(year), store.ids(db), reference)
    return keep(db, copy_of(old, own), reference=reference, now=now, doer=doer)


def remove(db: Connection, group: GroupId, *, doer: Doer) -> Invalid | None:
    """Take a group out of the records, inside the caller's transaction; it can be restored."""
    old = store.find(db, group)
    if old is None:
        return missing(group)
    store.remove(db, group)
    history.record(db, doer, "group", group, old, None)
    act.note(db, doer.at)
    return None


def look_up(
    db: Connection, *, group: GroupId, reference: Reference, now: datetime
) -> Saved | tuple[Invalid, ...]:
    """Return a group with its cautions; reads only."""
    found = store.find(db, group)
    if found is None:
        return (missing(group),)
    return Saved(group=found, cautions=cautions(db, found, reference=reference, now=now))


def keep(
    db: Connection,
    group: Group,
    *,
    reference: Reference,
    now: datetime,
    doer: Doer | None = None,
) -> Saved:
    """Write a group and its history, mark the public state dirty, return it with its cautions."""
    before = store.find(db, group.id)
    store.put(db, group)
    history.record(db, doer or Doer(at=now), "group", group.id, before, group)
    act.note(db, now)
    return Saved(group=group, cautions=cautions(db, group, reference=reference, now=now))


def cautions(
    db: Connection, group: Group, *, reference: Reference, now: datetime
) -> tuple[Caution, ...]:
    """Return what a group's lead should see beside it today."""
    return looks(db, (group,), reference=reference, now=now)[group.id]


def looks(
    db: Connection, groups: Iterable[Group], *, reference: Reference, now: datetime
) -> Mapping[GroupId, tuple[Caution, ...]]:
    """Return what a lead should see beside each group; what concerns them is read once."""
    groups = tuple(groups)
    staff = {one for group in groups for one in group.instructors}
    people = {i.id: i for i in node.instructors.store.some(db, staff)}
    courses: dict[str, list[Training]] = {}
    for training in node.trainings.store.of_instructors(db, staff):
        courses.setdefault(training.instructor, []).append(training)
    organisers = node.organisers.store.all_organisers(db)
    return {
        group.id: rules.cautions(
            group,
            helsinki_day(now),
            staff=[people[i] for i in group.instructors],
            trainings=[t for i in group.instructors for t in courses.get(i, ())],
            organisers=organisers,
            reference=reference,
        )
        for group in groups
    }


def roster(db: Connection) -> Roster:
    """Return what a form may name."""
    return Roster(
        groups=store.ids(db),
        organisers=node.organisers.store.all_organisers(db),
        instructors=node.instructors.store.all_instructors(db),
    )


def organisers(db: Connection) -> Mapping[str, str]:
    """Return the names of the organisers by id."""
    return {one.id: one.name for one in node.organisers.store.all_organisers(db)}


def missing(group: GroupId) -> Invalid:
    """Return what is said of a group that is not there."""
    return Invalid("id", Text.of("No group has the id {id}.", id=group))
