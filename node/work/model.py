"""The work beside the groups: workshops, participation, commitments, agreements, costs.

All of it is the node's own (20, 21, 23). Of participation alone something leaves: how often each
kind met in a quarter. People are counts here, never names. `id` is 0 until a record is stored.
"""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from node.groups.model import GroupId
from node.organisers.model import OrganiserId

PlaceCode = Annotated[str, Meta(pattern=r"^[0-9]{2,3}$", description="an area or a municipality")]
Cents = Annotated[int, Meta(ge=0, le=99_999_999, description="euros, a hundredth")]

ParticipationKind = Literal[
    "steering_group", "parents_panel", "developer_parents", "volunteer_development"
]
CommitmentKind = Literal["working_time", "supervision", "approval"]
AgreementKind = Literal["partnership", "cooperation", "intent", "other"]
CostKind = Literal[
    "instructors",
    "peers",
    "rooms",
    "refreshments",
    "materials",
    "travel",
    "supervision",
    "other",
]


class Workshop(Struct, frozen=True, kw_only=True):
    """An instructor workshop (ohjaajaverstas): one day, and how many took part (21)."""

    id: int = 0
    day: date
    place: PlaceCode
    took_part: int | None = None
    held_by: str | None = None
    theme: str | None = None


class Participation(Struct, frozen=True, kw_only=True):
    """A steering group, a parents' panel or the like in one year: when it met, how many came (21).

    `days` are in order and of one calendar year, so that a year's figure is a sum. `parents` and
    `volunteers` count different persons over that year.
    """

    id: int = 0
    kind: ParticipationKind
    name: str
    place: PlaceCode | None = None
    days: tuple[date, ...]
    parents: int | None = None
    volunteers: int | None = None

    @property
    def year(self) -> int:
        """Return the year in which it met."""
        return self.days[0].year


class Commitment(Struct, frozen=True, kw_only=True):
    """What an organiser has committed itself to: a dated fact of it; both days count in (21)."""

    id: int = 0
    organiser: OrganiserId
    kind: CommitmentKind
    valid_from: date
    valid_until: date | None = None
    note: str | None = None


class Agreement(Struct, frozen=True, kw_only=True):
    """A partnership agreement with an organisation; without `ends` it is until further notice."""

    id: int = 0
    party: str
    kind: AgreementKind
    starts: date
    ends: date | None = None
    note: str | None = None


class Cost(Struct, frozen=True, kw_only=True):
    """What one kind of thing costs in one group, planned and in the end (23)."""

    id: int = 0
    group: GroupId
    kind: CostKind
    planned_cents: Cents | None = None
    actual_cents: Cents | None = None
    note: str | None = None


Record: TypeAlias = Workshop | Participation | Commitment | Agreement | Cost
