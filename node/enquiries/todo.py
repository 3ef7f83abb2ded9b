"""What enquiries ask of a person: counts on the first page; the weekly mail has not even those."""

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
        text = Text.of("Enquiries have not been erased on time for two days. Is the node running?")
        yield _todo(text, Weight.ALARM, text)
    if waits.late:
        text = Text.of("Parents who wait for a first contact: {count}", count=waits.late)
        mail = Text.of("Parents wait for a first contact.")
        yield _todo(text, Weight.PARENT, mail, "?state=new")
    if waits.to_ask:
        text = Text.of("Parents to ask whether they wait on: {count}", count=waits.to_ask)
        mail = Text.of("Parents are to be asked whether they wait on.")
        yield _todo(text, Weight.PARENT, mail, "?state=waiting")
    if waits.uncounted:
        text = Text.of(
            "Enquiries erased within a week of which nobody has said what came of them: {count}",
            count=waits.uncounted,
        )
        mail = Text.of("Enquiries end soon of which nobody has said what came of them.")
        yield _todo(text, Weight.SOON, mail)


def _todo(text: Text, weight: Weight, mail: Text, query: str = "") -> Todo:
    return Todo(
        text=text,
        weight=weight,
        href=PATH + query,
        command="enquiry list",
        mail=mail,
        may="meet",
    )
