"""What the operator's messages ask of a person on the first page and in the weekly mail."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from node.notices import store
from node.today.model import Todo, Weight
from shared.period import helsinki_day
from shared.text import Text


def of_messages(db: Connection, now: datetime) -> Iterable[Todo]:
    """Yield that somebody should read what the operator says."""
    waiting = len(store.unread(db, helsinki_day(now)))
    if not waiting:
        return
    yield Todo(
        text=Text.of("Messages from the operator that nobody has read: {n}", n=waiting),
        weight=Weight.WORD,
        href="/messages",
        command="message list",
        mail=Text.of("The operator has sent a message that nobody has read."),
    )
