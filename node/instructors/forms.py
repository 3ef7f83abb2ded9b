"""An instructor's form read into an `Instructor`; fields carry the names of the struct.

A drawn id is a number, never made of a name: ids turn up in lists and in shells' histories.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

from msgspec.structs import replace

from node.groups import fields, vocabulary
from node.groups.reading import Form, Reading
from node.instructors.model import Instructor, InstructorId, Role
from shared.text import Invalid, Text

FIELDS = (
    "id",
    "name",
    "role",
    "was_in_group",
    "ethical_principles_on",
    "phone",
    "email",
    "purpose",
    "keep_until",
)
ROLES: Mapping[str, Role] = {
    **dict.fromkeys(
        (
            *("professional", "ammattilainen", "ammattiohjaaja", "yrkesperson", "professionell"),
            *("professionell handledare", "professional instructor"),
        ),
        "professional",
    ),
    **dict.fromkeys(
        (
            *("peer", "vertainen", "vertaisohjaaja", "kamrathandledare", "kamrat"),
            "peer instructor",
        ),
        "peer",
    ),
}
DRAWN = "ohjaaja-"
"""How a drawn id begins; its number is never drawn again."""
DRAWN_DIGITS = 18
"""As many as SQLite keeps; an id with more was made by a person."""
RESERVED = frozenset({"new"})
"""Ids that are addresses of pages."""
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{3,38}")
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")


def read(
    form: Form,
    *,
    taken: frozenset[str],
    today: date,
    before: Instructor | None = None,
    last: int = 0,
) -> Instructor | tuple[Invalid, ...]:
    """Read a form into a new instructor, or into the changed `before`; all refusals at once.

    A new one gets the first free number after `last`, unless the form names an id.
    """
    reading = Reading(form, FIELDS)
    old = before or Instructor(id="new", name="", role="professional")
    if before is None and not reading.has("role"):
        told = Text.of("Choose the role: professional instructor or peer instructor.")
        reading.refuse("role", told)
    role = partial(fields.word, words=ROLES)
    tri = partial(fields.word, words=vocabulary.TRI_STATE)
    instructor = replace(
        old,
        name=reading.words("name", old=old.name, most=120) or "",
        role=reading.read("role", role, old=old.role, empty=old.role),
        was_in_group=reading.read("was_in_group", tri, old=old.was_in_group, empty="not_said"),
        ethical_principles_on=reading.past(
            "ethical_principles_on", old=old.ethical_principles_on, today=today
        ),
        phone=reading.read("phone", _phone, old=old.phone, empty=None),
        email=reading.read("email", _email, old=old.email, empty=None),
        purpose=reading.words("purpose", old=old.purpose, most=500),
        keep_until=reading.read("keep_until", fields.day, old=old.keep_until, empty=None),
    )
    if not instructor.name:
        reading.refuse("name", Text.of("Write the instructor's name."))
    if before is None:
        instructor = _identity(reading, instructor, taken, last)
    return tuple(reading.invalid) or instructor


def _identity(
    reading: Reading, instructor: Instructor, taken: frozenset[str], last: int
) -> Instructor:
    wanted = reading.read("id", fields.new_id, old="", empty="")
    if wanted in taken | RESERVED:
        text = Text.of("There is already an instructor with the id {id}.", id=wanted)
        reading.refuse("id", text)
    numbers = range(last + 1, last + len(taken) + 2)
    free = (i for n in numbers if (i := f"{DRAWN}{n}") not in taken)
    return replace(instructor, id=wanted or next(free))


def number_of(instructor: InstructorId) -> int | None:
    """Return the number in a drawn id, None for an id of another making."""
    text = instructor.removeprefix(DRAWN)
    drawn = text != instructor and len(text) <= DRAWN_DIGITS and text.isdigit()
    return int(text) if drawn else None


def folded(text: str) -> str:
    """Return a name as an import compares names: in small letters, with single spaces."""
    return " ".join(text.casefold().split())


def values(instructor: Instructor) -> dict[str, str]:
    """Return an instructor as the text of a form, so that reading it again changes nothing."""
    said: dict[str, str | date | None] = {f: getattr(instructor, f) for f in FIELDS}
    return {
        field: fields.day_text(value) if isinstance(value, date) else value or ""
        for field, value in said.items()
    }


def _phone(text: str) -> str | Text | None:
    if _PHONE.fullmatch(text):
        return text
    return Text.of("“{text}” is not a telephone number.", text=text)


def _email(text: str) -> str | Text | None:
    if len(text) <= 254 and _EMAIL.fullmatch(text):  # noqa: PLR2004 (RFC 5321)
        return text
    return Text.of("“{text}” is not an e-mail address.", text=text)
