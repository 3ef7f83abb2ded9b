"""Erase a person for good (33): one transaction takes everything away and leaves a proof.

The proof is an entry of the audit log without name or id. Groups lose the person and keep how many
led them. What deleted rows leave in the file's pages is swept out afterwards (`sweep.py`); backups
made before lose the person when they are aged out.
"""

from functools import partial
from sqlite3 import Connection

from node.history import record as history
from node.history.model import Doer
from node.instructors import store as instructors
from node.instructors.edit import missing
from node.instructors.model import InstructorId
from node.network import act
from node.persons import dossier, store, sweep
from node.persons.model import Erased
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text

DONE = Text.of("Erased for good. Older backups still hold the record.")


async def erase(
    database: Database, clock: Clock, instructor: InstructorId, *, doer: Doer | None = None
) -> Erased | tuple[Invalid, ...]:
    """Erase an instructor and sweep the file."""
    job = partial(forget, instructor=instructor, doer=doer or Doer(at=clock.now()))
    erased = await database.write(job)
    if isinstance(erased, Erased):
        await sweep.attempt(database)
    return erased


def forget(db: Connection, instructor: InstructorId, doer: Doer) -> Erased | tuple[Invalid, ...]:
    """Erase inside the caller's transaction; whoever calls this has the file swept afterwards."""
    person = instructors.find(db, instructor)
    if person is None:
        return (missing(instructor),)
    led = dossier.groups_of(db, instructor)
    records = store.training_records(db, instructor)
    instructors.remove(db, instructor)
    for group in led:
        left = dossier.without(group, instructor)
        history.record(db, doer, "group", group.id, group, left)
        store.count_former(db, group.id)
    store.unname(db, instructor)
    store.forget_waiting(db, person)
    for record in records:
        history.forget(db, "training", record)
    history.forget(db, "instructor", instructor)
    proof = history.note(db, doer, "instructor", instructor, "erased")
    store.note_erasure(db)
    act.note(db, doer.at)
    return Erased(instructor=instructor, groups=tuple(g.id for g in led), proof=proof)
