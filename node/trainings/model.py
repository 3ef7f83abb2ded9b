"""A training somebody has done: what the name of a group rests on (rules 16, 17).

A record of the past or of a course to come; it counts only once its day is reached.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from node.instructors.model import InstructorId

TrainingKind = Literal["voikukkia_instructor", "peer_instructor", "other"]
DAYS_OF_INSTRUCTOR_TRAINING = 4


class Training(Struct, frozen=True, kw_only=True):
    """One person's training; `day` is its last day, `days` its length, `proof` where it is kept.

    `id` is 0 until it is stored.
    """

    id: int = 0
    instructor: InstructorId
    kind: TrainingKind
    day: date
    days: int
    place: str | None = None
    held_by: str | None = None
    proof: str | None = None
