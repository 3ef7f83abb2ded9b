"""The rows of a list of trainings: one person's training of one kind ending on one day."""

from datetime import date

from msgspec.structs import replace

from node.groups import fields
from node.importing.cells import person_form, surplus
from node.importing.changes import changes
from node.importing.judges.reasons import Reasons
from node.importing.model import Changed, Kept, New, Refused, Row, RowOutcome, Sheet, Unchanged
from node.instructors.forms import ROLES
from node.instructors.model import Instructor
from node.trainings import forms
from node.trainings.model import Training
from shared.reference.lookup import Reference
from shared.text import Invalid, Text

_SAID = ("days", "place", "held_by", "proof")
"""What may change in a kept training; the rest tells which one it is."""


class TrainingJudge:
    """Judges trainings, knowing which ones the rows before were about."""

    def __init__(
        self, sheet: Sheet, kept: Kept, reference: Reference, today: date, language: str
    ) -> None:
        del today
        self._reasons = Reasons(sheet, language)
        self._kept = {_key(one): one for one in kept.trainings}
        self._people: dict[str, list[Instructor]] = {}
        for one in kept.roster.instructors:
            self._people.setdefault(one.name.casefold(), []).append(one)
            self._people.setdefault(one.id, []).append(one)
        self._line_of: dict[tuple[str, str, date], int] = {}
        self._roster, self._reference, self._language = kept.roster, reference, language

    def judge(self, row: Row) -> RowOutcome:
        """Return what becomes of a row; only a row that is taken is remembered."""
        form = person_form(row)
        people = self._meant(form)
        read = forms.read(form, instructors=people)
        if not isinstance(read, Training):
            return self._reasons.refused(row, read)
        if wrong := surplus(row):
            return Refused(line=row.line, problems=wrong)
        key = _key(read)
        if key in self._line_of:
            text = Text.of("Row {line} is about the same training.", line=self._line_of[key])
            return self._reasons.twice(row, Invalid("instructor", text))
        self._line_of[key] = row.line
        before = self._kept.get(key)
        if before is None:
            return New(line=row.line, record=read)
        return self._known(row, read, before)

    def _known(self, row: Row, read: Training, before: Training) -> RowOutcome:
        """Take from the row what it says; an empty cell changes nothing."""
        said = {field: getattr(read, field) for field in _SAID if field in row.cells}
        after = replace(before, **said)
        if after == before:
            return Unchanged(line=row.line, record=before)
        told = changes(before, after, self._roster, self._reference, self._language)
        return Changed(line=row.line, record=after, before=before, changes=told)

    def _meant(self, form: dict[str, str]) -> tuple[Instructor, ...]:
        """Return the people the row may mean; a role tells two of one name apart."""
        role = fields.word(form.pop("role", ""), ROLES)
        said = " ".join(form.get("instructor", "").casefold().split())
        found = {one.id: one for one in self._people.get(said, ())}
        meant = tuple(one for one in found.values() if isinstance(role, Text) or one.role == role)
        return meant or tuple(found.values())


def _key(training: Training) -> tuple[str, str, date]:
    return training.instructor, training.kind, training.day
