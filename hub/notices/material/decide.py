"""What an operator decides on the material bank; nodes fetch the new list after their next hello.

Each is one job of the write actor, a higher version of the list, and a line of the operators' log.
"""

from datetime import datetime
from sqlite3 import Connection

from hub.notices.material import store
from hub.notices.material.model import Upload, refusal, version_after
from hub.registry import store as registry
from hub.registry.courses.decide import EVERY_NODE
from hub.registry.decide import Decided, Decision
from shared.text import Text


def add(db: Connection, upload: Upload, at: datetime) -> Decision:
    """Put a document on the list."""
    if (no := refusal(store.listed(db), upload.item)) is not None:
        return no
    number = store.put(db, upload, at)
    _move_on(db, "material listed", number, upload.item.title, at)
    return Decided(
        said=Text.of(
            "The document is on the list as number {number}. Nodes fetch it after their next "
            "hello.",
            number=number,
        )
    )


def withdraw(db: Connection, number: int, at: datetime) -> Decision:
    """Take a document off the list; nodes drop their copy."""
    kept = store.find(db, number)
    if kept is None:
        return Text.of("No document has the number {number}.", number=number)
    if kept.withdrawn_at is not None:
        return Text.of("Document {number} was withdrawn before.", number=number)
    store.withdraw(db, kept, at)
    _move_on(db, "material withdrawn", number, kept.item.title, at)
    return Decided(said=Text.of("Document {number} is off the list.", number=number))


def _move_on(db: Connection, act: str, number: int, title: str, at: datetime) -> None:
    known = store.version(db)
    store.move_on(db, version_after(known[0] if known else 0, at), at)
    registry.write_down(db, act, EVERY_NODE, f"{number}  {title}", at)
