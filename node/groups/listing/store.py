"""The list of groups, asked of the database: one statement finds a page. SQL stands here.

`apparent` and `attention` say the same as `lifecycle.apparent` and `rules.attention`; a test holds
them together over generated groups.
"""

import json
from datetime import date, timedelta
from sqlite3 import Connection

import msgspec

from node.groups.listing.model import PAGE, PAST, Filter, Found
from node.groups.model import GroupId
from node.groups.rules import SOON_DAYS
from node.groups.store import LIMIT
from shared.period import monday_of, month_of
from shared.wire.words import Language


def find(db: Connection, wanted: Filter, *, today: date, page: int = 1) -> Found:
    """Return one page of the groups that fit; behind the last page stands the first."""
    asked = {**_asked(wanted, today), "most": PAGE, "before": (page - 1) * PAGE}
    rows = db.execute(_FIND, asked).fetchall()
    if not rows and page > 1:
        return find(db, wanted, today=today)
    total = rows[0]["total"] if rows else 0
    return Found(ids=tuple(row["id"] for row in rows), total=total, page=page)


def years(db: Connection) -> tuple[int, ...]:
    """Return the years in which groups start in a month, the newest first."""
    rows = db.execute(
        """
        SELECT DISTINCT substr(start_month, 1, 4) AS year FROM peer_group
        WHERE start_month IS NOT NULL ORDER BY year DESC LIMIT 100
        """
    )
    return tuple(int(row["year"]) for row in rows)


def number(db: Connection) -> int:
    """Return how many groups there are at all."""
    return int(db.execute("SELECT count(*) AS n FROM peer_group").fetchone()["n"])


def languages(db: Connection) -> tuple[Language, ...]:
    """Return the languages of any group, by code."""
    rows = db.execute("SELECT DISTINCT languages FROM peer_group ORDER BY languages LIMIT 500")
    return tuple(sorted({code for row in rows for code in row["languages"].split()}))


def going_on(db: Connection) -> tuple[GroupId, ...]:
    """Return the groups that are neither drafts nor withdrawn, ended or cancelled, by id."""
    rows = db.execute(
        """
        SELECT id FROM peer_group
        WHERE lifecycle NOT IN ('draft', 'ended', 'cancelled') AND withdrawn_on IS NULL
        ORDER BY id LIMIT :limit
        """,
        {"limit": LIMIT},
    )
    return tuple(row["id"] for row in rows)


def touching(db: Connection, year: int) -> tuple[GroupId, ...]:
    """Return the groups of which any day, or the month of the start, is in the year, by id."""
    rows = db.execute(
        """
        SELECT id FROM peer_group
        WHERE :year IN (substr(start_confirmed_on, 1, 4), substr(end_confirmed_on, 1, 4),
                substr(start_month, 1, 4))
            OR id IN (SELECT peer_group FROM group_meeting WHERE substr(day, 1, 4) = :year)
        ORDER BY id LIMIT :limit
        """,
        {"year": f"{year:04}", "limit": LIMIT},
    )
    return tuple(row["id"] for row in rows)


def _asked(wanted: Filter, today: date) -> dict[str, object]:
    return {
        "today": today.isoformat(),
        "month": month_of(today),
        "told": month_of(monday_of(today)),
        "soon": (today + timedelta(days=SOON_DAYS)).isoformat(),
        "state": wanted.state,
        "audience": wanted.audience,
        "language": wanted.language,
        "year": None if wanted.year is None else str(wanted.year),
        "attention": wanted.attention,
        "places": json.dumps(wanted.places) if wanted.places else None,
        "words": msgspec.json.encode(wanted.words).decode(),
        "past": wanted.state in PAST,
    }


_FIND = """
    WITH summary AS MATERIALIZED (SELECT * FROM group_summary), timed AS MATERIALIZED (
        SELECT *, CASE
            WHEN lifecycle NOT IN ('open', 'full', 'running')
                OR (lifecycle != 'running' AND start IN ('on_request', 'all_year'))
                THEN lifecycle
            WHEN last_day < :today THEN 'ended_unconfirmed'
            WHEN lifecycle = 'running' AND start_confirmed_on IS NOT NULL THEN 'running'
            WHEN lifecycle = 'running' THEN 'running_unconfirmed'
            WHEN first_day < :today THEN 'running_unconfirmed'
            WHEN first_day IS NULL AND start_month < :month THEN 'running_unconfirmed'
            ELSE lifecycle
        END AS apparent,
        CASE
            WHEN lifecycle = 'postponed' THEN start_month ELSE coalesce(first_day, start_month)
        END AS starts
        FROM summary
    ), judged AS (
        SELECT *, withdrawn_on IS NULL AND (
            apparent IN ('running_unconfirmed', 'ended_unconfirmed')
            OR (
                apparent IN ('planned', 'open', 'full') AND instructors = 0
                AND first_day BETWEEN :today AND :soon
            )
            OR (apparent = 'planned' AND first_day < :today)
            OR (apparent IN ('planned', 'postponed') AND substr(starts, 1, 7) < :told)
        ) IS TRUE AS attention
        FROM timed
    )
    SELECT id, count(*) OVER () AS total FROM judged
    WHERE (:state = 'all' OR apparent = :state
        OR (:state = 'current' AND apparent NOT IN ('ended', 'cancelled')))
    AND (:audience IS NULL OR audience = :audience)
    AND (:language IS NULL OR ' ' || languages || ' ' LIKE '% ' || :language || ' %')
    AND (:year IS NULL OR substr(starts, 1, 4) = :year)
    AND (NOT :attention OR attention)
    AND (:places IS NULL OR meets_in IN (SELECT value FROM json_each(:places)) OR EXISTS (
        SELECT 1 FROM group_serves WHERE peer_group = judged.id
        AND municipality IN (SELECT value FROM json_each(:places))))
    AND NOT EXISTS (
        SELECT 1 FROM json_each(:words) AS word
        WHERE NOT (
            judged.id GLOB word.value ->> 'pattern'
            OR ifnull(notes, '') GLOB word.value ->> 'pattern'
            OR ifnull(place, '') GLOB word.value ->> 'pattern'
            OR meets_in IN (SELECT value FROM json_each(word.value, '$.places'))
            OR EXISTS (
                SELECT 1 FROM group_organiser JOIN organiser ON organiser.id = organiser
                WHERE peer_group = judged.id AND name GLOB word.value ->> 'pattern')
            OR EXISTS (
                SELECT 1 FROM group_instructor JOIN instructor ON instructor.id = instructor
                WHERE peer_group = judged.id AND name GLOB word.value ->> 'pattern')
        )
    )
    ORDER BY
        iif(:past, NULL, attention) DESC,
        iif(:past, starts, NULL) DESC,
        starts IS NULL, starts, id
    LIMIT :most OFFSET :before
"""
