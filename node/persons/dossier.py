"""Gather everything kept about one instructor (33); a test holds every table that names one."""

from datetime import date
from sqlite3 import Connection

from msgspec.structs import replace

from node.groups import store as groups
from node.groups.model import Group
from node.history import record as history
from node.history.model import Entry
from node.instructors import store as instructors
from node.instructors.model import InstructorId
from node.network import store as network
from node.persons import store
from node.persons.model import Act, Dossier, Effect, Led, Prospect
from node.trainings import store as trainings
from node.trainings.model import Training
from node.trainings.name import Carries, name_of

OVER = frozenset({"ended", "cancelled"})


def gather(db: Connection, instructor: InstructorId) -> Dossier | None:
    """Return everything this node keeps about an instructor, or None if there is none."""
    person = instructors.find(db, instructor)
    if person is None:
        return None
    record, done = network.record(db), trainings.of_instructor(db, instructor)
    earlier = (one for one in store.images(db, instructor) if one not in {person, *done})
    return Dossier(
        controller="" if record is None else record.controller,
        instructor=person,
        trainings=done,
        groups=tuple(_led(group) for group in groups_of(db, instructor)),
        acts=_acts(db, instructor),
        images=tuple(earlier),
        accounts=store.accounts_called(db, person.name),
    )


def prospect(db: Connection, instructor: InstructorId, today: date) -> Prospect | None:
    """Return what an erasure would change, or None if there is no such instructor."""
    person = instructors.find(db, instructor)
    if person is None:
        return None
    led, done = groups_of(db, instructor), trainings.all_trainings(db)
    current = [group for group in led if group.lifecycle not in OVER]
    return Prospect(
        instructor=person,
        trainings=sum(training.instructor == instructor for training in done),
        effects=tuple(_effect(group, instructor, done, today) for group in current),
        past_groups=len(led) - len(current),
        accounts=store.accounts_called(db, person.name),
    )


def groups_of(db: Connection, instructor: InstructorId) -> tuple[Group, ...]:
    """Return the groups a person leads or led, by id."""
    return groups.some(db, groups.led_by(db, instructor))


def without(group: Group, instructor: InstructorId) -> Group:
    """Return the group as it is when the person is gone."""
    left = tuple(one for one in group.instructors if one != instructor)
    return replace(group, instructors=left)


def _effect(
    group: Group, instructor: InstructorId, done: tuple[Training, ...], today: date
) -> Effect:
    after = without(group, instructor)
    carries = [isinstance(name_of(one, done, today), Carries) for one in (group, after)]
    return Effect(
        group=group.id,
        left=len(after.instructors),
        loses_name=carries == [True, False],
    )


def _led(group: Group) -> Led:
    return Led(
        group=group.id,
        meets_in=group.meets_in,
        lifecycle=group.lifecycle,
        first_day=group.first_day,
        last_day=group.last_day,
    )


def _acts(db: Connection, instructor: InstructorId) -> tuple[Act, ...]:
    entries = list(history.of_record(db, "instructor", instructor))
    told = {entry.number: instructor for entry in entries}
    for record in store.training_records(db, instructor):
        found = history.of_record(db, "training", record)
        entries += found
        told |= {entry.number: record for entry in found}
    return tuple(
        _act(entry, told[entry.number]) for entry in sorted(entries, key=lambda entry: entry.number)
    )


def _act(entry: Entry, record: str) -> Act:
    return Act(
        at=entry.at,
        via=entry.via,
        kind=entry.kind,
        record=record,
        verb=entry.verb,
        fields=entry.fields,
    )
