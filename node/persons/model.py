"""Nouns of a person's rights (33): all that is kept of an instructor, what an erasure does."""

from datetime import date, datetime

from msgspec import Struct

from node.groups.model import GroupId, Lifecycle
from node.history.model import Kind, Verb, Via
from node.instructors.model import Instructor, InstructorId
from node.trainings.model import Training
from shared.wire.words import MunicipalityCode


class Led(Struct, frozen=True, kw_only=True):
    """A group the person leads or led: which, where and when, and nothing of the group besides."""

    group: GroupId
    meets_in: MunicipalityCode
    lifecycle: Lifecycle
    first_day: date | None
    last_day: date | None


class Act(Struct, frozen=True, kw_only=True):
    """What the history holds of the person: when which fields changed. Values are not kept in it.

    Who did it is another person's data and is left out. `record` numbers a training.
    """

    at: datetime
    via: Via
    kind: Kind
    record: str
    verb: Verb
    fields: tuple[str, ...]


class Dossier(Struct, frozen=True, kw_only=True):
    """Everything this node keeps about one instructor, for that instructor.

    `controller` answers for it. `images`: earlier states of the record or of trainings, kept for
    undo at most 30 days. `accounts`: sign-in accounts with the same name, which are kept apart.
    """

    controller: str
    instructor: Instructor
    trainings: tuple[Training, ...]
    groups: tuple[Led, ...]
    acts: tuple[Act, ...]
    images: tuple[Instructor | Training, ...]
    accounts: int


class Effect(Struct, frozen=True, kw_only=True):
    """What an erasure changes in one group: how many instructors are left, and its name (16)."""

    group: GroupId
    left: int
    loses_name: bool


class Prospect(Struct, frozen=True, kw_only=True):
    """What an erasure would do, shown before it is done. `effects`: groups that are not over."""

    instructor: Instructor
    trainings: int
    effects: tuple[Effect, ...]
    past_groups: int
    accounts: int


class Erased(Struct, frozen=True, kw_only=True):
    """An erasure: which groups have one instructor fewer, and nothing of the person.

    `proof` is the number of its entry in the audit log.
    """

    instructor: InstructorId
    groups: tuple[GroupId, ...]
    proof: int
