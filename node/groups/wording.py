"""Groups in words for their lead: states, meetings, a sheet per group. All of it is private.

Nothing here is for the public: the parents' words are the hub's.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from babel import Locale

from node.groups.fields import day_text
from node.groups.lifecycle import apparent
from node.groups.model import Apparent, Group, Meeting
from shared.period import month_of
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import Language, Month, StartKind

STATES: dict[Apparent, Text] = {
    "draft": Text.of("draft"),
    "planned": Text.of("planned"),
    "open": Text.of("open"),
    "full": Text.of("full"),
    "running": Text.of("running"),
    "running_unconfirmed": Text.of("running, start not confirmed"),
    "ended": Text.of("ended"),
    "ended_unconfirmed": Text.of("ended, end not confirmed"),
    "postponed": Text.of("postponed"),
    "cancelled": Text.of("cancelled"),
}
STARTS: dict[StartKind, Text] = {
    "month": Text.of("in a month"),
    "when_found": Text.of("when four parents are found"),
    "on_request": Text.of("on request"),
    "all_year": Text.of("all year round"),
    "not_said": Text.of("start not known"),
}
SIGNED: Mapping[str, Mapping[Language, str]] = {
    "fi": {"fse": "suomalainen viittomakieli", "fss": "suomenruotsalainen viittomakieli"},
    "sv": {"fse": "finländskt teckenspråk", "fss": "finlandssvenskt teckenspråk"},
    "en": {"fse": "Finnish sign language", "fss": "Finland-Swedish sign language"},
}
"""Sign languages of Finland, whose names the tables of languages lack."""
WITHDRAWN = Text.of("withdrawn from the public list")


def state_of(group: Group, today: date) -> Text:
    """Return what the group is today, in a word or two."""
    return STATES[apparent(group, today)]


def start_of(group: Group) -> Text:
    """Return when the group starts or started, as its lead knows it.

    A start that was confirmed before its month came is told by the month it was confirmed in. The
    old days of a postponed group stay in the record but no longer tell when it starts.
    """
    if group.first_day is not None and group.lifecycle != "postponed":
        return Text.of("first meeting {day}", day=day_text(group.first_day))
    if group.start_month is not None and group.lifecycle in {"running", "ended"}:
        known = group.start_confirmed_on
        began = group.start_month if known is None else min(group.start_month, month_of(known))
        return Text.of("began {month}", month=month_text(began))
    if group.start_month is not None and group.lifecycle == "cancelled":
        return Text.of("was to start {month}", month=month_text(group.start_month))
    if group.start_month is not None:
        return Text.of("starts {month}", month=month_text(group.start_month))
    return STARTS[group.start]


def name_of(group: Group, reference: Reference, language: str) -> str:
    """Return how a lead knows a group among others: place, month and id."""
    day = group.first_day if group.lifecycle != "postponed" else None
    month = month_of(day) if day is not None else group.start_month
    when = f" {month_text(month)}" if month is not None else ""
    return f"{place_of(group.meets_in, reference, language)}{when} ({group.id})"


def month_text(month: Month) -> str:
    """Write a month as Finns do: 9/2026."""
    year, number = month.split("-")
    return f"{int(number)}/{year}"


def place_of(code: str, reference: Reference, language: str) -> str:
    """Return a municipality's name, or its number if it is unknown."""
    here = reference.municipality(code)
    return here.name(language) if here else code


def language_of(code: Language, language: str) -> str:
    """Return a language's name, or its code if no table knows it."""
    signed = SIGNED.get(language, {}).get(code)
    return signed or str(Locale(language).languages.get(code, code))


def meeting_line(meeting: Meeting, reference: Reference, language: str) -> str:
    """Return a meeting on one line: number, day, hour and theme."""
    theme = next((t.name(language) for t in reference.themes if t.number == meeting.theme), "-")
    hour = f" {meeting.starts_at}" if meeting.starts_at else ""
    return f"{meeting.number:>2}. {day_text(meeting.day)}{hour}  {theme}"


def sheet(group: Group, reference: Reference, language: str) -> Iterator[tuple[str, str]]:
    """Yield every fact of a group as field and value, the fields as the forms call them."""
    for field in group.__struct_fields__:
        value = getattr(group, field)
        if field in {"meetings", "meets_in", "serves"} or value in (None, ()):
            continue
        yield field, _value(value)
    yield "meets_in", place_of(group.meets_in, reference, language)
    yield "serves", ", ".join(place_of(code, reference, language) for code in group.serves)


def _value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return day_text(value)
        case tuple():
            return ", ".join(str(v) for v in value)
        case _:
            return str(value)
