"""Rows of the work beside the groups. SQL stands here; transactions do not."""

from datetime import date
from sqlite3 import Connection

from node.work import rules
from node.work.model import Agreement, Commitment, Cost, Participation, Workshop
from node.work.shelf import LIMIT, Shelf

WORKSHOPS = Shelf(
    type=Workshop,
    select_all="""
        SELECT id, day, place, took_part, held_by, theme
        FROM workshop ORDER BY day DESC, id DESC LIMIT :limit
        """,
    select_one="""
        SELECT id, day, place, took_part, held_by, theme
        FROM workshop WHERE id = :id
        """,
    upsert="""
        INSERT INTO workshop (id, day, place, took_part, held_by, theme)
        VALUES (:id, :day, :place, :took_part, :held_by, :theme)
        ON CONFLICT (id) DO UPDATE SET
            day = excluded.day, place = excluded.place, took_part = excluded.took_part, held_by
                = excluded.held_by, theme = excluded.theme
        RETURNING id
        """,
    delete="DELETE FROM workshop WHERE id = :id",
)
"""Instructor workshops, the newest first."""

PARTICIPATIONS = Shelf(
    type=Participation,
    select_all="""
        SELECT id, kind, name, place, days, parents, volunteers
        FROM participation ORDER BY days DESC, id DESC LIMIT :limit
        """,
    select_one="""
        SELECT id, kind, name, place, days, parents, volunteers
        FROM participation WHERE id = :id
        """,
    upsert="""
        INSERT INTO participation (id, kind, name, place, days, parents, volunteers)
        VALUES (:id, :kind, :name, :place, :days, :parents, :volunteers)
        ON CONFLICT (id) DO UPDATE SET
            kind = excluded.kind, name = excluded.name, place = excluded.place, days =
                excluded.days, parents = excluded.parents, volunteers = excluded.volunteers
        RETURNING id
        """,
    delete="DELETE FROM participation WHERE id = :id",
    lists=frozenset({"days"}),
)
"""Steering groups, parents' panels and the like, the newest first."""

COMMITMENTS = Shelf(
    type=Commitment,
    select_all="""
        SELECT id, organiser, kind, valid_from, valid_until, note
        FROM commitment ORDER BY organiser, valid_from DESC, id DESC LIMIT :limit
        """,
    select_one="""
        SELECT id, organiser, kind, valid_from, valid_until, note
        FROM commitment WHERE id = :id
        """,
    upsert="""
        INSERT INTO commitment (id, organiser, kind, valid_from, valid_until, note)
        VALUES (:id, :organiser, :kind, :valid_from, :valid_until, :note)
        ON CONFLICT (id) DO UPDATE SET
            organiser = excluded.organiser, kind = excluded.kind, valid_from =
                excluded.valid_from, valid_until = excluded.valid_until, note = excluded.note
        RETURNING id
        """,
    delete="DELETE FROM commitment WHERE id = :id",
)
"""Organisers' commitments, by organiser."""

AGREEMENTS = Shelf(
    type=Agreement,
    select_all="""
        SELECT id, party, kind, starts, ends, note
        FROM agreement ORDER BY party, starts DESC, id DESC LIMIT :limit
        """,
    select_one="""
        SELECT id, party, kind, starts, ends, note
        FROM agreement WHERE id = :id
        """,
    upsert="""
        INSERT INTO agreement (id, party, kind, starts, ends, note)
        VALUES (:id, :party, :kind, :starts, :ends, :note)
        ON CONFLICT (id) DO UPDATE SET
            party = excluded.party, kind = excluded.kind, starts = excluded.starts, ends =
                excluded.ends, note = excluded.note
        RETURNING id
        """,
    delete="DELETE FROM agreement WHERE id = :id",
)
"""Partnership agreements, by party."""

COSTS = Shelf(
    type=Cost,
    select_all="""
        SELECT id, peer_group, kind, planned_cents, actual_cents, note
        FROM cost ORDER BY peer_group, kind, id LIMIT :limit
        """,
    select_one="""
        SELECT id, peer_group, kind, planned_cents, actual_cents, note
        FROM cost WHERE id = :id
        """,
    upsert="""
        INSERT INTO cost (id, peer_group, kind, planned_cents, actual_cents, note)
        VALUES (:id, :peer_group, :kind, :planned_cents, :actual_cents, :note)
        ON CONFLICT (id) DO UPDATE SET
            peer_group = excluded.peer_group, kind = excluded.kind, planned_cents =
                excluded.planned_cents, actual_cents = excluded.actual_cents, note =
                excluded.note
        RETURNING id
        """,
    delete="DELETE FROM cost WHERE id = :id",
    columns={"group": "peer_group"},
)
"""Costs, by group."""


def ending_soon(db: Connection, today: date) -> tuple[Agreement, ...]:
    """Return the agreements to be brought up on that day, by party."""
    return rules.ending(AGREEMENTS.every(db), today)


def of_organiser(db: Connection, organiser: str) -> tuple[Commitment, ...]:
    """Return what an organiser has committed itself to, the newest first."""
    rows = db.execute(
        """
        SELECT id, organiser, kind, valid_from, valid_until, note FROM commitment
        WHERE organiser = :organiser ORDER BY valid_from DESC, id DESC LIMIT :limit
        """,
        {"organiser": organiser, "limit": LIMIT},
    ).fetchall()
    return tuple(COMMITMENTS.record(row) for row in rows)


def of_group(db: Connection, group: str) -> tuple[Cost, ...]:
    """Return what is written down of a group's costs, by kind."""
    rows = db.execute(
        """
        SELECT id, peer_group, kind, planned_cents, actual_cents, note FROM cost
        WHERE peer_group = :group ORDER BY kind, id LIMIT :limit
        """,
        {"group": group, "limit": LIMIT},
    ).fetchall()
    return tuple(COSTS.record(row) for row in rows)
