"""A group's form, a spreadsheet row or a command line, read into a `Group`.

Fields carry the names of `Group`; `meetings` is a list of days, `minutes` and `starts_at` speak
for all of them. The same reading serves every face, so that all of them refuse alike.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from node.groups import fields, vocabulary
from node.groups.lifecycle import move, postpone
from node.groups.meetings import minutes_refused, set_days
from node.groups.model import MEETINGS_MAX, Group, GroupId
from node.groups.reading import Form, Reading
from node.groups.rules import refusals
from node.instructors.model import Instructor
from node.organisers.model import Organiser
from shared.period import month_of
from shared.reference.lookup import Reference
from shared.text import Invalid, Text
from shared.wire.words import Month, StartKind

T = TypeVar("T")

FIELDS = (
    "id",
    "lifecycle",
    "takes_parents",
    "audience",
    "languages",
    "material_languages",
    "interpreter",
    "other_mother_tongue",
    "format",
    "time_of_day",
    "meets_in",
    "show_area_only",
    "catchment",
    "serves",
    "start",
    "start_month",
    "meetings",
    "planned_meetings",
    "minutes",
    "starts_at",
    "organisers",
    "instructors",
    "social_worker",
    "tell_peer_instructor",
    "travel_costs",
    "wants_name",
    "start_confirmed_on",
    "end_confirmed_on",
    "parents",
    "place",
    "notes",
)
"""Every field the form knows; there is none for a price (22)."""


TIMES = ("start", "start_month", "meetings")
"""Fields on which a state rests: where one was refused, no move is judged by the others."""


class Roster(Struct, frozen=True, kw_only=True):
    """What the node already keeps and a form may name: group ids, organisers, instructors."""

    groups: frozenset[GroupId] = frozenset()
    organisers: tuple[Organiser, ...] = ()
    instructors: tuple[Instructor, ...] = ()


def read(
    form: Form,
    *,
    reference: Reference,
    roster: Roster,
    today: date,
    before: Group | None = None,
) -> Group | tuple[Invalid, ...]:
    """Read a form into a new group, or into the changed `before`; all refusals at once."""
    reading = Reading(form, FIELDS)
    old = before or Group(id="new", lifecycle="draft", meets_in="000", start="not_said")
    group = _facts(reading, old)
    group = _places(reading, group, before, reference)
    group = _people(reading, group, roster)
    group = _times(reading, group)
    group = _state(reading, group, before, today)
    group = _identity(reading, group, before, roster, reference, today)
    doubtful = {"planned_meetings"} if reading.refused(*TIMES, "lifecycle") else set()
    wrong = {one.field for one in reading.invalid} | doubtful
    reading.invalid.extend(one for one in refusals(group, today) if one.field not in wrong)
    return tuple(reading.invalid) or group


def default_id(meets_in: str, year: int, taken: frozenset[str], reference: Reference) -> GroupId:
    """Return the first free `<municipality>-<year>-<n>`."""
    here = reference.municipality(meets_in)
    stem = f"{here.slug('fi') if here else meets_in}-{year}"
    return next(i for n in range(1, len(taken) + 2) if (i := f"{stem}-{n}") not in taken)


def _facts(reading: Reading, old: Group) -> Group:
    """Read what the group is like: audience, languages, format, staff in general, costs."""
    read, word, speech = reading.read, _words, fields.languages
    languages = read("languages", speech, old=old.languages, empty=("fi",))
    material = old.material_languages if old.id != "new" else languages
    return replace(
        old,
        takes_parents=read("takes_parents", fields.yes_no, old=old.takes_parents, empty=True),
        audience=read("audience", word(vocabulary.AUDIENCE), old=old.audience, empty="all"),
        languages=languages,
        material_languages=read("material_languages", speech, old=material, empty=languages),
        interpreter=read(
            "interpreter", word(vocabulary.TRI_STATE), old=old.interpreter, empty="not_said"
        ),
        other_mother_tongue=read(
            "other_mother_tongue",
            word(vocabulary.TRI_STATE),
            old=old.other_mother_tongue,
            empty="not_said",
        ),
        format=read("format", word(vocabulary.FORMAT), old=old.format, empty="in_person"),
        time_of_day=read(
            "time_of_day", word(vocabulary.TIME_OF_DAY), old=old.time_of_day, empty="not_said"
        ),
        catchment=read(
            "catchment", word(vocabulary.CATCHMENT), old=old.catchment, empty="municipalities"
        ),
        social_worker=read(
            "social_worker", word(vocabulary.TRI_STATE), old=old.social_worker, empty="not_said"
        ),
        tell_peer_instructor=read(
            "tell_peer_instructor", fields.yes_no, old=old.tell_peer_instructor, empty=False
        ),
        travel_costs=read(
            "travel_costs", word(vocabulary.TRAVEL_COSTS), old=old.travel_costs, empty="ask"
        ),
        wants_name=read("wants_name", fields.yes_no, old=old.wants_name, empty=True),
        parents=read("parents", _count, old=old.parents, empty=None),
        place=reading.words("place", old=old.place, most=200),
        notes=reading.words("notes", old=old.notes, most=4_000),
    )


def _places(reading: Reading, group: Group, before: Group | None, reference: Reference) -> Group:
    """Read where the group meets and whom it serves; an empty list means where it meets (11)."""
    if before is None and not reading.has("meets_in"):
        reading.refuse("meets_in", Text.of("Write the municipality where the group meets."))
    one = partial(fields.municipality, reference=reference)
    several = partial(fields.municipalities, reference=reference)
    return replace(
        group,
        meets_in=reading.read("meets_in", one, old=group.meets_in, empty=group.meets_in),
        serves=reading.read("serves", several, old=group.serves, empty=()),
        show_area_only=reading.read(
            "show_area_only", fields.yes_no, old=group.show_area_only, empty=False
        ),
    )


def _people(reading: Reading, group: Group, roster: Roster) -> Group:
    """Read organisers and instructors by id or by name, as the node knows them."""
    organisers = partial(fields.chosen, names={o.id: o.name for o in roster.organisers})
    instructors = partial(fields.chosen, names={i.id: i.name for i in roster.instructors})
    return replace(
        group,
        organisers=reading.read("organisers", organisers, old=group.organisers, empty=()),
        instructors=reading.read("instructors", instructors, old=group.instructors, empty=()),
    )


def _times(reading: Reading, group: Group) -> Group:
    """Read the start, the days and what is said of all meetings (3, 4, 10)."""
    start, month = _start(reading, group)
    planned = reading.read("planned_meetings", _count, old=None, empty=MEETINGS_MAX)
    group = replace(
        group,
        start=start,
        start_month=month,
        planned_meetings=planned or group.planned_meetings,
    )
    if reading.mentions("meetings"):
        none: tuple[date, ...] = ()
        days = reading.read("meetings", fields.days, old=none, empty=none)
        group = set_days(group, days, planned=planned)
    elif planned is not None and planned < len(group.meetings):
        text = Text.of("{known} dates are known: remove some first.", known=len(group.meetings))
        reading.refuse("planned_meetings", text)
    return _usual(reading, group)


def _start(reading: Reading, group: Group) -> tuple[StartKind, Month | None]:
    """Read the kind of start; a month written in its place is a month."""
    if not (reading.mentions("start") or reading.mentions("start_month")):
        return group.start, group.start_month
    written: tuple[StartKind, Month | None] = (group.start, group.start_month)
    if not reading.mentions("start") and reading.has("start_month"):
        written = ("month", None)
    kind, month = reading.read("start", _start_or_month, old=written, empty=("not_said", None))
    month = reading.read("start_month", fields.month, old=month, empty=month)
    said = reading.has("start_month")
    if kind == "not_said" and month is not None:
        kind = "month"
    if kind == "month" and month is None and not said and not reading.has("meetings"):
        reading.refuse("start_month", Text.of("Write the month of the start as 9/2027."))
    if kind != "month" and said:
        reading.refuse("start_month", Text.of("Only a group that starts in a month has a month."))
    return kind, month if kind == "month" else None


def _state(reading: Reading, group: Group, before: Group | None, today: date) -> Group:
    """Read the state: a new record has any, a known one moves as its life cycle allows (13)."""
    old = group.lifecycle
    to = reading.read("lifecycle", _words(vocabulary.LIFECYCLE), old=old, empty=old)
    started = reading.past("start_confirmed_on", old=group.start_confirmed_on, today=today)
    ended = reading.past("end_confirmed_on", old=group.end_confirmed_on, today=today)
    if before is not None and to != old:
        month = group.start_month if reading.has("start_month") else None
        moved = move(group, to, today) if to != "postponed" else postpone(group, month, today)
        if isinstance(moved, Invalid) and not reading.refused(*TIMES):
            reading.invalid.append(moved)
        if isinstance(moved, Invalid):
            return group
        group = moved
    started = started or group.start_confirmed_on
    ended = ended or group.end_confirmed_on
    if to in {"running", "ended"}:
        started = started or ended or today
    elif to != "cancelled":
        started = None
    ended = (ended or today) if to == "ended" else None
    days = ("start_confirmed_on", "end_confirmed_on", "lifecycle")
    if started and ended and ended < started and not reading.refused(*days):
        reading.refuse("end_confirmed_on", Text.of("The end is before the start."))
    return replace(group, lifecycle=to, start_confirmed_on=started, end_confirmed_on=ended)


def _identity(
    reading: Reading,
    group: Group,
    before: Group | None,
    roster: Roster,
    reference: Reference,
    today: date,
) -> Group:
    """Read the id a person chose, or make one; the id of a known group never changes."""
    if before is not None:
        return group
    wanted = reading.read("id", fields.new_id, old="", empty="")
    if wanted in roster.groups:
        reading.refuse("id", Text.of("There is already a group with the id {id}.", id=wanted))
    month = group.start_month or month_of(today)
    year = int(month[:4])
    own = wanted or default_id(group.meets_in, year, roster.groups, reference)
    return replace(group, id=own)


def _usual(reading: Reading, group: Group) -> Group:
    """Read length and hour: they speak for all meetings, and for those still to be dated."""
    nothing: str | int | None = None
    said: dict[str, str | int | None] = {
        field: reading.read(field, parse, old=nothing, empty=nothing)
        for field, parse in (("minutes", _minutes), ("starts_at", fields.hour))
        if reading.mentions(field)
    }
    group = replace(group, **said)
    return replace(group, meetings=tuple(replace(m, **said) for m in group.meetings))


def _minutes(text: str) -> int | Text:
    read = fields.number(text)
    return read if isinstance(read, Text) else minutes_refused(read) or read


def _words(words: Mapping[str, T]) -> Callable[[str], T | Text]:
    return partial(fields.word, words=words)


def _count(text: str) -> int | Text | None:
    """Read a small number of people or meetings."""
    read = fields.number(text)
    if isinstance(read, int) and read > 100:  # noqa: PLR2004 (a limit of the schema)
        return Text.of("{number} is too many.", number=read)
    return read


def _start_or_month(text: str) -> tuple[StartKind, Month | None] | Text:
    kind = fields.word(text, vocabulary.START)
    if not isinstance(kind, Text):
        return kind, None
    month = fields.month(text)
    if isinstance(month, Text):
        return month if text[:1].isdigit() else kind
    return "month", month
