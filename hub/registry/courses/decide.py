"""What an operator decides on the list of courses; nodes hear of it in their next welcome.

Each is one job of the write actor and a line of the operators' log. The ledger does not hold the
list: nothing that is published rests on it.
"""

from datetime import datetime
from sqlite3 import Connection

from hub.registry import store as registry
from hub.registry.courses import forms, store
from hub.registry.decide import Decided, Decision
from shared.text import Text
from shared.wire.session import COURSES_MAX, Course

EVERY_NODE = ""
"""Whom a line of the log is about when it is about no single network."""


def add(db: Connection, course: Course, at: datetime) -> Decision:
    """Put a course on the list."""
    if len(store.courses(db)) >= COURSES_MAX:
        return Text.of("The list holds {most} courses: remove an old one first.", most=COURSES_MAX)
    store.put(db, course)
    kept = next(k for k in store.courses(db) if k.course == course)
    _write_down(db, "course listed", forms.line(kept.number, course), at)
    said = Text.of(
        "The course of {day} in {place} is on the list. Nodes hear of it at their next hello.",
        day=forms.finnish(course.day),
        place=course.place,
    )
    return Decided(said=said)


def remove(db: Connection, number: int, at: datetime) -> Decision:
    """Take a course off the list; trainings that rest on it get a warning at the nodes."""
    kept = store.find(db, number)
    if kept is None:
        return Text.of("No course has the number {number}.", number=number)
    store.remove(db, number)
    _write_down(db, "course removed", forms.line(number, kept.course), at)
    said = Text.of(
        "The course of {day} in {place} is off the list.",
        day=forms.finnish(kept.course.day),
        place=kept.course.place,
    )
    return Decided(said=said)


def _write_down(db: Connection, act: str, detail: str, at: datetime) -> None:
    registry.write_down(db, act, EVERY_NODE, detail, at)
