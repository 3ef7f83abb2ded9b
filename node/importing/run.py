"""The use case of an import: read, plan, and store all good rows in one transaction.

A dry run does the same on a reading connection and stores nothing.
"""

from datetime import date, datetime
from functools import partial
from sqlite3 import Connection

from msgspec.structs import replace

from node.groups import edit, rules
from node.groups import store as groups
from node.importing.model import Look, Plan, Sheet
from node.importing.plan import Kept, plan
from node.importing.read import read
from node.network import act
from node.organisers import store as organisers
from node.trainings import store as trainings
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Text


async def run(
    database: Database,
    clock: Clock,
    reference: Reference,
    data: bytes,
    *,
    dry_run: bool = False,
    language: str = "fi",
) -> Plan | Text:
    """Import a file's bytes, or only tell what an import would do; a Text says why it cannot."""
    sheet = read(data)
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
    kept = Kept(groups=groups.all_groups(db), roster=edit.roster(db))
    today = helsinki_day(now)
    planned = plan(sheet, kept, reference=reference, today=today, language=language)
    planned = replace(planned, looks=_looks(db, planned, kept, today, reference))
    if dry_run or not planned.accepted:
        return planned
    for row in planned.accepted:
        for organiser in row.organisers:
            organisers.put(db, organiser)
        groups.put(db, row.group)
    act.note(db, now)
    return planned


def _looks(
    db: Connection, planned: Plan, kept: Kept, today: date, reference: Reference
) -> tuple[Look, ...]:
    """Return what a lead should look at in the rows that are taken."""
    courses = trainings.all_trainings(db)
    made = tuple(organiser for row in planned.accepted for organiser in row.organisers)
    return tuple(
        Look(line=row.line, caution=caution)
        for row in planned.accepted
        for caution in rules.cautions(
            row.group,
            today,
            staff=[i for i in kept.roster.instructors if i.id in row.group.instructors],
            trainings=courses,
            organisers=(*kept.roster.organisers, *made),
            reference=reference,
        )
    )
