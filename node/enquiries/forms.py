"""An enquiry's form read into what a parent said; fields carry the names of the struct.

There is no field for a reason, a name or a child (rules 30, 31), and one short line for how we
introduce ourselves.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from node.enquiries import wording
from node.enquiries.model import (
    LINE_MOST,
    REFERENCE,
    Outcome,
    Particulars,
    ReferenceCode,
    State,
    Tally,
    quarter_of,
)
from node.enquiries.pipeline import AFTER_IT_CAME
from node.groups import fields, vocabulary
from node.groups.reading import Form, Reading
from shared.reference.lookup import Reference
from shared.text import Invalid, Text

T = TypeVar("T")

SAID = (
    "contact",
    "ways",
    "message",
    "introduce",
    "line",
    "municipality",
    "language",
    "audience",
    "times",
    "peer_group",
)
RECORDED = (*SAID, "came_on", "consent", "consent_on")
COUNTED = ("municipality", "outcome")
MAIL_MOST = 120
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")
_LINE = re.compile(r"[^\x00-\x1f<>]+")
_EMPTY = Particulars(channel="phone", contact="", municipality="000", consent_on=date.min)


class Recorded(Struct, frozen=True, kw_only=True):
    """A new enquiry as it was written down."""

    came_on: date
    particulars: Particulars


def read_new(
    form: Form, *, reference: Reference, groups: frozenset[str], today: date
) -> Recorded | tuple[Invalid, ...]:
    """Read a new enquiry; all refusals at once. Without consent nothing is kept."""
    reading = Reading(form, RECORDED)
    for field, text in _REQUIRED:
        if not reading.has(field):
            reading.refuse(field, text)
    said = _said(reading, _EMPTY, reference, groups)
    came_on = reading.read("came_on", fields.day, old=today, empty=today)
    if came_on > today:
        reading.refuse("came_on", fields.TO_COME)
    elif came_on + AFTER_IT_CAME <= today:
        reading.refuse("came_on", Text.of("An enquiry older than 90 days is not kept any more."))
    said = replace(said, consent_on=_consent(reading, min(came_on, today), today))
    return tuple(reading.invalid) or Recorded(came_on=came_on, particulars=said)


def read_change(
    form: Form, *, reference: Reference, groups: frozenset[str], before: Particulars
) -> Particulars | tuple[Invalid, ...]:
    """Read what changed; a field that is absent stays as it was."""
    reading = Reading(form, SAID)
    for field, text in _REQUIRED:
        if reading.mentions(field) and not reading.has(field) and field in SAID:
            reading.refuse(field, text)
    kept = groups | {before.peer_group} if before.peer_group else groups
    said = _said(reading, before, reference, kept)
    return tuple(reading.invalid) or said


def read_counted(form: Form, *, reference: Reference, today: date) -> Tally | tuple[Invalid, ...]:
    """Read an outcome that is only counted: today's quarter, a municipality, what came of it."""
    reading = Reading(form, COUNTED)
    here = partial(fields.municipality, reference=reference)
    municipality = reading.read("municipality", here, old="", empty="")
    outcome: Outcome | None = reading.read("outcome", _outcome, old=None, empty=None)
    if not reading.has("municipality"):
        reading.refuse("municipality", _MUNICIPALITY)
    if not reading.has("outcome"):
        reading.refuse("outcome", Text.of("Choose what came of the enquiry."))
    if reading.invalid or outcome is None:
        return tuple(reading.invalid)
    return Tally(quarter=quarter_of(today), municipality=municipality, outcome=outcome)


def read_reference(text: str) -> ReferenceCode | None:
    """Read a reference as it was said or typed; None if it cannot be one."""
    folded = text.strip().upper().replace(" ", "").replace("-", "")
    reference = f"{folded[:4]}-{folded[4:]}"
    return reference if REFERENCE.fullmatch(reference) else None


def read_state(text: str) -> State | Text:
    """Read a state by its word in any of the three languages."""
    return fields.word(text, wording.STATE_WORDS)


_CONTACT = Text.of("Write the telephone number or the e-mail address the parent gave.")
_MUNICIPALITY = Text.of("Write the municipality the parent lives in.")
_REQUIRED: tuple[tuple[str, Text], ...] = (
    ("contact", _CONTACT),
    ("municipality", _MUNICIPALITY),
)
_NO_CONSENT = Text.of(
    "Nothing is kept without the parent's consent. Ask for it; without it, tell the parent about"
    " the groups and write nothing down."
)


def _said(
    reading: Reading, old: Particulars, reference: Reference, groups: frozenset[str]
) -> Particulars:
    """Read every field of what the parent said."""
    here = partial(fields.municipality, reference=reference)
    contact = reading.read("contact", _contact, old=old.contact, empty=old.contact)
    said = replace(
        old,
        channel="mail" if "@" in contact else "phone",
        contact=contact,
        ways=_words(reading, "ways", wording.WAY_WORDS, old.ways),
        message=_word(reading, "message", wording.MESSAGE_WORDS, old.message, "none"),
        introduce=_word(
            reading, "introduce", wording.INTRODUCTION_WORDS, old.introduce, "first_name"
        ),
        line=reading.read("line", _line, old=old.line, empty=None),
        municipality=reading.read(
            "municipality", here, old=old.municipality, empty=old.municipality
        ),
        language=reading.read("language", fields.language, old=old.language, empty="fi"),
        audience=_word(reading, "audience", vocabulary.AUDIENCE, old.audience, "all"),
        times=_words(reading, "times", wording.TIME_WORDS, old.times),
        peer_group=reading.read(
            "peer_group", partial(_group, groups=groups), old=old.peer_group, empty=None
        ),
    )
    return _agreeing(reading, said)


def _agreeing(reading: Reading, said: Particulars) -> Particulars:
    """Refuse fields that contradict each other; none is dropped in silence."""
    if said.channel == "phone" and said.contact and not said.ways:
        text = Text.of("Choose whether you may call, send a text message, or both.")
        reading.refuse("ways", text)
    if said.channel == "mail" and said.ways:
        text = Text.of("There is no number to call: take the marks away.")
        reading.refuse("ways", text)
    if said.introduce == "line" and said.line is None:
        reading.refuse("line", Text.of("Write how you introduce yourself."))
    if said.introduce != "line" and said.line is not None:
        text = Text.of("Choose “In these words”, or take the line away.")
        reading.refuse("introduce", text)
    return said


def _consent(reading: Reading, came_on: date, today: date) -> date:
    """Read that the parent was asked and agreed, and the day."""
    given = reading.read("consent", fields.yes_no, old=False, empty=False)
    if not given and not any(one.field == "consent" for one in reading.invalid):
        reading.refuse("consent", _NO_CONSENT)
    day = reading.read("consent_on", fields.day, old=came_on, empty=came_on)
    if day > today:
        reading.refuse("consent_on", fields.TO_COME)
    elif day < came_on:
        text = Text.of("The parent cannot have agreed before the enquiry came.")
        reading.refuse("consent_on", text)
    return day


def _word(reading: Reading, field: str, words: Mapping[str, T], old: T, empty: T) -> T:
    return reading.read(field, partial(fields.word, words=words), old=old, empty=empty)


def _words(
    reading: Reading, field: str, words: Mapping[str, T], old: tuple[T, ...]
) -> tuple[T, ...]:
    """Read several words of a closed list, into the order of the list."""

    def parse(text: str) -> tuple[T, ...] | Text:
        found: list[T] = []
        for part in fields.parts(text):
            one = fields.word(part, words)
            if isinstance(one, Text):
                return one
            found.append(one)
        return tuple(value for value in dict.fromkeys(words.values()) if value in found)

    return reading.read(field, parse, old=old, empty=())


def _contact(text: str) -> str | Text:
    """Read a telephone number, or an e-mail address if there is an @ in it."""
    if "@" in text:
        if len(text) <= MAIL_MOST and _MAIL.fullmatch(text):
            return text
        return Text.of("This is not an e-mail address. Write it as nimi@posti.example.")
    if _PHONE.fullmatch(text):
        return text if fields.is_whole_number(text) else fields.TOO_SHORT
    return Text.of("This is not a telephone number. Write it as +358 40 000 0000.")


def _line(text: str) -> str | Text | None:
    if len(text) > LINE_MOST or not _LINE.fullmatch(text):
        return Text.of(
            "Write one short line of at most {most} characters: only how you introduce yourself.",
            most=LINE_MOST,
        )
    return text


def _outcome(text: str) -> Outcome | Text | None:
    return fields.word(text, wording.OUTCOME_WORDS)


def _group(text: str, groups: frozenset[str]) -> str | Text | None:
    if text in groups:
        return text
    return Text.of("No group has the id {id}.", id=text)
