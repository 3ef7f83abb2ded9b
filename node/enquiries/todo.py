"""What enquiries ask of a person on the first page and in the weekly mail: counts, nothing else."""

from collections.abc import Iterator
from datetime import datetime
from sqlite3 import Connection

from node.enquiries import chore, gathering
from node.today.model import Todo, Weight
from shared.text import Text

PATH = "/enquiries"


def todos(db: Connection, now: datetime) -> Iterator[Todo]:
    """Yield what waits: parents to contact, to ask again, erasure that is near or stands still."""
    waits = gathering.waiting(db, now)
    if chore.is_overdue(db, now):
        yield _todo(
            Text.of("Enquiries have not been erased on time for two days. Is the node running?"),
            Weight.ALARM,
        )
    if waits.late:
        text = Text.of("Parents who wait for a first contact: {count}", count=waits.late)
        yield _todo(text, Weight.PARENT, "?state=new")
    if waits.to_ask:
        text = Text.of("Parents to ask whether they wait on: {count}", count=waits.to_ask)
        yield _todo(text, Weight.PARENT, "?state=waiting")
    if waits.uncounted:
        text = Text.of(
            "Enquiries erased within a week of which nobody has said what came of them: {count}",
            count=waits.uncounted,
        )
        yield _todo(text, Weight.SOON)


def _todo(text: Text, weight: Weight, query: str = "") -> Todo:
    return Todo(
        text=text,
        weight=weight,
        href=PATH + query,
        command="enquiry list",
        mail=text,
        may="meet",
    )
