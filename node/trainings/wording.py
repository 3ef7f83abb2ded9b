"""Trainings and courses in words for a lead."""

from collections.abc import Mapping

from node.groups.fields import day_text
from node.trainings.courses import Listed
from node.trainings.model import TrainingKind
from shared.text import Text

KINDS: Mapping[TrainingKind, Text] = {
    "voikukkia_instructor": Text.of("VOIKUKKIA instructor training"),
    "peer_instructor": Text.of("training for peer instructors"),
    "other": Text.of("other training"),
}
NO_LIST = Text.of("The hub has told no list of courses yet.")


def course_line(course: Listed) -> Text:
    """Return a course as a choice of a list."""
    said: dict[str, str | int] = {
        "day": day_text(course.day),
        "place": course.place,
        "days": course.days,
    }
    if course.kind == "peer_instructor":
        return Text.of("{day} {place}: training for peer instructors (days: {days})", **said)
    return Text.of("{day} {place}: VOIKUKKIA instructor training (days: {days})", **said)
