"""Rows of groups and their meetings, municipalities, organisers and instructors.

SQL stands here; transactions do not. `put` replaces the whole group: what is stored is the value.
"""

from datetime import date
from sqlite3 import Connection, Row

from node.groups.model import Group, GroupId, Meeting

LIMIT = 5_000
"""The most groups one node lists."""


def all_groups(db: Connection) -> tuple[Group, ...]:
    """Return every group, by id."""
    rows = db.execute(
        """
        SELECT id, lifecycle, takes_parents, audience, languages, material_languages,
            interpreter, other_mother_tongue, format, time_of_day, meets_in, show_area_only,
            catchment, start, start_month, planned_meetings, minutes, starts_at,
            social_worker, tell_peer_instructor, travel_costs, wants_name, start_confirmed_on,
            end_confirmed_on, withdrawn_on, parents, place, notes
        FROM peer_group ORDER BY id LIMIT :limit
        """,
        {"limit": LIMIT},
    ).fetchall()
    return tuple(_group(db, row) for row in rows)


def find(db: Connection, group: GroupId) -> Group | None:
    """Return one group, or None."""
    row = db.execute(
        """
        SELECT id, lifecycle, takes_parents, audience, languages, material_languages,
            interpreter, other_mother_tongue, format, time_of_day, meets_in, show_area_only,
            catchment, start, start_month, planned_meetings, minutes, starts_at,
            social_worker, tell_peer_instructor, travel_costs, wants_name, start_confirmed_on,
            end_confirmed_on, withdrawn_on, parents, place, notes
        FROM peer_group WHERE id = :id
        """,
        {"id": group},
    ).fetchone()
    return None if row is None else _group(db, row)


def ids(db: Connection) -> frozenset[GroupId]:
    """Return the ids in use."""
    rows = db.execute("SELECT id FROM peer_group ORDER BY id LIMIT :limit", {"limit": LIMIT})
    return frozenset(row["id"] for row in rows)


def put(db: Connection, group: Group) -> None:
    """Write a group as it is, replacing the one with its id."""
    _put_row(db, group)
    _clear_meetings(db, group.id)
    for meeting in group.meetings:
        _add_meeting(db, group.id, meeting)
    _clear_serves(db, group.id)
    for municipality in group.serves:
        _add_serves(db, group.id, municipality)
    _clear_organisers(db, group.id)
    for organiser in group.organisers:
        _add_organiser(db, group.id, organiser)
    _clear_instructors(db, group.id)
    for instructor in group.instructors:
        _add_instructor(db, group.id, instructor)


def remove(db: Connection, group: GroupId) -> None:
    """Delete a group and all that hangs on it; for what was entered by mistake."""
    db.execute("DELETE FROM peer_group WHERE id = :id", {"id": group})


def led_by(db: Connection, instructor: str) -> tuple[GroupId, ...]:
    """Return the groups of an instructor, by id."""
    rows = db.execute(
        """
        SELECT peer_group FROM group_instructor WHERE instructor = :instructor
        ORDER BY peer_group LIMIT :limit
        """,
        {"instructor": instructor, "limit": LIMIT},
    )
    return tuple(row["peer_group"] for row in rows)


def _put_row(db: Connection, group: Group) -> None:
    db.execute(
        """
        INSERT INTO peer_group (id, lifecycle, takes_parents, audience, languages,
            material_languages, interpreter, other_mother_tongue, format, time_of_day, meets_in,
            show_area_only, catchment, start, start_month, planned_meetings, minutes, starts_at,
            social_worker, tell_peer_instructor, travel_costs, wants_name, start_confirmed_on,
            end_confirmed_on, withdrawn_on, parents, place, notes)
        VALUES (:id, :lifecycle, :takes_parents, :audience, :languages,
            :material_languages, :interpreter, :other_mother_tongue, :format, :time_of_day,
            :meets_in, :show_area_only, :catchment, :start, :start_month, :planned_meetings,
            :minutes, :starts_at, :social_worker, :tell_peer_instructor, :travel_costs, :wants_name,
            :start_confirmed_on, :end_confirmed_on, :withdrawn_on, :parents, :place, :notes)
        ON CONFLICT (id) DO UPDATE SET
            lifecycle = excluded.lifecycle, takes_parents = excluded.takes_parents,
            audience = excluded.audience, languages = excluded.languages,
            material_languages = excluded.material_languages,
            interpreter = excluded.interpreter,
            other_mother_tongue = excluded.other_mother_tongue, format = excluded.format,
            time_of_day = excluded.time_of_day, meets_in = excluded.meets_in,
            show_area_only = excluded.show_area_only, catchment = excluded.catchment,
            start = excluded.start, start_month = excluded.start_month,
            planned_meetings = excluded.planned_meetings,
            minutes = excluded.minutes, starts_at = excluded.starts_at,
            social_worker = excluded.social_worker,
            tell_peer_instructor = excluded.tell_peer_instructor,
            travel_costs = excluded.travel_costs, wants_name = excluded.wants_name,
            start_confirmed_on = excluded.start_confirmed_on,
            end_confirmed_on = excluded.end_confirmed_on,
            withdrawn_on = excluded.withdrawn_on, parents = excluded.parents,
            place = excluded.place, notes = excluded.notes
        """,
        _values(group),
    )


def _meetings(db: Connection, group: GroupId) -> tuple[Meeting, ...]:
    rows = db.execute(
        """
        SELECT number, day, theme, minutes, starts_at, attendance
        FROM group_meeting WHERE peer_group = :id ORDER BY number
        """,
        {"id": group},
    )
    return tuple(
        Meeting(
            number=row["number"],
            day=date.fromisoformat(row["day"]),
            theme=row["theme"],
            minutes=row["minutes"],
            starts_at=row["starts_at"],
            attendance=row["attendance"],
        )
        for row in rows
    )


def _add_meeting(db: Connection, group: GroupId, meeting: Meeting) -> None:
    db.execute(
        """
        INSERT INTO group_meeting (peer_group, number, day, theme, minutes, starts_at, attendance)
        VALUES (:id, :number, :day, :theme, :minutes, :starts_at, :attendance)
        """,
        {
            "id": group,
            "number": meeting.number,
            "day": meeting.day.isoformat(),
            "theme": meeting.theme,
            "minutes": meeting.minutes,
            "starts_at": meeting.starts_at,
            "attendance": meeting.attendance,
        },
    )


def _clear_meetings(db: Connection, group: GroupId) -> None:
    db.execute("DELETE FROM group_meeting WHERE peer_group = :id", {"id": group})


def _serves(db: Connection, group: GroupId) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT municipality FROM group_serves WHERE peer_group = :id ORDER BY municipality",
        {"id": group},
    )
    return tuple(row["municipality"] for row in rows)


def _add_serves(db: Connection, group: GroupId, municipality: str) -> None:
    db.execute(
        "INSERT INTO group_serves (peer_group, municipality) VALUES (:id, :municipality)",
        {"id": group, "municipality": municipality},
    )


def _clear_serves(db: Connection, group: GroupId) -> None:
    db.execute("DELETE FROM group_serves WHERE peer_group = :id", {"id": group})


def _organisers(db: Connection, group: GroupId) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT organiser FROM group_organiser WHERE peer_group = :id ORDER BY organiser",
        {"id": group},
    )
    return tuple(row["organiser"] for row in rows)


def _add_organiser(db: Connection, group: GroupId, organiser: str) -> None:
    db.execute(
        "INSERT INTO group_organiser (peer_group, organiser) VALUES (:id, :organiser)",
        {"id": group, "organiser": organiser},
    )


def _clear_organisers(db: Connection, group: GroupId) -> None:
    db.execute("DELETE FROM group_organiser WHERE peer_group = :id", {"id": group})


def _instructors(db: Connection, group: GroupId) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT instructor FROM group_instructor WHERE peer_group = :id ORDER BY instructor",
        {"id": group},
    )
    return tuple(row["instructor"] for row in rows)


def _add_instructor(db: Connection, group: GroupId, instructor: str) -> None:
    db.execute(
        "INSERT INTO group_instructor (peer_group, instructor) VALUES (:id, :instructor)",
        {"id": group, "instructor": instructor},
    )


def _clear_instructors(db: Connection, group: GroupId) -> None:
    db.execute("DELETE FROM group_instructor WHERE peer_group = :id", {"id": group})


def _group(db: Connection, row: Row) -> Group:
    values = dict(row)
    for field in ("takes_parents", "show_area_only", "tell_peer_instructor", "wants_name"):
        values[field] = bool(values[field])
    for field in ("languages", "material_languages"):
        values[field] = tuple(values[field].split())
    for field in ("start_confirmed_on", "end_confirmed_on", "withdrawn_on"):
        values[field] = date.fromisoformat(values[field]) if values[field] else None
    return Group(
        **values,
        meetings=_meetings(db, row["id"]),
        serves=_serves(db, row["id"]),
        organisers=_organisers(db, row["id"]),
        instructors=_instructors(db, row["id"]),
    )


def _values(group: Group) -> dict[str, object]:
    """Return the columns of the group's own row."""
    values: dict[str, object] = {f: getattr(group, f) for f in group.__struct_fields__}
    for field in ("meetings", "serves", "organisers", "instructors"):
        del values[field]
    for field in ("takes_parents", "show_area_only", "tell_peer_instructor", "wants_name"):
        values[field] = int(bool(values[field]))
    values["languages"] = " ".join(group.languages)
    values["material_languages"] = " ".join(group.material_languages)
    for field in ("start_confirmed_on", "end_confirmed_on", "withdrawn_on"):
        day = values[field]
        values[field] = day.isoformat() if isinstance(day, date) else None
    return values
