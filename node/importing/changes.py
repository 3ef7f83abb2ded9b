"""What a row changes in a kept group, old and new value in words, field by field."""

from datetime import date

from node.groups.fields import day_text
from node.groups.forms import Roster
from node.groups.model import Group, Meeting
from node.groups.wording import month_text, place_of
from node.importing.model import Change
from shared.reference.lookup import Reference

_PLACES = {"meets_in", "serves"}


def changes(
    before: Group, after: Group, roster: Roster, reference: Reference, language: str
) -> tuple[Change, ...]:
    """Return every field that differs; meetings tell their days, hours and lengths apart."""
    names = {o.id: o.name for o in roster.organisers} | {i.id: i.name for i in roster.instructors}

    def told(field: str, value: object) -> str:
        if isinstance(value, tuple):
            return ", ".join(told(field, one) for one in value)
        if field in _PLACES:
            return place_of(str(value), reference, language)
        if field in {"organisers", "instructors"}:
            return names.get(str(value), str(value))
        if field == "start_month" and value is not None:
            return month_text(str(value))
        return _value(value)

    found: list[Change] = []
    for field in before.__struct_fields__:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            column = "start" if field == "start_month" else field
            found.append(Change(field=column, before=told(field, old), after=told(field, new)))
    return tuple(found)


def _value(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case date():
            return day_text(value)
        case Meeting():
            hour = f" {value.starts_at}" if value.starts_at else ""
            length = f" ({value.minutes} min)" if value.minutes else ""
            return f"{day_text(value.day)}{hour}{length}"
        case _:
            return str(value)
