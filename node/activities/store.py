"""Rows of activities. SQL stands here; transactions do not."""

from datetime import date
from sqlite3 import Connection, Row

from node.activities.model import Activity, ActivityId

LIMIT = 500
"""What one report can hold."""


def all_activities(db: Connection) -> tuple[Activity, ...]:
    """Return every activity, by id."""
    rows = db.execute(
        """
        SELECT id, kind, meets_in, show_area_only, audience, languages, format, link, until, name
        FROM activity ORDER BY id LIMIT :limit
        """,
        {"limit": LIMIT},
    ).fetchall()
    return tuple(_activity(db, row) for row in rows)


def find(db: Connection, activity: ActivityId) -> Activity | None:
    """Return one activity, or None."""
    row = db.execute(
        """
        SELECT id, kind, meets_in, show_area_only, audience, languages, format, link, until, name
        FROM activity WHERE id = :id
        """,
        {"id": activity},
    ).fetchone()
    return None if row is None else _activity(db, row)


def put(db: Connection, activity: Activity) -> Activity:
    """Write an activity as it is, replacing the one with its id, and return it."""
    _put_row(db, activity)
    _clear_serves(db, activity.id)
    for municipality in activity.serves:
        _add_serves(db, activity.id, municipality)
    return activity


def remove(db: Connection, activity: ActivityId) -> bool:
    """Delete an activity, and tell whether there was one."""
    return db.execute("DELETE FROM activity WHERE id = :id", {"id": activity}).rowcount > 0


def _put_row(db: Connection, activity: Activity) -> None:
    db.execute(
        """
        INSERT INTO activity (id, kind, meets_in, show_area_only, audience, languages, format,
            link, until, name)
        VALUES (:id, :kind, :meets_in, :show_area_only, :audience, :languages, :format,
            :link, :until, :name)
        ON CONFLICT (id) DO UPDATE SET
            kind = excluded.kind, meets_in = excluded.meets_in,
            show_area_only = excluded.show_area_only, audience = excluded.audience,
            languages = excluded.languages, format = excluded.format, link = excluded.link,
            until = excluded.until, name = excluded.name
        """,
        {
            "id": activity.id,
            "kind": activity.kind,
            "meets_in": activity.meets_in,
            "show_area_only": int(activity.show_area_only),
            "audience": activity.audience,
            "languages": " ".join(activity.languages),
            "format": activity.format,
            "link": activity.link,
            "until": activity.until.isoformat() if activity.until else None,
            "name": activity.name,
        },
    )


def _serves(db: Connection, activity: ActivityId) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT municipality FROM activity_serves WHERE activity = :id ORDER BY municipality",
        {"id": activity},
    )
    return tuple(row["municipality"] for row in rows)


def _add_serves(db: Connection, activity: ActivityId, municipality: str) -> None:
    db.execute(
        "INSERT INTO activity_serves (activity, municipality) VALUES (:id, :municipality)",
        {"id": activity, "municipality": municipality},
    )


def _clear_serves(db: Connection, activity: ActivityId) -> None:
    db.execute("DELETE FROM activity_serves WHERE activity = :id", {"id": activity})


def _activity(db: Connection, row: Row) -> Activity:
    return Activity(
        id=row["id"],
        kind=row["kind"],
        meets_in=row["meets_in"],
        show_area_only=bool(row["show_area_only"]),
        serves=_serves(db, row["id"]),
        audience=row["audience"],
        languages=tuple(row["languages"].split()),
        format=row["format"],
        link=row["link"],
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        name=row["name"],
    )
