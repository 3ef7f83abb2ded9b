"""What stands beside a person's own rows: images, staff counts, the sweep. SQL stands here."""

import json
from collections.abc import Mapping
from sqlite3 import Connection

import msgspec

from node.groups import fields
from node.groups.model import GroupId
from node.instructors.forms import folded
from node.instructors.model import Instructor, InstructorId
from node.trainings.model import Training

ERASED = "erased"
"""What stands in the history of a group in the place of an erased person's id."""
LIMIT = 20_000


def training_records(db: Connection, instructor: InstructorId) -> tuple[str, ...]:
    """Return the numbers of a person's trainings, also of removed ones the history still holds."""
    rows = db.execute(
        """
        SELECT CAST(id AS TEXT) AS record FROM training WHERE instructor = :id
        UNION
        SELECT record FROM history_image
        WHERE kind = 'training' AND :id IN (before ->> '$.instructor', after ->> '$.instructor')
        ORDER BY record LIMIT :limit
        """,
        {"id": instructor, "limit": LIMIT},
    )
    return tuple(row["record"] for row in rows)


def images(db: Connection, instructor: InstructorId) -> tuple[Instructor | Training, ...]:
    """Return the states of a person's record and trainings that are kept for undo."""
    rows = db.execute(
        """
        SELECT kind, before, after FROM history_image
        WHERE (kind = 'instructor' AND record = :id)
            OR (kind = 'training' AND :id IN (before ->> '$.instructor', after ->> '$.instructor'))
        ORDER BY entry LIMIT :limit
        """,
        {"id": instructor, "limit": LIMIT},
    ).fetchall()
    states: list[Instructor | Training] = []
    for row in rows:
        of: type[Instructor | Training] = Instructor if row["kind"] == "instructor" else Training
        texts = [text for text in (row["before"], row["after"]) if text is not None]
        states += [msgspec.json.decode(text, type=of) for text in texts]
    return tuple(dict.fromkeys(states))


def accounts_called(db: Connection, name: str) -> int:
    """Return how many sign-in accounts, open or ended, carry a name."""
    row = db.execute(
        "SELECT count(*) AS n FROM staff WHERE name = :name COLLATE NOCASE", {"name": name}
    ).fetchone()
    return int(row["n"])


def unname(db: Connection, instructor: InstructorId) -> None:
    """Take a person's id out of the history of groups; images that name it go whole."""
    for statement in (_UNNAME_IMAGES, _UNNAME_VALUES):
        db.execute(statement, {"id": instructor, "gone": ERASED})


def forget_waiting(db: Connection, person: Instructor) -> None:
    """Drop the rows of imports waiting or in error that name a person, alone or in a list.

    Names are compared as the import compares them: it took a row in capitals for that person too.
    """
    said = (person.id, person.name, person.phone, person.email)
    names = frozenset(folded(text) for text in said if text)
    rows = db.execute("SELECT run, line, cells FROM import_staging ORDER BY run, line")
    naming = [
        {"run": row["run"], "line": row["line"]}
        for row in rows
        if any(_names(str(cell), names) for cell in json.loads(row["cells"]).values())
    ]
    db.executemany("DELETE FROM import_staging WHERE run = :run AND line = :line", naming)


def _names(cell: str, names: frozenset[str]) -> bool:
    return any(folded(part) in names for part in (cell, *fields.parts(cell)))


def count_former(db: Connection, group: GroupId) -> None:
    """Count an erased person among those who once led a group."""
    db.execute(
        """
        INSERT INTO group_former_staff (peer_group, instructors) VALUES (:group, 1)
        ON CONFLICT (peer_group) DO UPDATE SET instructors = instructors + 1
        """,
        {"group": group},
    )


def former_staff(db: Connection) -> Mapping[GroupId, int]:
    """Return, for every group that had any, how many of its instructors have been erased."""
    rows = db.execute(
        """
        SELECT peer_group, instructors FROM group_former_staff ORDER BY peer_group LIMIT :limit
        """,
        {"limit": LIMIT},
    )
    return {row["peer_group"]: row["instructors"] for row in rows}


def erasures(db: Connection) -> tuple[int, int]:
    """Return how many erasures there were, and how many of them are swept out of the file."""
    row = db.execute("SELECT erasures, swept FROM sweep WHERE one = 1").fetchone()
    return row["erasures"], row["swept"]


def note_erasure(db: Connection) -> None:
    """Note that there is something to sweep out of the file."""
    db.execute("UPDATE sweep SET erasures = erasures + 1 WHERE one = 1")


def note_sweep(db: Connection, swept: int) -> None:
    """Note that the file was rewritten after the first so many erasures."""
    db.execute("UPDATE sweep SET swept = max(swept, :swept) WHERE one = 1", {"swept": swept})


_UNNAME_IMAGES = """
    DELETE FROM history_image
    WHERE kind = 'group' AND (
        EXISTS (SELECT 1 FROM json_each(before, '$.instructors') WHERE value = :id)
        OR EXISTS (SELECT 1 FROM json_each(after, '$.instructors') WHERE value = :id)
    )
"""
_UNNAME_VALUES = """
    UPDATE history_value
    SET before = replace(before, json_quote(:id), json_quote(:gone)),
        after = replace(after, json_quote(:id), json_quote(:gone))
    WHERE field = 'instructors'
        AND entry IN (SELECT number FROM audit_entry WHERE kind = 'group')
"""
