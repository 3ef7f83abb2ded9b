"""Rows of instructors, personal data (33). SQL stands here; transactions do not."""

from datetime import date
from sqlite3 import Connection, Row

from node.instructors.model import Instructor, InstructorId

LIMIT = 5_000


def all_instructors(db: Connection) -> tuple[Instructor, ...]:
    """Return every instructor, by id."""
    rows = db.execute(
        """
        SELECT id, name, role, was_in_group, ethical_principles_on, phone, email, purpose,
            keep_until
        FROM instructor ORDER BY id LIMIT :limit
        """,
        {"limit": LIMIT},
    )
    return tuple(_instructor(row) for row in rows)


def find(db: Connection, instructor: InstructorId) -> Instructor | None:
    """Return one instructor, or None."""
    row = db.execute(
        """
        SELECT id, name, role, was_in_group, ethical_principles_on, phone, email, purpose,
            keep_until
        FROM instructor WHERE id = :id
        """,
        {"id": instructor},
    ).fetchone()
    return None if row is None else _instructor(row)


def put(db: Connection, instructor: Instructor) -> None:
    """Write an instructor as they are, replacing the one with that id."""
    db.execute(
        """
        INSERT INTO instructor (id, name, role, was_in_group, ethical_principles_on, phone,
            email, purpose, keep_until)
        VALUES (:id, :name, :role, :was_in_group, :ethical_principles_on, :phone, :email,
            :purpose, :keep_until)
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name, role = excluded.role, was_in_group = excluded.was_in_group,
            ethical_principles_on = excluded.ethical_principles_on, phone = excluded.phone,
            email = excluded.email, purpose = excluded.purpose, keep_until = excluded.keep_until
        """,
        {
            "id": instructor.id,
            "name": instructor.name,
            "role": instructor.role,
            "was_in_group": instructor.was_in_group,
            "ethical_principles_on": _text(instructor.ethical_principles_on),
            "phone": instructor.phone,
            "email": instructor.email,
            "purpose": instructor.purpose,
            "keep_until": _text(instructor.keep_until),
        },
    )


def erase(db: Connection, instructor: InstructorId) -> None:
    """Delete a person with their trainings and their places in groups (33)."""
    db.execute("DELETE FROM instructor WHERE id = :id", {"id": instructor})


def _instructor(row: Row) -> Instructor:
    return Instructor(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        was_in_group=row["was_in_group"],
        ethical_principles_on=_day(row["ethical_principles_on"]),
        phone=row["phone"],
        email=row["email"],
        purpose=row["purpose"],
        keep_until=_day(row["keep_until"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
