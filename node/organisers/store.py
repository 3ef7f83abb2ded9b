"""Rows of organisers. SQL stands here; transactions do not."""

from datetime import date
from sqlite3 import Connection, Row

from node.organisers.model import Organiser, OrganiserId

LIMIT = 2_000


def all_organisers(db: Connection) -> tuple[Organiser, ...]:
    """Return every organiser, by id."""
    rows = db.execute(
        """
        SELECT id, name, kind, municipality, area, valid_from, valid_until, ethical_principles_on
        FROM organiser ORDER BY id LIMIT :limit
        """,
        {"limit": LIMIT},
    )
    return tuple(_organiser(row) for row in rows)


def find(db: Connection, organiser: OrganiserId) -> Organiser | None:
    """Return one organiser, or None."""
    row = db.execute(
        """
        SELECT id, name, kind, municipality, area, valid_from, valid_until, ethical_principles_on
        FROM organiser WHERE id = :id
        """,
        {"id": organiser},
    ).fetchone()
    return None if row is None else _organiser(row)


def put(db: Connection, organiser: Organiser) -> None:
    """Write an organiser as it is, replacing the one with its id."""
    db.execute(
        """
        INSERT INTO organiser (id, name, kind, municipality, area, valid_from, valid_until,
            ethical_principles_on)
        VALUES (:id, :name, :kind, :municipality, :area, :valid_from, :valid_until,
            :ethical_principles_on)
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name, kind = excluded.kind, municipality = excluded.municipality,
            area = excluded.area, valid_from = excluded.valid_from,
            valid_until = excluded.valid_until,
            ethical_principles_on = excluded.ethical_principles_on
        """,
        {
            "id": organiser.id,
            "name": organiser.name,
            "kind": organiser.kind,
            "municipality": organiser.municipality,
            "area": organiser.area,
            "valid_from": _text(organiser.valid_from),
            "valid_until": _text(organiser.valid_until),
            "ethical_principles_on": _text(organiser.ethical_principles_on),
        },
    )


def remove(db: Connection, organiser: OrganiserId) -> None:
    """Delete an organiser that no group names."""
    db.execute("DELETE FROM organiser WHERE id = :id", {"id": organiser})


def groups_of(db: Connection, organiser: OrganiserId) -> tuple[str, ...]:
    """Return the groups that name an organiser, by id."""
    rows = db.execute(
        """
        SELECT peer_group FROM group_organiser WHERE organiser = :organiser
        ORDER BY peer_group LIMIT :limit
        """,
        {"organiser": organiser, "limit": LIMIT},
    )
    return tuple(row["peer_group"] for row in rows)


def numbers_of_groups(db: Connection) -> dict[OrganiserId, int]:
    """Return how many groups name each organiser."""
    rows = db.execute(
        "SELECT organiser, count(*) AS n FROM group_organiser GROUP BY organiser ORDER BY organiser"
    )
    return {row["organiser"]: row["n"] for row in rows}


def _organiser(row: Row) -> Organiser:
    return Organiser(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        municipality=row["municipality"],
        area=row["area"],
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
        ethical_principles_on=_day(row["ethical_principles_on"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
