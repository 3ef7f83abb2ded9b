"""The one row of what the hub last said and how reaching it went. SQL stands here."""

from datetime import datetime
from sqlite3 import Connection

import msgspec

from node.push.model import HubWord, Memory
from shared.period import instant_text, parse_instant


def memory(db: Connection) -> Memory:
    """Return what is remembered across restarts."""
    row = db.execute(
        """
        SELECT welcome, attempts, next_attempt_at, trouble, stopped FROM push_state WHERE one = 1
        """
    ).fetchone()
    return Memory(
        word=msgspec.json.decode(row["welcome"], type=HubWord) if row["welcome"] else None,
        attempts=row["attempts"],
        next_attempt_at=_instant(row["next_attempt_at"]),
        trouble=row["trouble"],
        stopped=row["stopped"],
    )


def remember(db: Connection, memory: Memory) -> None:
    """Replace what is remembered."""
    db.execute(
        """
        UPDATE push_state SET welcome = :welcome, attempts = :attempts,
            next_attempt_at = :next_attempt_at, trouble = :trouble, stopped = :stopped
        WHERE one = 1
        """,
        {
            "welcome": msgspec.json.encode(memory.word) if memory.word else None,
            "attempts": memory.attempts,
            "next_attempt_at": instant_text(memory.next_attempt_at)
            if memory.next_attempt_at
            else None,
            "trouble": memory.trouble,
            "stopped": memory.stopped,
        },
    )


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
