"""An act of a person on the records: whatever changes one notes it, in the same transaction."""

from datetime import datetime
from sqlite3 import Connection

from node.network import store
from node.outbox import store as outbox


def note(db: Connection, now: datetime) -> None:
    """Have the plan of what leaves looked at again; a network's first act also confirms it."""
    outbox.mark_dirty(db, now)
    store.touch_confirmation(db, now)
