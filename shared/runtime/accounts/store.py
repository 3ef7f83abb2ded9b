"""Rows of accounts, recovery codes, invitations. SQL stands here; transactions do not."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection, Row

from shared.period import instant_text, parse_instant
from shared.runtime.accounts.model import Account, Invitation, Role, Secrets


def find(db: Connection, staff: int) -> Account | None:
    """Return an account, open or ended."""
    row = db.execute(
        """
        SELECT id, name, login, role, made_at, password_since, factor_since, ended_at,
            (SELECT count(*) FROM recovery_code AS r WHERE r.staff = id) AS recovery_left,
            (SELECT r.made_at FROM reset AS r WHERE r.staff = id) AS reset_at
        FROM staff WHERE id = :id
        """,
        {"id": staff},
    ).fetchone()
    return _account(row) if row else None


def accounts(db: Connection) -> tuple[Account, ...]:
    """Return the open accounts by name."""
    rows = db.execute(
        """
        SELECT id, name, login, role, made_at, password_since, factor_since, ended_at,
            (SELECT count(*) FROM recovery_code AS r WHERE r.staff = id) AS recovery_left,
            (SELECT r.made_at FROM reset AS r WHERE r.staff = id) AS reset_at
        FROM staff WHERE ended_at IS NULL ORDER BY name, id LIMIT 500
        """
    )
    return tuple(_account(row) for row in rows)


def names(db: Connection) -> dict[int, str]:
    """Return the name of everybody who ever had an account: who did what."""
    rows = db.execute("SELECT id, name FROM staff ORDER BY id LIMIT 10000")
    return {row["id"]: row["name"] for row in rows}


def anybody(db: Connection) -> bool:
    """Tell whether there is an open account."""
    return db.execute("SELECT 1 FROM staff WHERE ended_at IS NULL LIMIT 1").fetchone() is not None


def by_login(db: Connection, login: str) -> Account | None:
    """Return the open account of a casefolded login."""
    row = db.execute("SELECT id FROM staff WHERE login = :login", {"login": login}).fetchone()
    return find(db, row["id"]) if row else None


def secrets(db: Connection, staff: int) -> Secrets | None:
    """Return what is compared at sign-in; nothing while the account waits for a new password."""
    row = db.execute(
        """
        SELECT id, login, name, password, totp, totp_step FROM staff
        WHERE id = :id AND ended_at IS NULL AND id NOT IN (SELECT staff FROM reset)
        """,
        {"id": staff},
    ).fetchone()
    if row is None:
        return None
    return Secrets(
        staff=row["id"],
        login=row["login"],
        name=row["name"],
        password=row["password"],
        totp=row["totp"],
        totp_step=row["totp_step"],
    )


def add(db: Connection, *, name: str, login: str, role: Role, password: str, now: datetime) -> int:
    """Write a new account, its second factor still missing, and return its number."""
    done = db.execute(
        """
        INSERT INTO staff (name, login, role, password, password_since, made_at)
        VALUES (:name, :login, :role, :password, :now, :now)
        """,
        {
            "name": name,
            "login": login,
            "role": role,
            "password": password,
            "now": instant_text(now),
        },
    )
    return int(done.lastrowid or 0)


def set_role(db: Connection, staff: int, role: Role) -> None:
    """Give an account another role."""
    db.execute("UPDATE staff SET role = :role WHERE id = :id", {"id": staff, "role": role})


def set_password(db: Connection, staff: int, password: str, now: datetime) -> None:
    """Replace the password's hash."""
    db.execute(
        """
        UPDATE staff SET password = :password, password_since = :now
        WHERE id = :id AND ended_at IS NULL
        """,
        {"id": staff, "password": password, "now": instant_text(now)},
    )


def rehash(db: Connection, staff: int, before: str, password: str) -> None:
    """Replace the hash of an unchanged password by one with newer parameters."""
    db.execute(
        "UPDATE staff SET password = :password WHERE id = :id AND password = :before",
        {"id": staff, "before": before, "password": password},
    )


def set_factor(db: Connection, staff: int, sealed: bytes, step: int, now: datetime) -> None:
    """Replace the second factor; the step it was proved with is used up."""
    db.execute(
        """
        UPDATE staff SET totp = :sealed, totp_step = :step, factor_since = :now
        WHERE id = :id AND ended_at IS NULL
        """,
        {"id": staff, "sealed": sealed, "step": step, "now": instant_text(now)},
    )


def clear_factor(db: Connection, staff: int) -> None:
    """Take the second factor away; until a new one is set up the account sees nothing."""
    db.execute(
        "UPDATE staff SET totp = NULL, factor_since = NULL WHERE id = :id AND ended_at IS NULL",
        {"id": staff},
    )


def use_step(db: Connection, staff: int, step: int) -> bool:
    """Use up a step of the second factor; False if it, or a later one, was used already."""
    done = db.execute(
        "UPDATE staff SET totp_step = :step WHERE id = :id AND totp_step < :step",
        {"id": staff, "step": step},
    )
    return done.rowcount == 1


def set_recovery(db: Connection, staff: int, hashes: Iterable[str]) -> None:
    """Replace the recovery codes."""
    db.execute("DELETE FROM recovery_code WHERE staff = :staff", {"staff": staff})
    db.executemany(
        "INSERT INTO recovery_code (staff, hash) VALUES (:staff, :hash)",
        [{"staff": staff, "hash": hash_} for hash_ in hashes],
    )


def use_recovery(db: Connection, staff: int, hash_: str) -> bool:
    """Use up a recovery code; False if the person has no such code left."""
    done = db.execute(
        "DELETE FROM recovery_code WHERE staff = :staff AND hash = :hash",
        {"staff": staff, "hash": hash_},
    )
    return done.rowcount == 1


def end(db: Connection, staff: int, now: datetime) -> None:
    """End an account: the name stays for the history, everything it could sign in with goes."""
    db.execute(
        """
        UPDATE staff SET ended_at = :now, login = NULL, password = NULL, password_since = NULL,
            totp = NULL, factor_since = NULL
        WHERE id = :id AND ended_at IS NULL
        """,
        {"id": staff, "now": instant_text(now)},
    )
    db.execute("DELETE FROM staff_session WHERE staff = :id", {"id": staff})
    db.execute("DELETE FROM reset WHERE staff = :id", {"id": staff})


def invite(db: Connection, hash_: str, invitation: Invitation) -> None:
    """Write an invitation, and forget those whose time is over."""
    db.execute(
        "DELETE FROM staff_invitation WHERE until <= :now",
        {"now": instant_text(invitation.made_at)},
    )
    db.execute(
        """
        INSERT INTO staff_invitation (hash, role, origin, made_at, until, made_by)
        VALUES (:hash, :role, :origin, :made_at, :until, :made_by)
        """,
        {
            "hash": hash_,
            "role": invitation.role,
            "origin": invitation.origin,
            "made_at": instant_text(invitation.made_at),
            "until": instant_text(invitation.until),
            "made_by": invitation.made_by,
        },
    )


def invitation(db: Connection, hash_: str, now: datetime) -> Invitation | None:
    """Return the invitation of a digest while it can be used."""
    row = db.execute(
        """
        SELECT number, role, origin, made_at, until, made_by FROM staff_invitation
        WHERE hash = :hash AND until > :now
        """,
        {"hash": hash_, "now": instant_text(now)},
    ).fetchone()
    return _invitation(row) if row else None


def invitations(db: Connection, now: datetime) -> tuple[Invitation, ...]:
    """Return the invitations nobody has used yet, newest first."""
    rows = db.execute(
        """
        SELECT number, role, origin, made_at, until, made_by FROM staff_invitation
        WHERE until > :now ORDER BY number DESC LIMIT 200
        """,
        {"now": instant_text(now)},
    )
    return tuple(_invitation(row) for row in rows)


def withdraw(db: Connection, number: int) -> bool:
    """Remove an invitation, used or withdrawn; False if it is gone already."""
    done = db.execute("DELETE FROM staff_invitation WHERE number = :number", {"number": number})
    return done.rowcount == 1


def withdraw_first(db: Connection) -> None:
    """Remove the links for the first account."""
    db.execute("DELETE FROM staff_invitation WHERE origin = 'first'")


def _account(row: Row) -> Account:
    return Account(
        id=row["id"],
        name=row["name"],
        login=row["login"],
        role=row["role"],
        made_at=parse_instant(row["made_at"]),
        password_since=_instant(row["password_since"]),
        factor_since=_instant(row["factor_since"]),
        recovery_left=row["recovery_left"],
        reset_at=_instant(row["reset_at"]),
        ended_at=_instant(row["ended_at"]),
    )


def _invitation(row: Row) -> Invitation:
    return Invitation(
        number=row["number"],
        role=row["role"],
        origin=row["origin"],
        made_at=parse_instant(row["made_at"]),
        until=parse_instant(row["until"]),
        made_by=row["made_by"],
    )


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
