"""What an operator decides on messages; nodes hear of it in their next welcome.

Each is one job of the write actor and a line of the operators' log, which names the message by its
number: the text stands in one place.
"""

from datetime import datetime
from sqlite3 import Connection

from hub.notices.messages import store
from hub.notices.messages.model import WRITTEN_MAX, Draft
from hub.registry import store as registry
from hub.registry.courses.decide import EVERY_NODE
from hub.registry.decide import Decided, Decision
from shared.period import helsinki_day
from shared.text import Text


def write(db: Connection, draft: Draft, at: datetime) -> Decision:
    """Write a message to networks."""
    today = helsinki_day(at)
    if len(store.current(db, today)) >= WRITTEN_MAX:
        return Text.of("Networks read {most} messages at once: withdraw one.", most=WRITTEN_MAX)
    number = store.put(db, draft, today, at)
    for node in draft.networks or (EVERY_NODE,):
        registry.write_down(db, "message written", node, str(number), at)
    return Decided(
        said=Text.of(
            "Message {number} is written. Networks read it after their next hello.", number=number
        )
    )


def withdraw(db: Connection, number: int, at: datetime) -> Decision:
    """Take a message back; nodes that heard it keep it in their history."""
    kept = store.find(db, number)
    if kept is None:
        return Text.of("No message has the number {number}.", number=number)
    if kept.withdrawn_at is not None:
        return Text.of("Message {number} was withdrawn before.", number=number)
    store.withdraw(db, number, at)
    registry.write_down(db, "message withdrawn", EVERY_NODE, str(number), at)
    return Decided(said=Text.of("Message {number} is withdrawn.", number=number))
