"""Rows of failed attempts. SQL stands here; transactions do not."""

from datetime import datetime
from sqlite3 import Connection

from shared.period import instant_text, parse_instant

MOST_COUNTED = 20_000
"""Rows of failed attempts; beyond them the oldest go."""


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
