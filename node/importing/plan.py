"""What an import would do: every row new, changed, unchanged, or refused with its reasons.

A pure function of the sheet and of what is kept. An empty cell says nothing and changes nothing;
a refused row leaves nothing behind, not even its organisers.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Protocol

from msgspec.structs import replace

from node.groups import rules
from node.groups.caution import Caution
from node.groups.model import Group
from node.importing.judges.groups import GroupJudge
from node.importing.judges.instructors import InstructorJudge
from node.importing.judges.trainings import TrainingJudge
from node.importing.model import (
    Changed,
    Kept,
    Kind,
    Look,
    New,
    Plan,
    Row,
    RowOutcome,
    Sheet,
)
from node.instructors import edit as instructors
from node.instructors.model import Instructor
from node.trainings import edit as trainings
from node.trainings.model import Training
from shared.reference.lookup import Reference
from shared.text import Text

__all__ = ["Kept", "plan"]

Step = Callable[[int], None]


class Judge(Protocol):
    """Judges row after row, knowing what the rows before it made."""

    def judge(self, row: Row) -> RowOutcome:
        """Return what becomes of a row; only a row that is taken is remembered."""


JUDGES: Mapping[Kind, Callable[[Sheet, Kept, Reference, date, str], Judge]] = {
    "groups": GroupJudge,
    "instructors": InstructorJudge,
    "trainings": TrainingJudge,
}


def plan(
    sheet: Sheet,
    kept: Kept,
    *,
    reference: Reference,
    today: date,
    language: str,
    step: Step | None = None,
) -> Plan:
    """Judge every row in the order of the file; `language` names places in what is told.

    `step` is told how many rows are judged.
    """
    judge = JUDGES[sheet.kind](sheet, kept, reference, today, language)
    outcomes: list[RowOutcome] = []
    for row in sheet.rows:
        outcomes.append(judge.judge(row))
        if step is not None:
            step(len(outcomes))
    found = Plan(sheet=sheet, outcomes=tuple(outcomes))
    return replace(found, looks=tuple(_looks(found, kept, today, reference)))


def _looks(found: Plan, kept: Kept, today: date, reference: Reference) -> Iterator[Look]:
    """Yield what a lead should look at in the rows that are taken."""
    courses: dict[str, list[Training]] = {}
    for training in kept.trainings:
        courses.setdefault(training.instructor, []).append(training)
    people = {one.id: one for one in kept.roster.instructors}
    organisers = {one.id: one for one in kept.roster.organisers}
    for row in found.accepted:
        organisers |= {one.id: one for one in row.organisers}
        match row.record:
            case Group() as group:
                cautions = rules.cautions(
                    group,
                    today,
                    staff=[people[one] for one in group.instructors if one in people],
                    trainings=[t for one in group.instructors for t in courses.get(one, ())],
                    organisers=[organisers[one] for one in group.organisers if one in organisers],
                    reference=reference,
                )
            case Instructor() as person:
                done = tuple(courses.get(person.id, ()))
                cautions = (*_twin(row), *instructors.cautions(person, done))
            case Training() as training:
                cautions = trainings.cautions(training, kept.courses)
        yield from (Look(line=row.line, caution=caution) for caution in cautions)


def _twin(row: New | Changed) -> Iterator[Caution]:
    """Yield that a new person bears the name of a kept one in another role."""
    if isinstance(row, New) and isinstance(row.record, Instructor) and row.resembles is not None:
        text = Text.of("{id} has the same name and another role.", id=row.resembles)
        yield Caution(33, "name", text)
