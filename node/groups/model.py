"""A group, its meetings and its life cycle: private facts of the network.

What of this may leave the node is decided in `anonymiser/plan.py` and nowhere else. Numbers in
parentheses are the rules of the domain.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.wire.words import (
    Audience,
    Catchment,
    Format,
    Language,
    Month,
    MunicipalityCode,
    StartKind,
    TimeOfDay,
    TravelCosts,
    TriState,
)

GroupId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Lifecycle = Literal[
    "draft", "planned", "open", "full", "running", "ended", "postponed", "cancelled"
]
Apparent = Literal[
    "draft",
    "planned",
    "open",
    "full",
    "running",
    "running_unconfirmed",
    "ended",
    "ended_unconfirmed",
    "postponed",
    "cancelled",
]
MEETINGS_MIN, MEETINGS_MAX = 8, 10
PARENTS_MIN, PARENTS_MAX = 4, 8
MINUTES_USUAL_MIN, MINUTES_USUAL_MAX, MINUTES_LIMIT = 120, 150, 180
STANDING: frozenset[StartKind] = frozenset({"on_request", "all_year"})
"""Starts of a standing offer, which no date moves while it is open or full."""

TAKING: frozenset[Apparent] = frozenset({"planned", "open", "full", "postponed"})
"""What a group looks like while it says something whether it takes new parents."""


class Meeting(Struct, frozen=True, kw_only=True):
    """One meeting (3-6, 10). `theme` is 1-10 or not decided; `starts_at` "17:00" never leaves."""

    number: int
    day: date
    theme: int | None = None
    minutes: int | None = None
    starts_at: str | None = None
    attendance: int | None = None


class Group(Struct, frozen=True, kw_only=True):
    """A peer support group as its network keeps it.

    `takes_parents` is the lead's own decision, never computed from a head count (13). `meets_in` is
    the municipality; `show_area_only` hides it on the wire (25). `serves` is the catchment for kind
    "municipalities"; the other kinds are widened by the plan (11). `wants_name`: the lead asks for
    the name; the trainings decide (16). `meetings` are in order of their days. `start` and
    `start_month` follow the first meeting as soon as there is one, unless the group is postponed.
    `minutes` and `starts_at` are what meetings get whose days are set later.
    Private: `place`, `notes`, `parents` (a head count, 2), meeting hours, attendance.
    """

    id: GroupId
    lifecycle: Lifecycle
    takes_parents: bool = True
    audience: Audience = "all"
    languages: tuple[Language, ...] = ("fi",)
    material_languages: tuple[Language, ...] = ("fi",)
    interpreter: TriState = "not_said"
    other_mother_tongue: TriState = "not_said"
    format: Format = "in_person"
    time_of_day: TimeOfDay = "not_said"
    meets_in: MunicipalityCode
    show_area_only: bool = False
    catchment: Catchment = "municipalities"
    serves: tuple[MunicipalityCode, ...] = ()
    start: StartKind = "month"
    start_month: Month | None = None
    meetings: tuple[Meeting, ...] = ()
    planned_meetings: int = MEETINGS_MAX
    minutes: int | None = None
    starts_at: str | None = None
    organisers: tuple[str, ...] = ()
    instructors: tuple[str, ...] = ()
    social_worker: TriState = "not_said"
    tell_peer_instructor: bool = False
    travel_costs: TravelCosts = "ask"
    wants_name: bool = True
    start_confirmed_on: date | None = None
    end_confirmed_on: date | None = None
    withdrawn_on: date | None = None
    parents: int | None = None
    place: str | None = None
    notes: str | None = None

    @property
    def first_day(self) -> date | None:
        """Return the day of the first meeting, or None while no day is known."""
        return self.meetings[0].day if self.meetings else None

    @property
    def last_day(self) -> date | None:
        """Return the day of the last meeting, or None while not every planned day is known.

        One known day of ten is no end: "dates are the truth" (10), and the rest are still unknown.
        """
        complete = len(self.meetings) >= max(1, self.planned_meetings)
        return self.meetings[-1].day if complete else None
