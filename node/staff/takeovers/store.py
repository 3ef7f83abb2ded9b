"""Rows of takeovers. SQL stands here; transactions do not."""

from datetime import datetime
from sqlite3 import Connection

from node.staff.model import Takeover, Way
from shared.period import instant_text, parse_instant


def take_over(db: Connection, at: datetime, way: Way, request: str | None) -> None:
    """Note that a link for a new lead was made without a lead."""
    db.execute(
        "INSERT INTO takeover (at, way, request) VALUES (:at, :way, :request)",
        {"at": instant_text(at), "way": way, "request": request},
    )


def answered(db: Connection, request: str) -> bool:
    """Tell whether a request was answered before."""
    row = db.execute("SELECT 1 FROM takeover WHERE request = :request", {"request": request})
    return row.fetchone() is not None


def takeovers(db: Connection, since: datetime) -> tuple[Takeover, ...]:
    """Return the takeovers after an instant, newest first."""
    rows = db.execute(
        "SELECT at, way FROM takeover WHERE at > :since ORDER BY number DESC LIMIT 20",
        {"since": instant_text(since)},
    )
    return tuple(Takeover(at=parse_instant(row["at"]), way=row["way"]) for row in rows)
