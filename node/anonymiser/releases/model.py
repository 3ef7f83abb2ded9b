"""Nouns of a release: a quarter's figures as they were rounded, and what became of them. Pure.

Figures are made once and kept for ever; where they stand in the chain is decided when they are
signed. What is signed of a quarter is one release and at most one revision of it.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

from msgspec import Struct

from node.anonymiser.count import days_of
from node.enquiries.model import quarter_of
from node.outbox.model import State
from shared.period import HELSINKI, helsinki_day, whole_second
from shared.wire.session import Head
from shared.wire.statistics import RELEASE_DAY, GroupsOf, Participation, People, Statistics
from shared.wire.words import Digest, MunicipalityCode, NodeId, Quarter

SCHEMA = "statistics/1"
RELEASE_HOUR = 9

_QUARTER = re.compile(r"(20|21)[0-9]{2}-Q[1-4]")

Wish = Literal["again", "revision", "without_people"]
Reason = Literal["late", "mistake", "twice"]


class Figures(Struct, frozen=True, kw_only=True):
    """What a quarter's report says, without its place in the chain."""

    quarter: Quarter
    version: int
    vintage: str
    municipalities: tuple[MunicipalityCode, ...]
    groups: tuple[GroupsOf, ...]
    cancelled: int
    meetings: int
    trainings: int
    participation: Participation
    people: People | None
    key_lost: bool


class Attempt(Struct, frozen=True, kw_only=True):
    """One signed report with these figures. `state` is the outbox's, `problem` the hub's word."""

    digest: Digest
    state: State
    problem: bytes | None = None
    settled_at: datetime | None = None


class Release(Struct, frozen=True, kw_only=True):
    """A row of the release ledger; `attempts` in the order of signing, the newest last."""

    number: int
    figures: Figures
    made_at: datetime
    fingerprint: Digest | None = None
    reason: Reason | None = None
    adopted: bool = False
    attempts: tuple[Attempt, ...] = ()

    @property
    def newest(self) -> Attempt | None:
        """Return the last report signed with these figures."""
        return self.attempts[-1] if self.attempts else None


class Asked(Struct, frozen=True, kw_only=True):
    """What the lead asked for, and the sender has not done yet."""

    quarter: Quarter
    wish: Wish
    reason: Reason | None = None


def is_quarter(text: str) -> bool:
    """Tell whether a person wrote a quarter, such as 2026-Q3."""
    return _QUARTER.fullmatch(text) is not None


def due_at(quarter: Quarter) -> datetime:
    """Return the instant from which a quarter's figures leave: the 20th, 09:00 in Helsinki."""
    after = days_of(quarter)[1] + timedelta(days=RELEASE_DAY)
    return whole_second(datetime.combine(after, time(RELEASE_HOUR), HELSINKI))


def is_over(quarter: Quarter, today: date) -> bool:
    """Tell whether the quarter's last day has passed."""
    return today > days_of(quarter)[1]


def last_closed(now: datetime) -> Quarter:
    """Return the newest quarter that is over."""
    today = helsinki_day(now)
    return quarter_of(days_of(quarter_of(today))[0] - timedelta(days=1))


def report(figures: Figures, *, node: NodeId, head: Head | None, now: datetime) -> Statistics:
    """Return the report of these figures that follows `head`."""
    return Statistics(
        node=node,
        sequence=head.sequence + 1 if head else 1,
        previous=head.digest if head else None,
        made_at=whole_second(now),
        quarter=figures.quarter,
        version=figures.version,
        vintage=figures.vintage,
        municipalities=figures.municipalities,
        groups=figures.groups,
        cancelled=figures.cancelled,
        meetings=figures.meetings,
        trainings=figures.trainings,
        participation=figures.participation,
        people=figures.people,
        key_lost=figures.key_lost,
    )


def figures_in(told: Statistics) -> Figures:
    """Return what a report says, without its place in the chain."""
    return Figures(**{name: getattr(told, name) for name in Figures.__struct_fields__})
