"""What a row changes in a kept record, old and new value in words, field by field."""

from node.groups.fields import day_text
from node.groups.forms import Roster
from node.groups.model import Meeting
from node.importing.model import Change, Record
from node.importing.spelling import spelt
from shared.reference.lookup import Reference

NOTHING = "-"


def changes(
    before: Record, after: Record, roster: Roster, reference: Reference, language: str
) -> tuple[Change, ...]:
    """Return every field that differs; meetings tell their days, hours and lengths apart."""
    names = {o.id: o.name for o in roster.organisers} | {i.id: i.name for i in roster.instructors}

    def told(field: str, value: object) -> str:
        if isinstance(value, tuple) and field in {"organisers", "instructors"}:
            return ", ".join(names.get(str(one), str(one)) for one in value)
        if isinstance(value, tuple) and field == "meetings":
            return ", ".join(_meeting(one) for one in value)
        return spelt(field, value, reference, language) or NOTHING

    found: list[Change] = []
    for field in before.__struct_fields__:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            column = "start" if field == "start_month" else field
            found.append(Change(field=column, before=told(field, old), after=told(field, new)))
    return tuple(found)


def _meeting(meeting: Meeting) -> str:
    hour = f" {meeting.starts_at}" if meeting.starts_at else ""
    length = f" ({meeting.minutes} min)" if meeting.minutes else ""
    return f"{day_text(meeting.day)}{hour}{length}"
