"""What an operator types of a message, read into a `Draft` or into what is wrong with it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal, get_args

import msgspec

from hub.notices.messages.model import LONGEST, Draft
from hub.registry.handover.forms import day_of, finnish
from shared.text import Invalid, Text
from shared.wire.messages import TEXT_MAX, Said
from shared.wire.words import NodeId

TongueCode = Literal["fi", "sv", "en"]
LANGUAGES: tuple[TongueCode, ...] = get_args(TongueCode)


def read(
    fields: Mapping[str, str], *, known: Collection[NodeId], today: date
) -> Draft | tuple[Invalid, ...]:
    """Return the message of the fields fi, sv, en, until, networks (ids with commas, "": all)."""
    text, until = _said(fields), _until(fields.get("until", ""), today)
    named = _networks(fields.get("networks", ""), known)
    wrong = [one for one in (text, until, named) if isinstance(one, Invalid)]
    if wrong or isinstance(text, Invalid) or isinstance(until, Invalid):
        return tuple(wrong)
    if isinstance(named, Invalid):
        return (named,)
    return Draft(text=text, networks=named, until=until)


def _said(fields: Mapping[str, str]) -> Said | Invalid:
    typed = {code: _lines(fields.get(code, "")) for code in LANGUAGES}
    if not typed["fi"]:
        return Invalid("fi", Text.of("Write the message in Finnish at least."))
    for code in LANGUAGES:
        if len(typed[code]) > TEXT_MAX:
            return Invalid(code, Text.of("A message has at most {most} characters.", most=TEXT_MAX))
        try:
            msgspec.convert({"fi": typed[code] or "-", "sv": None, "en": None}, Said)
        except msgspec.ValidationError:
            return Invalid(code, Text.of("A message is plain text: take out control characters."))
    return Said(fi=typed["fi"], sv=typed["sv"] or None, en=typed["en"] or None)


def _lines(text: str) -> str:
    """Return the text with one kind of line end, and no white space at its ends."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "\n".join(line.rstrip() for line in unix.split("\n")).strip()


def _until(text: str, today: date) -> date | Invalid:
    day = day_of(text)
    if isinstance(day, Text):
        return Invalid("until", day)
    if not today <= day <= today + LONGEST:
        return Invalid(
            "until",
            Text.of(
                "The last day lies between today and {latest}.", latest=finnish(today + LONGEST)
            ),
        )
    return day


def _networks(text: str, known: Collection[NodeId]) -> tuple[NodeId, ...] | Invalid | None:
    named = sorted({part.strip() for part in text.split(",") if part.strip()})
    for one in named:
        if one not in known:
            return Invalid("networks", Text.of("No network is called {node}.", node=one[:40]))
    return tuple(named) or None
