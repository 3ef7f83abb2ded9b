"""Nouns of an enquiry: where it stands, what a parent said, what is counted of it (rules 30, 31).

Where it stands is told by days and a state alone. What a parent said is sealed where it lies, and
no field of it holds a reason, a name or a child.
"""

import re
from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from node.groups.model import GroupId
from shared.wire.words import Audience, Language, MunicipalityCode

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""Signs of a reference: none that is mistaken for another, none that makes a word."""
REFERENCE = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
ReferenceCode = str
"""What an enquiry is called, such as K7F3-9QXM: drawn at random, of nobody's name."""

Outcome = Literal["place", "waiting", "elsewhere", "closed"]
State = Literal["new", "contacted", "pre_meeting", "place", "waiting", "elsewhere", "closed"]
STATES: tuple[State, ...] = get_args(State)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Told = Literal["met", "waiting", "not_met"]
TOLD: tuple[Told, ...] = get_args(Told)

Channel = Literal["phone", "mail"]
Way = Literal["call", "text"]
Message = Literal["none", "call_back", "any"]
Introduction = Literal["first_name", "organisation", "group", "line"]
TimeOfWeek = Literal["morning", "afternoon", "evening", "weekend"]

Quarter = Annotated[str, Meta(pattern=r"^[0-9]{4}-Q[1-4]$")]
LINE_MOST = 60
"""Characters of the one line a person may write: how we introduce ourselves."""
BY_MOST = 60


class Enquiry(Struct, frozen=True, kw_only=True):
    """Where one enquiry stands; nothing of the parent.

    `since`: the day it came into its state. `renewed_on`: the last day a waiting parent was asked
    and wished to wait on. `revision` grows with every change.
    """

    reference: ReferenceCode
    state: State = "new"
    came_on: date
    since: date
    renewed_on: date | None = None
    revision: int = 1


class Particulars(Struct, frozen=True, kw_only=True):
    """What a parent said, and how to reach them safely; every field is sealed where it lies.

    `contact` is a telephone number or an address, as `channel` says. `message` is what may be left
    for whoever else hears or reads it, `introduce` what we say of ourselves (`line`: in the words
    of `line`). `consent_on`: the day the parent was asked and agreed; `recorded_by`: who asked.
    """

    channel: Channel
    contact: str
    ways: tuple[Way, ...] = ()
    message: Message = "none"
    introduce: Introduction = "first_name"
    line: str | None = None
    municipality: MunicipalityCode
    language: Language = "fi"
    audience: Audience = "all"
    times: tuple[TimeOfWeek, ...] = ()
    peer_group: GroupId | None = None
    consent_on: date
    recorded_by: str | None = None


class Tally(Struct, frozen=True, kw_only=True, order=True):
    """What one outcome counts as; it refers to no enquiry."""

    quarter: Quarter
    municipality: MunicipalityCode
    outcome: Outcome


class Counted(Struct, frozen=True, kw_only=True):
    """How many outcomes count as one tally."""

    tally: Tally
    count: int


class Kept(Struct, frozen=True, kw_only=True):
    """An enquiry opened: `particulars` is None if its key is gone or does not open it.

    `tallied`: what it was counted as, so that the count can move.
    """

    enquiry: Enquiry
    particulars: Particulars | None = None
    tallied: Tally | None = None


class Keeping(Struct, frozen=True, kw_only=True):
    """How enquiries are kept here; `tally_only`: none is stored, outcomes are counted alone."""

    tally_only: bool = False


class Proof(Struct, frozen=True, kw_only=True):
    """That erasure ran, in numbers: at their time or by a person, without a key, without a row."""

    cause: Literal["chore", "person"]
    erased: int = 0
    keyless: int = 0
    orphans: int = 0

    @property
    def total(self) -> int:
        """Return how much was erased in all."""
        return self.erased + self.keyless + self.orphans


def quarter_of(day: date) -> Quarter:
    """Return the quarter of a day: 2026-Q3."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def outcome_of(state: State) -> Outcome | None:
    """Return the outcome a state is, or None while there is none."""
    return state if state in OUTCOMES else None


def told_of(outcome: Outcome) -> Told:
    """Return what an outcome is among the three that will be told, rounded, of a quarter."""
    if outcome == "place":
        return "met"
    return "waiting" if outcome == "waiting" else "not_met"
