"""The name rule (16): may a group be called VOIKUKKIA, Maskrosor or Dandelion?

The one place that decides it. All its instructors must have done the four-day instructor training;
a social worker who attends and guests are not instructors and are never asked about.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from node.groups.caution import Caution
from node.groups.model import Group
from node.trainings.courses import Listed, doubtful
from node.trainings.model import DAYS_OF_INSTRUCTOR_TRAINING, Training
from shared.text import Text


class Carries(Struct, frozen=True):
    """The group may carry the name, and its network wants it to."""


class Lacks(Struct, frozen=True):
    """The group is listed without the name; `why` says it to the lead."""

    why: Text


def name_of(group: Group, trainings: Iterable[Training], today: date) -> Carries | Lacks:
    """Judge the name of a group: trainings count up to its first meeting, or today if earlier."""
    if not group.wants_name:
        return Lacks(Text.of("The network lists the group without the name."))
    if not group.instructors:
        return Lacks(Text.of("The group has no instructors yet, so it cannot carry the name."))
    by = min(today, group.first_day or today)
    wanted = set(group.instructors)
    trained = {t.instructor for t in trainings if t.instructor in wanted and counts(t, by)}
    if wanted <= trained:
        return Carries()
    return Lacks(
        Text.of(
            "{trained} of {all} instructors have done the four-day VOIKUKKIA instructor training;"
            " all of them must have done it before a group carries the name.",
            trained=len(trained),
            all=len(wanted),
        )
    )


def unproven(
    group: Group, trainings: Iterable[Training], courses: tuple[Listed, ...]
) -> tuple[Training, ...]:
    """Return the trainings that a group's name rests on and the hub's list does not show.

    They count all the same: "a training outside it is kept with a warning" (16). An instructor who
    has a proven one as well is not doubted. While the hub told no list, nothing is doubted.
    """
    of_staff = [t for t in trainings if t.instructor in group.instructors]
    whole = [t for t in of_staff if counts(t, group.first_day or t.day)]
    proven = {t.instructor for t in whole if not doubtful(t, courses)}
    return tuple(t for t in whole if t.instructor not in proven)


def doubt(
    group: Group, trainings: Iterable[Training], courses: tuple[Listed, ...]
) -> Caution | None:
    """Return what a lead should see beside the name of a group, None if its proof is complete."""
    if not group.wants_name:
        return None
    people = {t.instructor for t in unproven(group, trainings, courses)}
    if not people:
        return None
    text = Text.of(
        "{n} of {all} instructors have a training that is not on the hub's list of courses. It"
        " counts; keep its proof.",
        n=len(people),
        all=len(group.instructors),
    )
    return Caution(16, "instructors", text)


def counts(training: Training, by: date) -> bool:
    """Tell whether a training is a whole VOIKUKKIA instructor training done by that day."""
    whole = training.days >= DAYS_OF_INSTRUCTOR_TRAINING
    return training.kind == "voikukkia_instructor" and whole and training.day <= by
