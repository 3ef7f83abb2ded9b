"""Rows of sessions, trusted devices and failed attempts. SQL stands here; transactions do not."""

from datetime import datetime
from sqlite3 import Connection, Row

from node.staff.model import Device, Member, Session, SigningIn
from shared.period import instant_text, parse_instant

MOST_COUNTED = 20_000
"""Rows of failed attempts; beyond them the oldest go."""


def add(db: Connection, *, hash_: str, staff: int, stage: str, device: str, now: datetime) -> None:
    """Write a new session."""
    db.execute(
        """
        INSERT INTO session (hash, staff, stage, begun_at, seen_at, stepped_up_at, device)
        VALUES (:hash, :staff, :stage, :now, :now, :now, :device)
        """,
        {
            "hash": hash_,
            "staff": staff,
            "stage": stage,
            "device": device,
            "now": instant_text(now),
        },
    )


def find(db: Connection, hash_: str) -> tuple[Session, Member | SigningIn] | None:
    """Return the session of a digest and whose it is, unless the account has ended."""
    row = db.execute(
        """
        SELECT s.number, s.hash, s.staff, s.stage, s.begun_at, s.seen_at, s.stepped_up_at,
            s.device, s.ended_at, p.name, p.login, p.role
        FROM session AS s JOIN staff AS p ON p.id = s.staff
        WHERE s.hash = :hash AND p.ended_at IS NULL
        """,
        {"hash": hash_},
    ).fetchone()
    if row is None:
        return None
    session = _session(row)
    if session.stage == "full":
        return session, _member(row, session)
    return session, SigningIn(
        staff=session.staff,
        login=row["login"],
        name=row["name"],
        stage=session.stage,
        session=session.hash,
    )


def of_staff(db: Connection, staff: int) -> tuple[Session, ...]:
    """Return the sessions of a person that were not ended, newest first."""
    rows = db.execute(
        """
        SELECT number, hash, staff, stage, begun_at, seen_at, stepped_up_at, device, ended_at
        FROM session WHERE staff = :staff AND ended_at IS NULL ORDER BY number DESC LIMIT 200
        """,
        {"staff": staff},
    )
    return tuple(_session(row) for row in rows)


def touch(db: Connection, hash_: str, now: datetime) -> None:
    """Note that the session was used."""
    db.execute(
        """
        UPDATE session SET seen_at = max(seen_at, :now)
        WHERE hash = :hash AND ended_at IS NULL
        """,
        {"hash": hash_, "now": instant_text(now)},
    )


def rotate(db: Connection, *, hash_: str, new: str, stage: str, now: datetime) -> bool:
    """Give the session another digest; where signing in is completed, it begins now."""
    done = db.execute(
        """
        UPDATE session SET hash = :new, stage = :stage, seen_at = :now, stepped_up_at = :now,
            offer = NULL, codes = NULL,
            begun_at = CASE WHEN stage = 'full' THEN begun_at ELSE :now END
        WHERE hash = :hash AND ended_at IS NULL
        """,
        {"hash": hash_, "new": new, "stage": stage, "now": instant_text(now)},
    )
    return done.rowcount == 1


def end(db: Connection, hash_: str, now: datetime) -> None:
    """End a session; its row stays for the text that was being typed."""
    db.execute(
        """
        UPDATE session SET ended_at = :now, offer = NULL, codes = NULL
        WHERE hash = :hash AND ended_at IS NULL
        """,
        {"hash": hash_, "now": instant_text(now)},
    )


def end_one(db: Connection, staff: int, number: int, now: datetime) -> bool:
    """End one session of this person."""
    done = db.execute(
        """
        UPDATE session SET ended_at = :now, offer = NULL, codes = NULL
        WHERE staff = :staff AND number = :number AND ended_at IS NULL
        """,
        {"staff": staff, "number": number, "now": instant_text(now)},
    )
    return done.rowcount == 1


def end_all(db: Connection, *, staff: int, but: str, now: datetime) -> None:
    """End all sessions of this person but one."""
    db.execute(
        """
        UPDATE session SET ended_at = :now, offer = NULL, codes = NULL
        WHERE staff = :staff AND hash <> :but AND ended_at IS NULL
        """,
        {"staff": staff, "but": but, "now": instant_text(now)},
    )


def drop(db: Connection, hash_: str) -> None:
    """Remove a session."""
    db.execute("DELETE FROM session WHERE hash = :hash", {"hash": hash_})


def keep_newest(db: Connection, staff: int, most: int) -> None:
    """Remove the oldest sessions of this person beyond `most`."""
    db.execute(
        """
        DELETE FROM session WHERE staff = :staff AND number NOT IN (
            SELECT number FROM session WHERE staff = :staff ORDER BY number DESC LIMIT :most
        )
        """,
        {"staff": staff, "most": most},
    )


def prune(db: Connection, before: datetime) -> None:
    """Remove the sessions nobody has used since."""
    db.execute("DELETE FROM session WHERE seen_at < :before", {"before": instant_text(before)})


def offer(db: Connection, hash_: str) -> bytes | None:
    """Return the sealed secret of a second factor that this session is setting up."""
    row = db.execute("SELECT offer FROM session WHERE hash = :hash", {"hash": hash_}).fetchone()
    return row["offer"] if row else None


def set_offer(db: Connection, hash_: str, sealed: bytes) -> None:
    """Keep the sealed secret of a second factor until it has proved to work."""
    db.execute(
        "UPDATE session SET offer = :sealed WHERE hash = :hash", {"hash": hash_, "sealed": sealed}
    )


def codes(db: Connection, hash_: str) -> bytes | None:
    """Return the sealed recovery codes that this session has not yet said to have kept."""
    row = db.execute("SELECT codes FROM session WHERE hash = :hash", {"hash": hash_}).fetchone()
    return row["codes"] if row else None


def set_codes(db: Connection, hash_: str, sealed: bytes | None) -> None:
    """Keep the sealed recovery codes for this session's page, or forget them."""
    db.execute(
        "UPDATE session SET codes = :sealed WHERE hash = :hash", {"hash": hash_, "sealed": sealed}
    )


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


def failures(db: Connection, key: str) -> tuple[int, datetime | None]:
    """Return how often what the key stands for failed, and when last."""
    row = db.execute(
        "SELECT failures, last_at FROM attempt WHERE key = :key", {"key": key}
    ).fetchone()
    return (row["failures"], parse_instant(row["last_at"])) if row else (0, None)


def count(db: Connection, key: str, failures: int, now: datetime) -> None:
    """Write how often it failed."""
    db.execute(
        """
        INSERT INTO attempt (key, failures, last_at) VALUES (:key, :failures, :now)
        ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at
        """,
        {"key": key, "failures": failures, "now": instant_text(now)},
    )


def forgive(db: Connection, key: str) -> None:
    """Forget the failures of a key."""
    db.execute("DELETE FROM attempt WHERE key = :key", {"key": key})


def forget_attempts(db: Connection, before: datetime) -> None:
    """Forget failures older than `before`, and the oldest beyond the limit."""
    db.execute("DELETE FROM attempt WHERE last_at < :before", {"before": instant_text(before)})
    db.execute(
        """
        DELETE FROM attempt WHERE key IN (
            SELECT key FROM attempt ORDER BY last_at DESC LIMIT -1 OFFSET :most
        )
        """,
        {"most": MOST_COUNTED},
    )


def _member(row: Row, session: Session) -> Member:
    return Member(
        staff=session.staff,
        name=row["name"],
        role=row["role"],
        session=session.hash,
        signed_in_at=session.begun_at,
        stepped_up_at=session.stepped_up_at,
    )


def _session(row: Row) -> Session:
    return Session(
        number=row["number"],
        hash=row["hash"],
        staff=row["staff"],
        stage=row["stage"],
        begun_at=parse_instant(row["begun_at"]),
        seen_at=parse_instant(row["seen_at"]),
        stepped_up_at=parse_instant(row["stepped_up_at"]) if row["stepped_up_at"] else None,
        device=row["device"],
        ended_at=parse_instant(row["ended_at"]) if row["ended_at"] else None,
    )
