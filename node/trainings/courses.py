"""The hub's list of courses, as trainings are held against it (16).

Pure. The list is the last one a welcome told. While no hub told one, nothing is doubted.
"""

from collections.abc import Iterable
from datetime import date
from typing import get_args

from msgspec import Struct

from node.trainings.model import Training, TrainingKind
from shared.reference.naming import fold
from shared.wire.session import Course

HOLDER = "Kasper"
"""Who holds every course of the list (17)."""


class Listed(Struct, frozen=True, kw_only=True):
    """A course of the list, of a kind this node knows."""

    kind: TrainingKind
    day: date
    days: int
    place: str

    @property
    def key(self) -> str:
        """Return what a form calls it."""
        return f"{self.kind} {self.day.isoformat()} {self.place}"


def listed(courses: Iterable[Course]) -> tuple[Listed, ...]:
    """Return the courses of kinds this node knows."""
    kinds: dict[str, TrainingKind] = {kind: kind for kind in get_args(TrainingKind)}
    return tuple(
        Listed(kind=kinds[one.kind], day=one.day, days=one.days, place=one.place)
        for one in courses
        if one.kind in kinds
    )


def course_of(training: Training, courses: Iterable[Listed]) -> Listed | None:
    """Return the course a training was: same kind, same last day, in no other place."""
    return next((one for one in courses if _was(training, one)), None)


def doubtful(training: Training, courses: tuple[Listed, ...]) -> bool:
    """Tell whether a training has no proof in the list; without a list, nothing is doubted."""
    told = any(one.kind == training.kind for one in courses)
    return told and course_of(training, courses) is None


def _was(training: Training, course: Listed) -> bool:
    return (training.kind, training.day) == (course.kind, course.day) and (
        training.place is None or _alike(fold(training.place), fold(course.place))
    )


def _alike(one: str, other: str) -> bool:
    """Tell whether two places may be one: "Tampere" and "Finlayson, Tampere" may."""
    return one in other or other in one
