"""Rows of trusted devices. SQL stands here; transactions do not."""

from datetime import datetime
from sqlite3 import Connection

from shared.period import instant_text, parse_instant
from shared.runtime.accounts.model import Device


def trust(
    db: Connection, *, hash_: str, staff: int, device: str, now: datetime, until: datetime
) -> None:
    """Remember a device, and forget those whose time is over."""
    db.execute("DELETE FROM device WHERE until <= :now", {"now": instant_text(now)})
    db.execute(
        """
        INSERT INTO device (hash, staff, device, made_at, until)
        VALUES (:hash, :staff, :device, :now, :until)
        """,
        {
            "hash": hash_,
            "staff": staff,
            "device": device,
            "now": instant_text(now),
            "until": instant_text(until),
        },
    )


def trusted(db: Connection, hash_: str, staff: int, now: datetime) -> bool:
    """Tell whether a device of this digest is trusted for this person."""
    row = db.execute(
        "SELECT 1 FROM device WHERE hash = :hash AND staff = :staff AND until > :now",
        {"hash": hash_, "staff": staff, "now": instant_text(now)},
    ).fetchone()
    return row is not None


def devices(db: Connection, staff: int, now: datetime) -> tuple[Device, ...]:
    """Return the person's trusted devices, newest first."""
    rows = db.execute(
        """
        SELECT number, staff, device, made_at, until FROM device
        WHERE staff = :staff AND until > :now ORDER BY number DESC LIMIT 100
        """,
        {"staff": staff, "now": instant_text(now)},
    )
    return tuple(
        Device(
            number=row["number"],
            staff=row["staff"],
            device=row["device"],
            made_at=parse_instant(row["made_at"]),
            until=parse_instant(row["until"]),
        )
        for row in rows
    )


def forget_device(db: Connection, staff: int, number: int) -> bool:
    """Trust one device of this person no longer."""
    done = db.execute(
        "DELETE FROM device WHERE staff = :staff AND number = :number",
        {"staff": staff, "number": number},
    )
    return done.rowcount == 1


def forget_devices(db: Connection, staff: int) -> None:
    """Trust no device of this person any longer."""
    db.execute("DELETE FROM device WHERE staff = :staff", {"staff": staff})
