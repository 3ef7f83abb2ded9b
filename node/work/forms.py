"""Forms of the work beside the groups, read into records; fields carry the names of the structs.

Every reader takes the form, what it may name, and the record before a change; it returns the record
or every refusal at once.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from msgspec import Struct

from node.groups import fields
from node.groups.reading import Form
from node.work import fields as own
from node.work.model import Agreement, Commitment, Cost, Participation, Workshop
from node.work.reading import Sheet
from node.work.vocabulary import AGREEMENTS, COMMITMENTS, COSTS, PARTICIPATIONS
from shared.reference.lookup import Reference
from shared.text import Invalid, Text

K = TypeVar("K", bound=str)

WORKSHOP = ("day", "place", "took_part", "held_by", "theme")
PARTICIPATION = ("kind", "name", "place", "days", "parents", "volunteers")
COMMITMENT = ("organiser", "kind", "valid_from", "valid_until", "note")
AGREEMENT = ("party", "kind", "starts", "ends", "note")
COST = ("group", "kind", "planned_eur", "actual_eur", "note")
LINE, NOTE = 120, 200
DAYS_MAX = 60
WRITE_DAY = Text.of("Write the day as 1.9.2026.")


class Known(Struct, frozen=True, kw_only=True):
    """What a form may name.

    `taken`: the ids of the kind that are in use; `costs`: the cost a group and kind have already;
    `groups`: by id, each as a lead knows it.
    """

    reference: Reference
    taken: frozenset[str] = frozenset()
    organisers: Mapping[str, str] = {}
    groups: Mapping[str, str] = {}
    costs: Mapping[tuple[str, str], int] = {}


def workshop(
    form: Form, known: Known, before: Workshop | None = None
) -> Workshop | tuple[Invalid, ...]:
    """Read an instructor workshop."""
    sheet = Sheet(form, WORKSHOP, before)
    day = sheet.must("day", fields.day, WRITE_DAY)
    read_place = partial(own.place, reference=known.reference)
    place = sheet.must("place", read_place, Text.of("Write the municipality or the area."))
    took_part = sheet.may("took_part", own.count)
    held_by, theme = sheet.words("held_by", LINE), sheet.words("theme", LINE)
    if sheet.invalid or day is None or place is None:
        return sheet.invalid
    return Workshop(
        id=sheet.id, day=day, place=place, took_part=took_part, held_by=held_by, theme=theme
    )


def participation(
    form: Form, known: Known, before: Participation | None = None
) -> Participation | tuple[Invalid, ...]:
    """Read a steering group, a parents' panel or the like; its days are of one year."""
    sheet = Sheet(form, PARTICIPATION, before)
    kind = _kind(sheet, PARTICIPATIONS)
    name = sheet.words("name", LINE)
    if name is None and not sheet.refused("name"):
        sheet.refuse("name", Text.of("Write the name of the group, not of a person."))
    place = sheet.may("place", partial(own.place, reference=known.reference))
    write = Text.of("Write the days it met, as 1.2.2026; 3.5.2026.")
    days = sheet.must("days", fields.days, write)
    parents, volunteers = sheet.may("parents", own.count), sheet.may("volunteers", own.count)
    _one_year(sheet, days or ())
    if sheet.invalid or kind is None or name is None or days is None:
        return sheet.invalid
    return Participation(
        id=sheet.id,
        kind=kind,
        name=name,
        place=place,
        days=days,
        parents=parents,
        volunteers=volunteers,
    )


def commitment(
    form: Form, known: Known, before: Commitment | None = None
) -> Commitment | tuple[Invalid, ...]:
    """Read what an organiser has committed itself to."""
    sheet = Sheet(form, COMMITMENT, before)
    read_organiser = partial(_one, names=known.organisers)
    organiser = sheet.must("organiser", read_organiser, Text.of("Choose the organiser."))
    kind = _kind(sheet, COMMITMENTS)
    since = sheet.must("valid_from", fields.day, WRITE_DAY)
    until = sheet.may("valid_until", fields.day)
    note = sheet.words("note", NOTE)
    _in_order(sheet, since, "valid_until", until)
    if sheet.invalid or organiser is None or kind is None or since is None:
        return sheet.invalid
    return Commitment(
        id=sheet.id,
        organiser=organiser,
        kind=kind,
        valid_from=since,
        valid_until=until,
        note=note,
    )


def agreement(
    form: Form, _known: Known, before: Agreement | None = None
) -> Agreement | tuple[Invalid, ...]:
    """Read a partnership agreement."""
    sheet = Sheet(form, AGREEMENT, before)
    party = sheet.words("party", LINE)
    if party is None and not sheet.refused("party"):
        sheet.refuse("party", Text.of("Write the organisation the agreement is with."))
    kind = _kind(sheet, AGREEMENTS)
    starts = sheet.must("starts", fields.day, WRITE_DAY)
    ends = sheet.may("ends", fields.day)
    note = sheet.words("note", NOTE)
    _in_order(sheet, starts, "ends", ends)
    if sheet.invalid or party is None or kind is None or starts is None:
        return sheet.invalid
    return Agreement(id=sheet.id, party=party, kind=kind, starts=starts, ends=ends, note=note)


def cost(form: Form, known: Known, before: Cost | None = None) -> Cost | tuple[Invalid, ...]:
    """Read what one kind of thing costs in a group; a group keeps each kind once."""
    sheet = Sheet(form, COST, before)
    read_group = partial(_one, names={group: group for group in known.groups})
    group = sheet.must("group", read_group, Text.of("Choose the group."))
    kind = _kind(sheet, COSTS)
    planned = sheet.may("planned_eur", own.euros, of="planned_cents")
    actual = sheet.may("actual_eur", own.euros, of="actual_cents")
    note = sheet.words("note", NOTE)
    if planned is None and actual is None and not sheet.invalid:
        sheet.refuse("planned_eur", Text.of("Write the planned or the actual cost."))
    if known.costs.get((group or "", kind or ""), sheet.id) != sheet.id:
        sheet.refuse("kind", Text.of("The group has this kind of cost already: change that one."))
    if sheet.invalid or group is None or kind is None:
        return sheet.invalid
    return Cost(
        id=sheet.id, group=group, kind=kind, planned_cents=planned, actual_cents=actual, note=note
    )


def _one(text: str, names: Mapping[str, str]) -> str | Text:
    """Read one id, or a name that belongs to one id only."""
    found = fields.chosen(text, names)
    if isinstance(found, Text):
        return found
    return found[0] if len(found) == 1 else Text.of("Write one only.")


def _kind(sheet: Sheet, words: Mapping[str, K]) -> K | None:
    """Read the kind, in any of the three languages."""
    return sheet.must("kind", partial(fields.word, words=words), Text.of("Choose the kind."))


def _in_order(sheet: Sheet, first: date | None, field: str, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        sheet.refuse(field, Text.of("The last day is before the first."))


def _one_year(sheet: Sheet, days: tuple[date, ...]) -> None:
    """Refuse days that are too many or of two years (29)."""
    if len(days) > DAYS_MAX:
        sheet.refuse("days", Text.of("Write at most {most} days.", most=DAYS_MAX))
    elif len({day.year for day in days}) > 1:
        text = Text.of("Write the days of one year only: the next year is a record of its own.")
        sheet.refuse("days", text)
