"""Rows of groups and their meetings, municipalities, organisers and instructors.

SQL stands here; transactions do not. `put` replaces the whole group: what is stored is the value.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from sqlite3 import Connection, Row
from typing import Any

from node.groups.model import Group, GroupId, Meeting

LIMIT = 5_000
"""The most groups one node lists."""


def all_groups(db: Connection) -> tuple[Group, ...]:
    """Return every group, by id."""
    return some(db, sorted(ids(db)))


def find(db: Connection, group: GroupId) -> Group | None:
    """Return one group, or None."""
    return next(iter(some(db, (group,))), None)


def some(db: Connection, wanted: Iterable[GroupId]) -> tuple[Group, ...]:
    """Return these groups by id, as far as there are any; five statements however many."""
    these = json.dumps(list(wanted))
    parts: Mapping[str, Mapping[GroupId, list[Any]]] = {
        "meetings": _meetings(db, these),
        "serves": _serves(db, these),
        "organisers": _organisers(db, these),
        "instructors": _instructors(db, these),
    }
    return tuple(
        _group(row, {name: tuple(part.get(row["id"], ())) for name, part in parts.items()})
        for row in _rows(db, these)
    )


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


def _rows(db: Connection, these: str) -> list[Row]:
    return db.execute(
        """
        SELECT peer_group.id, lifecycle, takes_parents, audience, languages, material_languages,
            interpreter, other_mother_tongue, format, time_of_day, meets_in, show_area_only,
            catchment, start, start_month, planned_meetings, minutes, starts_at,
            social_worker, tell_peer_instructor, travel_costs, wants_name, start_confirmed_on,
            end_confirmed_on, withdrawn_on, parents, place, notes
        FROM json_each(:these) JOIN peer_group ON peer_group.id = value
        ORDER BY peer_group.id LIMIT :limit
        """,
        {"these": these, "limit": LIMIT},
    ).fetchall()


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


def _meetings(db: Connection, these: str) -> dict[GroupId, list[Meeting]]:
    rows = db.execute(
        """
        SELECT peer_group, number, day, theme, minutes, starts_at, attendance
        FROM json_each(:these) JOIN group_meeting ON peer_group = value
        ORDER BY peer_group, number
        """,
        {"these": these},
    )
    found: dict[GroupId, list[Meeting]] = {}
    for group, number, day, theme, minutes, starts_at, attendance in rows:
        meeting = Meeting(
            number=number,
            day=date.fromisoformat(day),
            theme=theme,
            minutes=minutes,
            starts_at=starts_at,
            attendance=attendance,
        )
        found.setdefault(group, []).append(meeting)
    return found


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


def _serves(db: Connection, these: str) -> dict[GroupId, list[str]]:
    rows = db.execute(
        """
        SELECT peer_group, municipality FROM json_each(:these)
        JOIN group_serves ON peer_group = value ORDER BY peer_group, municipality
        """,
        {"these": these},
    )
    return _by_group(rows)


def _add_serves(db: Connection, group: GroupId, municipality: str) -> None:
    db.execute(
        "INSERT INTO group_serves (peer_group, municipality) VALUES (:id, :municipality)",
        {"id": group, "municipality": municipality},
    )


def _clear_serves(db: Connection, group: GroupId) -> None:
    db.execute("DELETE FROM group_serves WHERE peer_group = :id", {"id": group})


def _organisers(db: Connection, these: str) -> dict[GroupId, list[str]]:
    rows = db.execute(
        """
        SELECT peer_group, organiser FROM json_each(:these)
        JOIN group_organiser ON peer_group = value ORDER BY peer_group, organiser
        """,
        {"these": these},
    )
    return _by_group(rows)


def _add_organiser(db: Connection, group: GroupId, organiser: str) -> None:
    db.execute(
        "INSERT INTO group_organiser (peer_group, organiser) VALUES (:id, :organiser)",
        {"id": group, "organiser": organiser},
    )


def _clear_organisers(db: Connection, group: GroupId) -> None:
    db.execute("DELETE FROM group_organiser WHERE peer_group = :id", {"id": group})


def _instructors(db: Connection, these: str) -> dict[GroupId, list[str]]:
    rows = db.execute(
        """
        SELECT peer_group, instructor FROM json_each(:these)
        JOIN group_instructor ON peer_group = value ORDER BY peer_group, instructor
        """,
        {"these": these},
    )
    return _by_group(rows)


def _add_instructor(db: Connection, group: GroupId, instructor: str) -> None:
    db.execute(
        "INSERT INTO group_instructor (peer_group, instructor) VALUES (:id, :instructor)",
        {"id": group, "instructor": instructor},
    )


def _clear_instructors(db: Connection, group: GroupId) -> None:
    db.execute("DELETE FROM group_instructor WHERE peer_group = :id", {"id": group})


def _by_group(rows: Iterable[Row]) -> dict[GroupId, list[str]]:
    found: dict[GroupId, list[str]] = {}
    for group, value in rows:
        found.setdefault(group, []).append(value)
    return found


def _group(row: Row, parts: Mapping[str, tuple[Any, ...]]) -> Group:
    values = dict(row)
    for field in ("takes_parents", "show_area_only", "tell_peer_instructor", "wants_name"):
        values[field] = bool(values[field])
    for field in ("languages", "material_languages"):
        values[field] = tuple(values[field].split())
    for field in ("start_confirmed_on", "end_confirmed_on", "withdrawn_on"):
        values[field] = date.fromisoformat(values[field]) if values[field] else None
    values.update(parts)
    return Group(**values)


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
