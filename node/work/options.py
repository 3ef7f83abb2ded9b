"""What may be said of each kind of work on a command line, field by field."""

from dataclasses import dataclass

from cyclopts import Parameter


@Parameter(name="*")
@dataclass(kw_only=True)
class WorkshopOptions:
    """An instructor workshop."""

    day: str | None = None
    """the day it was held, such as 1.9.2026"""
    place: str | None = None
    """a municipality or an area"""
    took_part: str | None = None
    """how many took part, as a number"""
    held_by: str | None = None
    """the organisation that held it"""
    theme: str | None = None
    """what it was about"""


@Parameter(name="*")
@dataclass(kw_only=True)
class ParticipationOptions:
    """A steering group, a parents' panel or the like, in one year. No names of parents."""

    kind: str | None = None
    """steering_group, parents_panel, developer_parents or volunteer_development"""
    name: str | None = None
    """the name of the group, not of a person"""
    place: str | None = None
    """a municipality or an area"""
    days: str | None = None
    """the days it met in one year: "1.2.2026; 3.5.2026" """
    parents: str | None = None
    """how many different parents took part, as a number"""
    volunteers: str | None = None
    """how many different volunteers took part, as a number"""


@Parameter(name="*")
@dataclass(kw_only=True)
class CommitmentOptions:
    """What an organiser has committed itself to."""

    organiser: str | None = None
    """id or name of the organiser"""
    kind: str | None = None
    """working_time, supervision or approval"""
    valid_from: str | None = None
    """first day, such as 1.9.2026"""
    valid_until: str | None = None
    """last day, if it is known"""
    note: str | None = None
    """where the paper is kept; no names of persons"""


@Parameter(name="*")
@dataclass(kw_only=True)
class AgreementOptions:
    """A partnership agreement."""

    party: str | None = None
    """the organisation it is with"""
    kind: str | None = None
    """partnership, cooperation, intent or other"""
    starts: str | None = None
    """first day, such as 1.9.2026"""
    ends: str | None = None
    """last day; without it, until further notice"""
    note: str | None = None
    """where the paper is kept; no names of persons"""


@Parameter(name="*")
@dataclass(kw_only=True)
class CostOptions:
    """What one kind of thing costs in a group."""

    group: str | None = None
    """id of the group"""
    kind: str | None = None
    """instructors, peers, rooms, refreshments, materials, travel, supervision or other"""
    planned_eur: str | None = None
    """planned, in euros: "1 250,50" """
    actual_eur: str | None = None
    """in the end, in euros"""
    note: str | None = None
    """what it was for; no names of persons"""
