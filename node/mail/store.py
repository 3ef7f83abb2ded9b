"""The one row of how the weekly mail went. SQL stands here."""

from datetime import datetime
from sqlite3 import Connection

from node.care.model import MailState
from node.care.trouble import told, written
from shared.period import instant_text, parse_instant
from shared.text import Text


def state(db: Connection) -> MailState:
    """Return how the weekly mail went."""
    row = db.execute(
        "SELECT settled_week, tried_at, sent_at, trouble FROM mail_state WHERE one = 1"
    ).fetchone()
    return MailState(
        settled_week=row["settled_week"],
        tried_at=parse_instant(row["tried_at"]) if row["tried_at"] else None,
        sent_at=parse_instant(row["sent_at"]) if row["sent_at"] else None,
        trouble=told(row["trouble"]),
    )


def settle(db: Connection, week: str) -> None:
    """Remember that a week needs no mail: nothing waited."""
    db.execute(
        "UPDATE mail_state SET settled_week = :week, trouble = NULL WHERE one = 1", {"week": week}
    )


def sent(db: Connection, week: str | None, now: datetime) -> None:
    """Remember that a mail went out; a test settles no week."""
    db.execute(
        """
        UPDATE mail_state SET settled_week = coalesce(:week, settled_week), tried_at = :now,
            sent_at = :now, trouble = NULL WHERE one = 1
        """,
        {"week": week, "now": instant_text(now)},
    )


def failed(db: Connection, now: datetime, trouble: Text) -> None:
    """Remember that a mail did not go out, and why."""
    db.execute(
        "UPDATE mail_state SET tried_at = :now, trouble = :trouble WHERE one = 1",
        {"now": instant_text(now), "trouble": written(trouble)},
    )
