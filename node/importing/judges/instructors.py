"""The rows of a list of instructors: matched by id, else by name and role."""

from datetime import date

from node.groups import fields
from node.importing.cells import person_form, surplus
from node.importing.changes import changes
from node.importing.judges.reasons import Reasons
from node.importing.model import Changed, Kept, New, Refused, Row, RowOutcome, Sheet, Unchanged
from node.instructors import forms
from node.instructors.model import Instructor, InstructorId
from shared.reference.lookup import Reference
from shared.text import Invalid, Text


class InstructorJudge:
    """Judges people, knowing whom the rows before were about."""

    def __init__(
        self, sheet: Sheet, kept: Kept, reference: Reference, today: date, language: str
    ) -> None:
        self._reasons, self._today = Reasons(sheet, language), today
        self._kept = {one.id: one for one in kept.roster.instructors}
        self._named: dict[str, list[Instructor]] = {}
        for one in kept.roster.instructors:
            self._named.setdefault(forms.folded(one.name), []).append(one)
        self._line_of: dict[InstructorId, int] = {}
        self._taken = set(self._kept)
        self._last = kept.last_number
        self._roster, self._reference, self._language = kept.roster, reference, language

    def judge(self, row: Row) -> RowOutcome:
        """Return what becomes of a row; only a row that is taken is remembered."""
        form = person_form(row)
        before = self._about(form)
        if isinstance(before, Invalid):
            return self._reasons.refused(row, (before,))
        if before is not None and before.id in self._line_of:
            return self._twice(row, before)
        outcome = self._read(row, form, before)
        if not isinstance(outcome, Refused):
            person = outcome.record
            if not isinstance(person, Instructor):
                raise TypeError("this list is one of instructors")
            self._line_of[person.id] = row.line
            if isinstance(outcome, New):
                self._kept[person.id] = person
                self._taken.add(person.id)
                self._last = max(self._last, forms.number_of(person.id) or 0)
                self._named.setdefault(forms.folded(person.name), []).append(person)
        return outcome

    def _read(self, row: Row, form: dict[str, str], before: Instructor | None) -> RowOutcome:
        if before is not None and form.pop("id", None) is None:
            form.pop("name", None)  # it told who is meant, however it was written
        taken, today = frozenset(self._taken), self._today
        read = forms.read(form, taken=taken, today=today, before=before, last=self._last)
        if not isinstance(read, Instructor):
            return self._reasons.refused(row, read)
        if wrong := surplus(row):
            return Refused(line=row.line, problems=wrong)
        if before is None:
            others = self._named.get(forms.folded(read.name), ())
            twin = next((one.id for one in others), None)
            return New(line=row.line, record=read, resembles=twin)
        if read == before:
            return Unchanged(line=row.line, record=before)
        told = changes(before, read, self._roster, self._reference, self._language)
        return Changed(line=row.line, record=read, before=before, changes=told)

    def _about(self, form: dict[str, str]) -> Instructor | Invalid | None:
        """Return the person a row is about, None for a new one; refuse a choice of two."""
        if (wanted := form.get("id")) is not None:
            return self._kept.get(wanted)
        found = self._named.get(forms.folded(form.get("name", "")), [])
        if "role" in form:
            role = fields.word(form["role"], forms.ROLES)
            found = [one for one in found if one.role == role]
        if len(found) > 1:
            ids = ", ".join(one.id for one in found)
            text = Text.of(
                "The row fits several instructors ({ids}): write the id in a column of its own.",
                ids=ids,
            )
            return Invalid("id", text)
        return found[0] if found else None

    def _twice(self, row: Row, person: Instructor) -> Refused:
        text = Text.of(
            "Row {line} is about the same instructor ({id}).",
            line=self._line_of[person.id],
            id=person.id,
        )
        return self._reasons.twice(row, Invalid("id", text))
