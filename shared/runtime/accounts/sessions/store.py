"""Rows of sessions. SQL stands here; transactions do not."""

from datetime import datetime
from sqlite3 import Connection, Row

from shared.period import instant_text, parse_instant
from shared.runtime.accounts.model import Member, Session, SigningIn


def add(
    db: Connection,
    *,
    hash_: str,
    staff: int,
    stage: str,
    device: str,
    now: datetime,
    failed: int = 0,
) -> None:
    """Write a new session; `failed` attempts at the account came before it."""
    db.execute(
        """
        INSERT INTO staff_session (hash, staff, stage, begun_at, seen_at, stepped_up_at, device,
            failed)
        VALUES (:hash, :staff, :stage, :now, :now, :now, :device, :failed)
        """,
        {
            "hash": hash_,
            "staff": staff,
            "stage": stage,
            "device": device,
            "now": instant_text(now),
            "failed": failed,
        },
    )


def failed(db: Connection, hash_: str) -> int:
    """Return how many attempts at the account failed before this session."""
    row = db.execute(
        "SELECT failed FROM staff_session WHERE hash = :hash", {"hash": hash_}
    ).fetchone()
    return int(row["failed"]) if row else 0


def find(db: Connection, hash_: str) -> tuple[Session, Member | SigningIn] | None:
    """Return the session of a digest and whose it is, unless the account has ended."""
    row = db.execute(
        """
        SELECT s.number, s.hash, s.staff, s.stage, s.begun_at, s.seen_at, s.stepped_up_at,
            s.device, s.ended_at, p.name, p.login, p.role
        FROM staff_session AS s JOIN staff AS p ON p.id = s.staff
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
        FROM staff_session WHERE staff = :staff AND ended_at IS NULL ORDER BY number DESC LIMIT 200
        """,
        {"staff": staff},
    )
    return tuple(_session(row) for row in rows)


def touch(db: Connection, hash_: str, now: datetime) -> None:
    """Note that the session was used."""
    db.execute(
        """
        UPDATE staff_session SET seen_at = max(seen_at, :now)
        WHERE hash = :hash AND ended_at IS NULL
        """,
        {"hash": hash_, "now": instant_text(now)},
    )


def rotate(db: Connection, *, hash_: str, new: str, stage: str, now: datetime) -> bool:
    """Give the session another digest; where signing in is completed, it begins now."""
    done = db.execute(
        """
        UPDATE staff_session SET hash = :new, stage = :stage, seen_at = :now, stepped_up_at = :now,
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
        UPDATE staff_session SET ended_at = :now, offer = NULL, codes = NULL
        WHERE hash = :hash AND ended_at IS NULL
        """,
        {"hash": hash_, "now": instant_text(now)},
    )


def end_one(db: Connection, staff: int, number: int, now: datetime) -> bool:
    """End one session of this person."""
    done = db.execute(
        """
        UPDATE staff_session SET ended_at = :now, offer = NULL, codes = NULL
        WHERE staff = :staff AND number = :number AND ended_at IS NULL
        """,
        {"staff": staff, "number": number, "now": instant_text(now)},
    )
    return done.rowcount == 1


def end_all(db: Connection, *, staff: int, but: str, now: datetime) -> None:
    """End all sessions of this person but one."""
    db.execute(
        """
        UPDATE staff_session SET ended_at = :now, offer = NULL, codes = NULL
        WHERE staff = :staff AND hash <> :but AND ended_at IS NULL
        """,
        {"staff": staff, "but": but, "now": instant_text(now)},
    )


def forget_all(db: Connection) -> None:
    """Forget every session and every trusted device, as after a restore.

    A backup of a version without accounts has neither table.
    """
    for table in ("staff_session", "device"):
        known = db.execute("SELECT 1 FROM sqlite_schema WHERE name = :name", {"name": table})
        if known.fetchone() is not None:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 (one of two names above)


def drop(db: Connection, hash_: str) -> None:
    """Remove a session."""
    db.execute("DELETE FROM staff_session WHERE hash = :hash", {"hash": hash_})


def keep_newest(db: Connection, staff: int, most: int) -> None:
    """Remove the oldest sessions of this person beyond `most`."""
    db.execute(
        """
        DELETE FROM staff_session WHERE staff = :staff AND number NOT IN (
            SELECT number FROM staff_session WHERE staff = :staff ORDER BY number DESC LIMIT :most
        )
        """,
        {"staff": staff, "most": most},
    )


def prune(db: Connection, before: datetime) -> None:
    """Remove the sessions nobody has used since."""
    db.execute(
        "DELETE FROM staff_session WHERE seen_at < :before", {"before": instant_text(before)}
    )


def offer(db: Connection, hash_: str) -> bytes | None:
    """Return the sealed secret of a second factor that this session is setting up."""
    row = db.execute(
        "SELECT offer FROM staff_session WHERE hash = :hash", {"hash": hash_}
    ).fetchone()
    return row["offer"] if row else None


def set_offer(db: Connection, hash_: str, sealed: bytes) -> None:
    """Keep the sealed secret of a second factor until it has proved to work."""
    db.execute(
        "UPDATE staff_session SET offer = :sealed WHERE hash = :hash",
        {"hash": hash_, "sealed": sealed},
    )


def codes(db: Connection, hash_: str) -> bytes | None:
    """Return the sealed recovery codes that this session has not yet said to have kept."""
    row = db.execute(
        "SELECT codes FROM staff_session WHERE hash = :hash", {"hash": hash_}
    ).fetchone()
    return row["codes"] if row else None


def set_codes(db: Connection, hash_: str, sealed: bytes | None) -> None:
    """Keep the sealed recovery codes for this session's page, or forget them."""
    db.execute(
        "UPDATE staff_session SET codes = :sealed WHERE hash = :hash",
        {"hash": hash_, "sealed": sealed},
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
