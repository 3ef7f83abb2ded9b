"""A group's values as the text of its form: what `forms.read` reads back as the same group."""

from collections.abc import Iterable, Mapping
from datetime import date

from node.groups import fields
from node.groups.fields import day_text
from node.groups.model import Group, Meeting
from node.groups.wording import language_of, month_text, place_of
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import Language

PLAIN = (
    *("id", "lifecycle", "audience", "interpreter", "other_mother_tongue", "format"),
    *("time_of_day", "catchment", "start", "social_worker", "travel_costs", "planned_meetings"),
    *("minutes", "starts_at", "parents", "place", "notes"),
)
YES_NO = ("takes_parents", "show_area_only", "tell_peer_instructor", "wants_name")
DAYS = ("start_confirmed_on", "end_confirmed_on")


def texts(group: Group, reference: Reference, language: str) -> Mapping[str, str]:
    """Return every field of a group's form as a person would write it in that language."""
    return {
        **{field: _plain(getattr(group, field)) for field in PLAIN},
        **{field: "yes" if getattr(group, field) else "no" for field in YES_NO},
        **{field: _day(getattr(group, field)) for field in DAYS},
        "meets_in": place_of(group.meets_in, reference, language),
        "serves": ", ".join(place_of(code, reference, language) for code in group.serves),
        "languages": speech(group.languages, language),
        "material_languages": speech(group.material_languages, language),
        "start_month": month_text(group.start_month) if group.start_month else "",
        "meetings": "\n".join(day_text(meeting.day) for meeting in group.meetings),
        "organisers": ", ".join(group.organisers),
        "instructors": ", ".join(group.instructors),
    }


def meeting_texts(meeting: Meeting) -> Mapping[str, str]:
    """Return the fields of one meeting's form."""
    return {
        "day": day_text(meeting.day),
        "starts_at": _plain(meeting.starts_at),
        "minutes": _plain(meeting.minutes),
        "theme": _plain(meeting.theme),
        "attendance": _plain(meeting.attendance),
    }


def speech(codes: Iterable[Language], language: str) -> str:
    """Return languages by name, or by code where the name would be read as another one."""
    return ", ".join(_spoken(code, language_of(code, language)) for code in codes)


def changed(form: Mapping[str, str], group: Group, reference: Reference) -> Mapping[str, str]:
    """Return the fields of a form that say something else than the group does.

    What is left out keeps its value: an hour that differs between meetings is not made one.
    """
    spoken = [texts(group, reference, language) for language in ("fi", "sv", "en")]
    return {
        field: text
        for field, text in form.items()
        if not any(_alike(text, own.get(field, "")) for own in spoken)
    }


def _alike(text: str, other: str) -> bool:
    return text.strip() == other.strip()


def _spoken(code: Language, name: str) -> str:
    read = fields.languages(name)
    return code if isinstance(read, Text) or read != (code,) else name


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _day(value: date | None) -> str:
    return day_text(value) if value else ""
