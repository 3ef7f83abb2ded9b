"""Rows of links for a new password and second factor. SQL stands here; transactions do not."""

from datetime import datetime
from sqlite3 import Connection

from shared.period import instant_text, parse_instant
from shared.runtime.accounts.model import Reset


def put(db: Connection, hash_: str, reset: Reset) -> None:
    """Write an account's link; an earlier one of the same account is gone."""
    db.execute(
        """
        INSERT INTO reset (staff, hash, made_at, until, made_by)
        VALUES (:staff, :hash, :made_at, :until, :made_by)
        ON CONFLICT (staff) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at,
            until = excluded.until, made_by = excluded.made_by
        """,
        {
            "staff": reset.staff,
            "hash": hash_,
            "made_at": instant_text(reset.made_at),
            "until": instant_text(reset.until),
            "made_by": reset.made_by,
        },
    )


def find(db: Connection, hash_: str, now: datetime) -> Reset | None:
    """Return the link of a digest while it can be used."""
    row = db.execute(
        """
        SELECT r.staff, r.made_at, r.until, r.made_by
        FROM reset AS r JOIN staff AS p ON p.id = r.staff
        WHERE r.hash = :hash AND r.until > :now AND p.ended_at IS NULL
        """,
        {"hash": hash_, "now": instant_text(now)},
    ).fetchone()
    if row is None:
        return None
    return Reset(
        staff=row["staff"],
        made_at=parse_instant(row["made_at"]),
        until=parse_instant(row["until"]),
        made_by=row["made_by"],
    )


def remove(db: Connection, staff: int) -> bool:
    """Remove an account's link, used or withdrawn; False if there is none."""
    done = db.execute("DELETE FROM reset WHERE staff = :staff", {"staff": staff})
    return done.rowcount == 1
