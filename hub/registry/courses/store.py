"""Rows of courses. SQL stands here; transactions do not."""

from datetime import date
from sqlite3 import Connection, Row

from hub.registry.courses.model import Kept
from shared.wire.session import COURSES_MAX, Course


def courses(db: Connection) -> tuple[Kept, ...]:
    """Return every course, newest first."""
    rows = db.execute(
        """
        SELECT number, kind, day, days, place
        FROM course ORDER BY day DESC, kind DESC, place LIMIT :limit
        """,
        {"limit": COURSES_MAX},
    )
    return tuple(_kept(row) for row in rows)


def put(db: Connection, course: Course) -> None:
    """Write a course; the same kind on the same day in the same place is replaced."""
    db.execute(
        """
        INSERT INTO course (kind, day, days, place) VALUES (:kind, :day, :days, :place)
        ON CONFLICT (kind, day, place) DO UPDATE SET days = excluded.days
        """,
        {
            "kind": course.kind,
            "day": course.day.isoformat(),
            "days": course.days,
            "place": course.place,
        },
    )


def find(db: Connection, number: int) -> Kept | None:
    """Return one course, or None."""
    row = db.execute(
        """
        SELECT number, kind, day, days, place FROM course WHERE number = :number
        """,
        {"number": number},
    ).fetchone()
    return None if row is None else _kept(row)


def remove(db: Connection, number: int) -> None:
    """Take a course off the list."""
    db.execute("DELETE FROM course WHERE number = :number", {"number": number})


def _kept(row: Row) -> Kept:
    course = Course(
        kind=row["kind"],
        day=date.fromisoformat(row["day"]),
        days=row["days"],
        place=row["place"],
    )
    return Kept(number=row["number"], course=course)
