"""The last look at a report before it is signed: no private string of the records is in its bytes.

The types leave no room for one; this is the check that they still do. Free text a person typed to
be public (the network's name, links) is searched for people's names and addresses, everything else
for anything private.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import get_args

import msgspec

from node.anonymiser.plan import Facts
from shared.runtime.fault import Fault
from shared.text import Text
from shared.wire import codec, words
from shared.wire.availability import Activity, Availability, NetworkName, Offer, Statement

SHORTEST = 4
"""Characters below which a private string cannot be told from a code."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PRIVATE = Text.of("The report holds something private; nothing was sent.")
_DAY = re.compile(r"(?=([0-9]{4}-[0-9]{2}-[0-9]{2}))")
"""Every day in a text, those that overlap too."""
_CODE = re.compile(r"[0-9-]{1,7}|[a-z]{1,3}")
_VOCABULARY = " ".join(
    [
        *(
            word
            for listed in vars(words).values()
            for word in get_args(listed)
            if isinstance(word, str)
        ),
        *Availability.__struct_fields__,
        *Offer.__struct_fields__,
        *Activity.__struct_fields__,
        *Statement.__struct_fields__,
    ]
)


class LeakError(Fault):
    """Something private stands in the bytes of a report; it is not signed, and nothing leaves."""


def check(report: Availability, payload: bytes, facts: Facts) -> None:
    """Raise LeakError unless the bytes are this report, well-formed, and hold nothing private."""
    try:
        same = codec.decode(payload, "availability/1") == report
    except (msgspec.ValidationError, codec.NotCanonicalError) as error:
        told = Text.of("The report is not one the hub would take ({error}).", error=str(error))
        raise LeakError(told) from error
    if not same:
        raise LeakError(Text.of("The report's bytes do not say what was planned."))
    typed = _typed_text(report)
    for person in _people(facts):
        if _stands_in(person, typed):
            told = Text.of("The network's name or a link holds a person's name or address.")
            raise LeakError(told)
    rest = codec.encode(_without_typed(report)).decode().casefold()
    for private in {*_people(facts), *_private(facts)}:
        if len(private) >= SHORTEST and private.casefold() in rest and not _is_word(private):
            raise LeakError(_PRIVATE)
    if {day.isoformat() for day in _days(facts)} & set(_DAY.findall(rest)):
        raise LeakError(_PRIVATE)


def _people(facts: Facts) -> Iterator[str]:
    """Yield what names a person or leads to one."""
    for instructor in facts.instructors:
        yield from filter(None, (instructor.name, instructor.phone, instructor.email))


def _private(facts: Facts) -> Iterator[str]:
    """Yield everything else that is written in a private column."""
    for instructor in facts.instructors:
        yield from filter(None, (instructor.purpose,))
    for training in facts.trainings:
        yield from filter(None, (training.place, training.held_by, training.proof))
    for organiser in facts.organisers:
        yield organiser.name
    for activity in facts.activities:
        yield from filter(None, (activity.name,))
    for group in facts.groups:
        yield from filter(None, (group.place, group.notes, group.starts_at))
        yield from filter(None, {meeting.starts_at for meeting in group.meetings})


def _days(facts: Facts) -> set[date]:
    """Return the days of all meetings."""
    return {meeting.day for group in facts.groups for meeting in group.meetings}


def _typed_text(report: Availability) -> str:
    links = [activity.link for activity in report.activities]
    return "\n".join([report.network.fi, report.network.sv, *links]).casefold()


def _without_typed(report: Availability) -> Availability:
    """Return the report without free text, instants and days that are public by themselves."""
    return msgspec.structs.replace(
        report,
        node="node",
        previous=None,
        network=NetworkName(fi="", sv=""),
        pause=None,
        observed_at=_EPOCH,
        confirmed_at=None,
        municipalities=tuple(
            Statement(municipality=said.municipality, says="groups", since=None)
            for said in report.municipalities
        ),
        activities=tuple(
            msgspec.structs.replace(activity, link="") for activity in report.activities
        ),
        sequence=1,
    )


def _stands_in(private: str, typed: str) -> bool:
    """Tell whether a whole name or address stands in the text."""
    sought = private.casefold()
    if len(private) < SHORTEST or sought not in typed:
        return False
    return re.search(rf"(?<!\w){re.escape(sought)}(?!\w)", typed) is not None


def _is_word(private: str) -> bool:
    """Tell whether the string is one that the wire uses by itself: a word, a code, a month."""
    return private.casefold() in _VOCABULARY or _CODE.fullmatch(private) is not None
