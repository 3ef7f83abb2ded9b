"""What an import would do: every row new, changed, unchanged, or refused with its reasons.

A pure function of the sheet and of what is kept. An empty cell says nothing and changes nothing;
a refused row leaves nothing behind, not even its organisers.
"""

from datetime import date

import msgspec
from msgspec.structs import replace

from node.groups import fields, forms
from node.groups.forms import Roster
from node.groups.model import Group, GroupId
from node.importing.cells import form_of, start_kept, surplus, with_first_day
from node.importing.changes import changes
from node.importing.columns import usual_heading
from node.importing.match import Likeness, alike, by_likeness, likeness
from node.importing.model import (
    Changed,
    New,
    Plan,
    Problem,
    Refused,
    Row,
    RowOutcome,
    Sheet,
    Unchanged,
)
from node.importing.organising import Named, organisers_of
from shared.reference.lookup import Reference
from shared.text import Invalid, Text


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the node keeps before the import."""

    groups: tuple[Group, ...]
    roster: Roster


def plan(sheet: Sheet, kept: Kept, *, reference: Reference, today: date, language: str) -> Plan:
    """Judge every row in the order of the file; `language` names places in what is told."""
    judge = _Judge(sheet, kept, reference, today, language)
    outcomes = tuple(judge.judge(row) for row in sheet.rows)
    return Plan(sheet=sheet, outcomes=outcomes)


class _Judge:
    """Judges row after row, knowing which groups and organisers the rows before it made."""

    def __init__(
        self, sheet: Sheet, kept: Kept, reference: Reference, today: date, language: str
    ) -> None:
        self._sheet = sheet
        self._kept = {group.id: group for group in kept.groups}
        self._made: set[GroupId] = set()
        self._made_alike: dict[Likeness, GroupId] = {}
        self._alike = by_likeness(kept.groups)
        self._line_of: dict[GroupId, int] = {}
        self._roster = kept.roster
        self._reference = reference
        self._today = today
        self._language = language

    def judge(self, row: Row) -> RowOutcome:
        """Return what becomes of a row; only a row that is taken is remembered."""
        named = self._organisers(row)
        if not isinstance(named, Named):
            return self._refused(row, named)
        form = form_of(row)
        if named.ids:
            form["organisers"] = ", ".join(named.ids)
        roster = replace(self._roster, organisers=(*self._roster.organisers, *named.new))
        outcome = self._found(row, form, roster, named)
        if isinstance(outcome, Refused):
            return outcome
        self._line_of[outcome.group.id] = row.line
        if isinstance(outcome, New):
            self._made.add(outcome.group.id)
            self._made_alike.setdefault(likeness(outcome.group), outcome.group.id)
        self._roster = replace(roster, groups=roster.groups | {outcome.group.id})
        return outcome

    def _found(self, row: Row, form: dict[str, str], roster: Roster, named: Named) -> RowOutcome:
        """Find the group the row is about and read the row into it."""
        wanted = form.pop("id", None)
        if wanted is not None and (wanted in self._kept or wanted in self._made):
            return self._known(row, form, wanted, roster, named)
        fresh = dict(form) if wanted is None else {**form, "id": wanted}
        read = self._read(with_first_day(fresh, None), roster, None)
        if not isinstance(read, Group):
            return self._refused(row, read)
        before = alike(read, self._alike)
        if wanted is not None:
            resembles = before.id if isinstance(before, Group) else None
            return self._new(row, read, named, resembles)
        if isinstance(before, Text):
            return self._refused(row, (Invalid("id", before),))
        if before is not None:
            return self._known(row, form, before.id, roster, named)
        twin = self._made_alike.get(likeness(read))
        if twin is not None:
            return self._twice(row, twin)
        return self._new(row, read, named, None)

    def _new(self, row: Row, group: Group, named: Named, resembles: GroupId | None) -> RowOutcome:
        if wrong := surplus(row):
            return Refused(line=row.line, problems=wrong)
        return New(line=row.line, group=group, organisers=named.new, resembles=resembles)

    def _known(
        self, row: Row, form: dict[str, str], group: GroupId, roster: Roster, named: Named
    ) -> RowOutcome:
        """Read a row into the kept group it is about."""
        if group in self._line_of:
            return self._twice(row, group)
        before = self._kept[group]
        if wrong := surplus(row):
            return Refused(line=row.line, problems=wrong)
        kept = start_kept(form, before)
        if isinstance(kept, Text):
            return self._refused(row, (Invalid("start", kept),))
        after = self._read(with_first_day(kept, before), roster, before)
        if not isinstance(after, Group):
            return self._refused(row, after)
        if after == before:
            return Unchanged(line=row.line, group=before)
        told = changes(before, after, roster, self._reference, self._language)
        return Changed(line=row.line, group=after, changes=told, organisers=named.new)

    def _read(
        self, form: dict[str, str], roster: Roster, before: Group | None
    ) -> Group | tuple[Invalid, ...]:
        return forms.read(
            form,
            reference=self._reference,
            roster=roster,
            today=self._today,
            before=before,
        )

    def _organisers(self, row: Row) -> Named | tuple[Invalid, ...]:
        if "organisers" not in row.cells:
            return Named(ids=())
        here = fields.municipality(row.cells.get("meets_in", ""), self._reference)
        return organisers_of(
            row.cells["organisers"],
            row.cells.get("organiser_kind", ""),
            known=self._roster.organisers,
            meets_in=None if isinstance(here, Text) else here,
            reference=self._reference,
        )

    def _twice(self, row: Row, group: GroupId) -> Refused:
        text = Text.of(
            "Row {line} is about the same group ({id}).", line=self._line_of[group], id=group
        )
        return Refused(line=row.line, problems=(Problem(heading=None, text=text),))

    def _refused(self, row: Row, invalid: tuple[Invalid, ...]) -> Refused:
        """Put every reason under the heading of its cell."""
        problems = tuple(
            Problem(heading=self._heading(wrong.field), text=wrong.text) for wrong in invalid
        )
        return Refused(line=row.line, problems=(*problems, *surplus(row)))

    def _heading(self, field: str) -> str | None:
        """Return the heading in the file's own words, or the usual one of a column it lacks."""
        if field == "start_month":
            field = "start"
        try:
            return self._sheet.headings.get(field) or usual_heading(field)
        except KeyError:
            return None
