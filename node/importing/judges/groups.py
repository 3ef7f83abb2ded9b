"""The rows of a list of groups, judged one after the other."""

from collections import ChainMap
from datetime import date

from msgspec.structs import replace

from node.groups import fields, forms
from node.groups.forms import Roster
from node.groups.model import Group, GroupId
from node.importing.cells import day_told, form_of, same_again, start_kept, surplus, with_first_day
from node.importing.changes import changes
from node.importing.judges.reasons import Reasons
from node.importing.match import Likeness, alike, by_likeness, likeness
from node.importing.model import Changed, Kept, New, Refused, Row, RowOutcome, Sheet, Unchanged
from node.importing.organising import Named, Roll, organisers_of
from node.instructors.model import Instructor
from node.organisers.model import Organiser
from shared.reference.lookup import Reference
from shared.text import Invalid, Text


class GroupJudge:
    """Judges groups, knowing which groups and organisers the rows before made."""

    def __init__(
        self, sheet: Sheet, kept: Kept, reference: Reference, today: date, language: str
    ) -> None:
        self._reasons = Reasons(sheet, language)
        self._kept = {group.id: group for group in kept.groups}
        self._made: set[GroupId] = set()
        self._made_alike: dict[Likeness, GroupId] = {}
        self._alike = by_likeness(kept.groups)
        self._line_of: dict[GroupId, int] = {}
        self._ids = set(kept.roster.groups)
        self._organisers = Roll(kept.roster.organisers)
        self._served: dict[str, tuple[str, ...] | Text] = {}
        self._people: dict[str, list[Instructor]] = {}
        for person in kept.roster.instructors:
            self._people.setdefault(person.name.casefold(), []).append(person)
            self._people.setdefault(person.id, []).append(person)
        self._reference = reference
        self._today = today
        self._language = language

    def judge(self, row: Row) -> RowOutcome:
        """Return what becomes of a row; only a row that is taken is remembered."""
        named = self._named(row)
        if not isinstance(named, Named):
            return self._reasons.refused(row, named)
        form = form_of(row)
        if named.ids:
            form["organisers"] = ", ".join(named.ids)
        outcome = self._found(row, form, named)
        if isinstance(outcome, Refused):
            return outcome
        group = outcome.group
        self._line_of[group.id] = row.line
        if isinstance(outcome, New):
            self._made.add(group.id)
            self._made_alike.setdefault(likeness(group), group.id)
        self._organisers.add(named.new)
        self._ids.add(group.id)
        return outcome

    def _found(self, row: Row, form: dict[str, str], named: Named) -> RowOutcome:
        """Find the group the row is about and read the row into it."""
        wanted = form.pop("id", None)
        if wanted is not None and (wanted in self._kept or wanted in self._made):
            return self._known(row, form, wanted, named)
        fresh = dict(form) if wanted is None else {**form, "id": wanted}
        read = self._read(with_first_day(fresh, None), named, None)
        if not isinstance(read, Group):
            return self._reasons.refused(row, read)
        before = alike(read, self._alike)
        if wanted is not None:
            resembles = before.id if isinstance(before, Group) else None
            return self._new(row, read, named, resembles)
        if isinstance(before, Text):
            return self._reasons.refused(row, (Invalid("id", before),))
        if before is not None:
            return self._known(row, form, before.id, named)
        twin = self._made_alike.get(likeness(read))
        if twin is not None:
            return self._twice(row, twin)
        return self._new(row, read, named, None)

    def _new(self, row: Row, group: Group, named: Named, resembles: GroupId | None) -> RowOutcome:
        if wrong := surplus(row):
            return Refused(line=row.line, problems=wrong)
        return New(line=row.line, record=group, organisers=named.new, resembles=resembles)

    def _known(self, row: Row, form: dict[str, str], group: GroupId, named: Named) -> RowOutcome:
        """Read a row into the kept group it is about."""
        if group in self._line_of:
            return self._twice(row, group)
        before = self._kept[group]
        if wrong := surplus(row):
            return Refused(line=row.line, problems=wrong)
        kept = start_kept(form, before)
        if isinstance(kept, Text):
            return self._reasons.refused(row, (Invalid("start", kept),))
        after = self._read(same_again(with_first_day(kept, before), before), named, before)
        if not isinstance(after, Group):
            return self._reasons.refused(row, after)
        if after == before:
            return Unchanged(line=row.line, record=before)
        roster = self._roster(form, named, before)
        told = changes(before, after, roster, self._reference, self._language)
        return Changed(
            line=row.line, record=after, before=before, changes=told, organisers=named.new
        )

    def _read(
        self, form: dict[str, str], named: Named, before: Group | None
    ) -> Group | tuple[Invalid, ...]:
        said = self._serves(form.get("serves", ""))
        read = forms.read(
            {field: text for field, text in form.items() if field != "serves"},
            reference=self._reference,
            roster=self._roster(form, named, before),
            today=self._today,
            before=before,
        )
        if not isinstance(read, Group):
            read = tuple(day_told(wrong, form) for wrong in read)
        if isinstance(said, Text):
            others = () if isinstance(read, Group) else read
            return (*others, Invalid("serves", said))
        return replace(read, serves=said) if said and isinstance(read, Group) else read

    def _serves(self, text: str) -> tuple[str, ...] | Text:
        """Read the municipalities served; a list names the same ones on many rows."""
        if text not in self._served:
            self._served[text] = fields.municipalities(text, self._reference)
        return self._served[text]

    def _roster(self, form: dict[str, str], named: Named, before: Group | None) -> Roster:
        """Return of what the node keeps the part that the row names: reading it takes no longer.

        Of ids only what an id of the row's own could clash with: those made by rows before it.
        """
        said = [part.casefold() for part in fields.parts(form.get("instructors", ""))]
        people = {one.id: one for name in said for one in self._people.get(name, ())}
        if before is not None:
            for one in before.instructors:
                people |= {person.id: person for person in self._people.get(one, ())}
        ids = {*named.ids, *(before.organisers if before is not None else ())}
        new: dict[str, Organiser] = {one.id: one for one in named.new}
        every = ChainMap(new, self._organisers.by_id)
        return Roster(
            groups=frozenset(self._ids) if before is None else frozenset(),
            organisers=tuple(every[one] for one in sorted(ids) if one in every),
            instructors=tuple(people.values()),
        )

    def _named(self, row: Row) -> Named | tuple[Invalid, ...]:
        if "organisers" not in row.cells:
            return Named(ids=())
        here = fields.municipality(row.cells.get("meets_in", ""), self._reference)
        return organisers_of(
            row.cells["organisers"],
            row.cells.get("organiser_kind", ""),
            known=self._organisers,
            meets_in=None if isinstance(here, Text) else here,
            reference=self._reference,
        )

    def _twice(self, row: Row, group: GroupId) -> Refused:
        text = Text.of(
            "Row {line} is about the same group ({id}).", line=self._line_of[group], id=group
        )
        return self._reasons.twice(row, Invalid("id", text))
