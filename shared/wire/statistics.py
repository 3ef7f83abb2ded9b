"""statistics/1: a network's quarter in figures, in the same chain as its reports.

What an organisation chose (groups started, meetings held) travels as it is, what was counted from
people only as SCR5 made it: every `Protected` is a multiple of 5 less than 5 away from the truth,
so 0 means 0-4 and 5 means 1-9 (DISCLOSURE.md). No field could hold an exact count of people.
"""

from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import (
    AreaCode,
    Count,
    Digest,
    Instant,
    MunicipalityCode,
    NodeId,
    Quarter,
    Sequence,
    require_sorted,
    require_utc_seconds,
)

Protected = Annotated[
    int, Meta(ge=0, le=1_000_000, multiple_of=5, description="people, rounded by SCR5")
]
RELEASE_DAY = 20
"""Day of the month after a quarter from which its figures leave: late records have come by then.

Hubs and nodes read it here: counts are missing, and asked for, only when they could have come.
"""

ENOUGH_GROUPS = 3
"""Groups below which nothing is told of their participants."""

Version = Annotated[int, Meta(ge=1, le=2, description="1, or 2 for the one revision")]
Held = Annotated[int, Meta(ge=0, le=100_000, description="meetings or trainings, never people")]
RowCode = Annotated[str, Meta(pattern=r"^([0-9]{3}|r[0-9]{2})$(?!\n)")]
Vintage = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)",
        description="days of the municipal division and of the populations",
    ),
]


class GroupsOf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Groups with a confirmed start, and a confirmed end, in the quarter; by place of meeting.

    `place` is null for those that show the area alone in public: no second list may name it.
    """

    area: AreaCode
    place: MunicipalityCode | None
    started: Count
    ended: Count


class Participation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often parents and partners met in the quarter to steer and develop the work (rule 21).

    Meetings held, as the organisation chose them; how many parents came stays in the node.
    """

    steering_group: Held
    parents_panel: Held
    developer_parents: Held
    volunteer_development: Held


class Outcomes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of enquiries of one publishing area: three leaves of the one tree."""

    area: RowCode
    municipalities: Annotated[tuple[MunicipalityCode, ...], Meta(min_length=1, max_length=400)]
    met: Protected
    waiting: Protected
    not_met: Protected

    def __post_init__(self) -> None:
        """Refuse unsorted municipalities."""
        require_sorted("municipalities", self.municipalities)


class Enquiries(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All enquiries of the quarter, by publishing area in the grid's order; zeros included.

    `elsewhere`: from outside the publishing areas, whatever came of them.
    """

    total: Protected
    areas: Annotated[tuple[Outcomes, ...], Meta(min_length=1, max_length=400)]
    elsewhere: Protected

    def __post_init__(self) -> None:
        """Refuse a total that is not the sum of its parts."""
        parts = sum(row.met + row.waiting + row.not_met for row in self.areas)
        if parts + self.elsewhere != self.total:
            raise ValueError("the total of enquiries is not the sum of its parts")


class Participants(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parents in the groups started: four for each group, and what lies above, rounded."""

    groups: Annotated[int, Meta(ge=ENOUGH_GROUPS, le=500)]
    above: Protected

    def __post_init__(self) -> None:
        """Refuse more than the eight of a group."""
        if self.above > 4 * self.groups:
            raise ValueError("a group has at most eight parents")


class Instructors(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Active instructors at the quarter's end: `seen` anybody can infer, `above` the rest.

    One is seen where a group stands in public, or met within the year.
    """

    seen: Annotated[int, Meta(ge=0, le=1)]
    above: Protected


class People(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every count of people; `participants` is null where fewer than three groups started.

    `trained`: the people trained beyond the one whom a training shows, if one was held.
    """

    enquiries: Enquiries
    participants: Participants | None
    instructors: Instructors
    trained: Protected


class Statistics(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="schema",
    tag="statistics/1",
):
    """One quarter. `municipalities`: the ones this network reports for, of the division `vintage`.

    `people` is null where the network covers fewer than 10,000 inhabitants, or where its disclosure
    key is lost (`key_lost`).
    """

    node: NodeId
    sequence: Sequence
    previous: Digest | None
    made_at: Instant
    quarter: Quarter
    version: Version
    vintage: Vintage
    municipalities: Annotated[tuple[MunicipalityCode, ...], Meta(min_length=1, max_length=400)]
    groups: Annotated[tuple[GroupsOf, ...], Meta(max_length=400)]
    cancelled: Count
    meetings: Held
    trainings: Held
    participation: Participation
    people: People | None
    key_lost: bool

    def __post_init__(self) -> None:
        """Refuse a broken chain, unsorted lists, and participants without their groups."""
        require_utc_seconds(self.made_at)
        require_sorted("municipalities", self.municipalities)
        require_sorted("groups", tuple((row.area, row.place or "") for row in self.groups))
        if (self.sequence == 1) != (self.previous is None):
            raise ValueError("only the first report has no previous one")
        if self.key_lost and self.people is not None:
            raise ValueError("without the disclosure key no count of people leaves")
        if self.people is not None:
            self._require_participants(self.people.participants)
            self._require_shown(self.people)

    def _require_participants(self, parents: Participants | None) -> None:
        started = sum(row.started for row in self.groups)
        if (started >= ENOUGH_GROUPS) != (parents is not None):
            raise ValueError("participants stand where three groups or more started, only there")
        if parents is not None and parents.groups != started:
            raise ValueError("participants belong to the groups that started")

    def _require_shown(self, people: People) -> None:
        if self.meetings and not people.instructors.seen:
            raise ValueError("meetings held show an instructor")
        if people.trained and not self.trainings:
            raise ValueError("nobody is trained without a training")
