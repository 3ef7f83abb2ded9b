"""Rows of trainings. SQL stands here; transactions do not."""

import json
from collections.abc import Iterable
from datetime import date
from sqlite3 import Connection, Row

from msgspec.structs import replace

from node.push import store as hub_word
from node.trainings.courses import Listed, listed
from node.trainings.model import Training

LIMIT = 20_000


def all_trainings(db: Connection) -> tuple[Training, ...]:
    """Return every training, by person and day."""
    rows = db.execute(
        """
        SELECT id, instructor, kind, day, days, place, held_by, proof
        FROM training ORDER BY instructor, day, kind LIMIT :limit
        """,
        {"limit": LIMIT},
    )
    return tuple(_training(row) for row in rows)


def of_instructors(db: Connection, instructors: Iterable[str]) -> tuple[Training, ...]:
    """Return the trainings of these people, by person and day."""
    rows = db.execute(
        """
        SELECT training.id, instructor, kind, day, days, place, held_by, proof
        FROM json_each(:these) JOIN training ON instructor = value
        ORDER BY instructor, day, kind LIMIT :limit
        """,
        {"these": json.dumps(sorted(set(instructors))), "limit": LIMIT},
    )
    return tuple(_training(row) for row in rows)


def courses(db: Connection) -> tuple[Listed, ...]:
    """Return the courses the hub last told, newest first.

    They are read where the sender keeps the hub's word: so what leaves needs to know no trainings.
    """
    word = hub_word.memory(db).word
    return () if word is None else listed(word.courses)


def of_instructor(db: Connection, instructor: str) -> tuple[Training, ...]:
    """Return one person's trainings, by day."""
    rows = db.execute(
        """
        SELECT id, instructor, kind, day, days, place, held_by, proof
        FROM training WHERE instructor = :instructor ORDER BY day, kind LIMIT :limit
        """,
        {"instructor": instructor, "limit": LIMIT},
    )
    return tuple(_training(row) for row in rows)


def find(db: Connection, training: int) -> Training | None:
    """Return one training, or None."""
    row = db.execute(
        """
        SELECT id, instructor, kind, day, days, place, held_by, proof
        FROM training WHERE id = :id
        """,
        {"id": training},
    ).fetchone()
    return None if row is None else _training(row)


def same(db: Connection, training: Training) -> int | None:
    """Return the number of the person's training of the same kind on the same day, or None."""
    row = db.execute(
        """
        SELECT id FROM training
        WHERE instructor = :instructor AND kind = :kind AND day = :day
        """,
        {
            "instructor": training.instructor,
            "kind": training.kind,
            "day": training.day.isoformat(),
        },
    ).fetchone()
    return None if row is None else int(row["id"])


def put(db: Connection, training: Training) -> Training:
    """Write a training and return it with its number; a new one (0) is given the next."""
    row = db.execute(
        """
        INSERT INTO training (id, instructor, kind, day, days, place, held_by, proof)
        VALUES (nullif(:id, 0), :instructor, :kind, :day, :days, :place, :held_by, :proof)
        ON CONFLICT (id) DO UPDATE SET
            instructor = excluded.instructor, kind = excluded.kind, day = excluded.day,
            days = excluded.days, place = excluded.place, held_by = excluded.held_by,
            proof = excluded.proof
        RETURNING id
        """,
        {
            "id": training.id,
            "instructor": training.instructor,
            "kind": training.kind,
            "day": training.day.isoformat(),
            "days": training.days,
            "place": training.place,
            "held_by": training.held_by,
            "proof": training.proof,
        },
    ).fetchone()
    return replace(training, id=row["id"])


def remove(db: Connection, training: int) -> bool:
    """Delete a training entered by mistake, and tell whether there was one."""
    return db.execute("DELETE FROM training WHERE id = :id", {"id": training}).rowcount > 0


def _training(row: Row) -> Training:
    return Training(
        id=row["id"],
        instructor=row["instructor"],
        kind=row["kind"],
        day=date.fromisoformat(row["day"]),
        days=row["days"],
        place=row["place"],
        held_by=row["held_by"],
        proof=row["proof"],
    )
