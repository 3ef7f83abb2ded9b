"""What the witness asks of a lead on the first page and in the weekly mail."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from node.today.model import Todo
from node.witness import store, words


def of_log(db: Connection, now: datetime) -> Iterable[Todo]:
    """Yield what is odd about the hub's public log, and that a new one began."""
    return words.todos(store.every(db), now)
