"""The one row of the guided first run. SQL stands here; transactions do not."""

from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct

from node.start.model import STEPS, Step
from shared.period import instant_text, parse_instant


class FirstRun(Struct, frozen=True, kw_only=True):
    """What the records do not tell: steps put off, when the preview was looked at, the end."""

    skipped: frozenset[Step] = frozenset()
    looked_at: datetime | None = None
    done_at: datetime | None = None


def first_run(db: Connection) -> FirstRun:
    """Return how far the first run is."""
    row = db.execute("SELECT skipped, looked_at, done_at FROM first_run WHERE one = 1").fetchone()
    words = set(row["skipped"].split())
    return FirstRun(
        skipped=frozenset(step for step in STEPS if step in words),
        looked_at=parse_instant(row["looked_at"]) if row["looked_at"] else None,
        done_at=parse_instant(row["done_at"]) if row["done_at"] else None,
    )


def save(db: Connection, run: FirstRun) -> None:
    """Replace how far the first run is."""
    db.execute(
        """
        UPDATE first_run SET skipped = :skipped, looked_at = :looked_at, done_at = :done_at
        WHERE one = 1
        """,
        {
            "skipped": " ".join(step for step in STEPS if step in run.skipped),
            "looked_at": instant_text(run.looked_at) if run.looked_at else None,
            "done_at": instant_text(run.done_at) if run.done_at else None,
        },
    )
