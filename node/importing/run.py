"""The use cases of an import: judge a file, stage it, repair it, and store all good rows at once.

Everything that is stored stands in one transaction, under the import's number as the history's
batch. The command line judges and stores at once; a dry run stores nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

from node.groups import edit
from node.groups import store as groups
from node.history import record as history
from node.history.model import Doer
from node.history.model import Kind as Noun
from node.importing import store
from node.importing.cells import tidy
from node.importing.columns import fields_of, usual_heading
from node.importing.model import (
    STAGED_FOR,
    Changed,
    Kept,
    Kind,
    New,
    Plan,
    Record,
    Row,
    Run,
    Sheet,
    Sums,
)
from node.importing.plan import plan
from node.importing.read import NO_FIELDS, read
from node.instructors import forms as instructor_forms
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.network import act
from node.organisers import store as organisers
from node.trainings import store as trainings
from node.trainings.model import Training
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Text

NOUNS: dict[Kind, Noun] = {
    "groups": "group",
    "instructors": "instructor",
    "trainings": "training",
}
GONE = Text.of("This import is done, cancelled or too old. Begin again with the file.")


class Overtaken(Struct, frozen=True):
    """Nothing was stored: the node's records changed since the rows were checked."""


async def run(
    database: Database,
    clock: Clock,
    reference: Reference,
    data: bytes,
    *,
    kind: Kind = "groups",
    told: Mapping[str, str] = NO_FIELDS,
    dry_run: bool = False,
    language: str = "fi",
) -> Plan | Text:
    """Import a file's bytes, or only tell what an import would do; a Text says why it cannot."""
    sheet = read(data, kind, told)
    if isinstance(sheet, Text):
        return sheet
    job = partial(
        import_sheet, sheet=sheet, reference=reference, now=clock.now(), language=language
    )
    if dry_run:
        return await database.read(partial(job, dry_run=True))
    return await database.write(partial(job, dry_run=False))


def import_sheet(
    db: Connection,
    *,
    sheet: Sheet,
    reference: Reference,
    now: datetime,
    language: str,
    dry_run: bool,
) -> Plan:
    """Plan a sheet inside the caller's transaction and, unless it is a dry run, store its rows."""
    kept = load(db)
    today = helsinki_day(now)
    planned = plan(sheet, kept, reference=reference, today=today, language=language)
    if not dry_run and planned.accepted:
        doer = Doer(at=now, via="import")
        number = store.begin(db, sheet.kind, at=now, staff=None)
        _keep(db, number, planned, doer)
        return replace(planned, number=number)
    return planned


def load(db: Connection) -> Kept:
    """Return everything that rows are compared with."""
    return Kept(
        groups=groups.all_groups(db),
        roster=edit.roster(db),
        trainings=trainings.all_trainings(db),
        courses=trainings.courses(db),
        last_number=instructors.last_number(db),
    )


def stage(db: Connection, sheet: Sheet, *, doer: Doer) -> int:
    """Keep the mapped cells of a file until a person has looked at every row; return its number."""
    number = store.begin(db, sheet.kind, at=doer.at, staff=doer.staff)
    store.add_columns(db, number, sheet.headings)
    store.add_rows(db, number, sheet.rows)
    return number


def staged(db: Connection, run: int) -> tuple[Run, Sheet] | None:
    """Return an import that waits, with its rows."""
    found = _waiting(db, run)
    return None if found is None else (found, store.sheet(db, found))


def repair(db: Connection, run: int, line: int, said: dict[str, str]) -> Text | None:
    """Put a row's cells right as a person typed them; fields that are not said stay.

    A field that the file has no column for gets one.
    """
    found, old = _waiting(db, run), store.row(db, run, line)
    if found is None or old is None:
        return GONE
    kind, known = found.kind, store.headings(db, run)
    typed = {field: tidy(text) for field, text in said.items() if field in fields_of(kind)}
    more = {f: usual_heading(f, kind) for f, text in typed.items() if text and f not in known}
    store.add_columns(db, run, more, after=len(known))
    cells = {**old.cells, **{f: t for f, t in typed.items() if f in known or f in more}}
    store.repair(db, run, Row(line=line, cells={f: t for f, t in cells.items() if t}))
    return None


def leave_out(db: Connection, run: int, line: int) -> Text | None:
    """Take a row out of an import that waits; what the node keeps is not touched."""
    if _waiting(db, run) is None:
        return GONE
    store.leave_out(db, run, line)
    return None


def take(
    db: Connection, run: int, *, planned: Plan, kept: Kept, doer: Doer
) -> Sums | Overtaken | Text:
    """Store the rows that were judged good, if the records are still those they were judged by."""
    found = staged(db, run)
    if found is None:
        return GONE
    if found[1] != planned.sheet or load(db) != kept:
        return Overtaken()
    _keep(db, run, planned, replace(doer, via="import"))
    return planned.sums


def cancel(db: Connection, run: int, *, doer: Doer) -> Text | None:
    """End an import without storing anything, and erase its cells."""
    if _waiting(db, run) is None:
        return GONE
    store.clear(db, run)
    store.settle(db, run, "cancelled", at=doer.at, sums=Sums())
    return None


def left_over(db: Connection, run: int) -> tuple[Run, Sheet, Kept] | None:
    """Return a done import with its rows in error, and what the node keeps by now.

    They are judged again when they are asked for: a reason of that day is stored nowhere.
    """
    found = store.find(db, run)
    if found is None or found.state == "checking" or not store.count_rows(db, run):
        return None
    return found, store.sheet(db, found), load(db)


def expire(db: Connection, *, now: datetime) -> int:
    """Erase the cells of imports of too long ago, and return how many of them still waited."""
    for run in store.settled_with_rows(db, now - STAGED_FOR):
        store.clear(db, run)
    old = store.waiting_since(db, now - STAGED_FOR)
    for run in old:
        store.clear(db, run)
        store.settle(db, run, "expired", at=now, sums=Sums())
    return len(old)


def _waiting(db: Connection, run: int) -> Run | None:
    found = store.find(db, run)
    return found if found is not None and found.state == "checking" else None


def _keep(db: Connection, number: int, planned: Plan, doer: Doer) -> None:
    """Store the good rows under the import's number; of the staged ones those in error stay."""
    doer = replace(doer, batch=number)
    noun = NOUNS[planned.sheet.kind]
    for row in planned.accepted:
        for organiser in row.organisers:
            organisers.put(db, organiser)
            history.record(db, doer, "organiser", organiser.id, None, organiser)
        before = row.before if isinstance(row, Changed) else None
        after = _put(db, row)
        history.record(db, doer, noun, str(after.id), before, after)
    history.note(db, doer, "import", str(number))
    if planned.refused:
        store.keep_rows(db, number, [row.line for row in planned.refused])
    else:
        store.clear(db, number)
    store.settle(db, number, "done", at=doer.at, sums=planned.sums)
    act.note(db, doer.at)


def _put(db: Connection, row: New | Changed) -> Record:
    """Write a row's record and return it as it is stored."""
    record = row.record
    match record:
        case Training():
            return trainings.put(db, record)
        case Instructor():
            instructors.put(db, record)
            if (number := instructor_forms.number_of(record.id)) is not None:
                instructors.note_number(db, number)
        case _:
            groups.put(db, record)
    return record
