"""Rows of instructors, personal data (33). SQL stands here; transactions do not."""

import json
from collections.abc import Iterable
from datetime import date
from sqlite3 import Connection, Row

from node.instructors.listing import Line
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


def some(db: Connection, wanted: Iterable[InstructorId]) -> tuple[Instructor, ...]:
    """Return these instructors by id, as far as there are any."""
    rows = db.execute(
        """
        SELECT instructor.id, name, role, was_in_group, ethical_principles_on, phone, email,
            purpose, keep_until
        FROM json_each(:these) JOIN instructor ON instructor.id = value
        ORDER BY instructor.id LIMIT :limit
        """,
        {"these": json.dumps(sorted(set(wanted))), "limit": LIMIT},
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


def ids(db: Connection) -> frozenset[InstructorId]:
    """Return the ids in use."""
    rows = db.execute("SELECT id FROM instructor ORDER BY id LIMIT :limit", {"limit": LIMIT})
    return frozenset(row["id"] for row in rows)


def lines(db: Connection, today: date) -> tuple[Line, ...]:
    """Return every instructor as the list shows them, in one statement however many there are.

    Trained: by the four-day instructor training (16). Active: leads a group that is neither over
    nor a draft.
    """
    rows = db.execute(
        """
        SELECT id, name, role, ethical_principles_on IS NOT NULL AS accepted, keep_until,
            EXISTS (SELECT 1 FROM training WHERE training.instructor = instructor.id
                AND kind = 'voikukkia_instructor' AND days >= 4 AND day <= :today) AS trained,
            EXISTS (SELECT 1 FROM group_instructor JOIN peer_group
                ON peer_group.id = group_instructor.peer_group
                WHERE group_instructor.instructor = instructor.id
                AND lifecycle NOT IN ('draft', 'ended', 'cancelled')) AS active
        FROM instructor ORDER BY id LIMIT :limit
        """,
        {"today": today.isoformat(), "limit": LIMIT},
    )
    return tuple(
        Line(
            id=row["id"],
            name=row["name"],
            role=row["role"],
            accepted=bool(row["accepted"]),
            keep_until=_day(row["keep_until"]),
            trained=bool(row["trained"]),
            active=bool(row["active"]),
        )
        for row in rows
    )


def overdue(db: Connection, today: date) -> tuple[Instructor, ...]:
    """Return the instructors whose day of keeping is past, the longest past first (33)."""
    rows = db.execute(
        """
        SELECT id, name, role, was_in_group, ethical_principles_on, phone, email, purpose,
            keep_until
        FROM instructor WHERE keep_until < :today ORDER BY keep_until, id LIMIT :limit
        """,
        {"today": today.isoformat(), "limit": LIMIT},
    )
    return tuple(_instructor(row) for row in rows)


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


def remove(db: Connection, instructor: InstructorId) -> None:
    """Delete a person with their trainings and their places in groups (33)."""
    db.execute("DELETE FROM instructor WHERE id = :id", {"id": instructor})


def last_number(db: Connection) -> int:
    """Return the highest number that was ever drawn for an id."""
    row = db.execute("SELECT last FROM instructor_number WHERE one = 1").fetchone()
    return int(row["last"])


def note_number(db: Connection, number: int) -> None:
    """Note a drawn number, so that it is never drawn again."""
    db.execute(
        "UPDATE instructor_number SET last = max(last, :number) WHERE one = 1", {"number": number}
    )


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
