"""Which disclosure key may round: the one this database began with, and no other.

A second key draws everything afresh, and fresh draws of one number can be averaged. So a key that
is lost or strange stops every count of people until the lead decides, on the record.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from node import disclosurekey
from node.anonymiser.releases import store
from node.anonymiser.releases.model import Release
from node.disclosurekey import DisclosureKey
from node.history import record as history
from node.history.model import Doer
from node.outbox import store as outbox
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Text

RECORD = "disclosure-key"
"""The id under which the history keeps what was done with the key."""

LOST = Text.of(
    "The disclosure key is lost, or is not the one that rounded what was published before. No "
    "count of people leaves until the lead decides."
)
NOT_LOST = Text.of(
    "The disclosure key is here and is the right one. Another key is drawn only when somebody who "
    "should not have it may have it."
)


def begin(db: Connection, data: Path, now: datetime) -> None:
    """Begin with a key in a database that has none yet; one that lies there already is taken."""
    if store.key(db) is not None:
        return
    key = disclosurekey.find(data)
    if key is None and not (data / disclosurekey.FILE_NAME).exists():
        key = disclosurekey.create(data, now)
    if key is not None:
        store.begin_key(db, key.fingerprint, now)


async def begun(database: Database, data: Path, clock: Clock) -> None:
    """Begin with a key at the first start of a database; later starts write nothing."""
    if await database.read(store.key) is None:
        await database.write(partial(begin, data=data, now=clock.now()))


def usable(db: Connection, key: DisclosureKey | None) -> DisclosureKey | None:
    """Return the key if it is the one in force."""
    row = store.key(db)
    fits = key is not None and row is not None and row.fingerprint == key.fingerprint
    return key if fits else None


def doubt(
    db: Connection, key: DisclosureKey | None, came: Iterable[Release], now: datetime
) -> None:
    """Look whether releases that came back from the hub can have been drawn from this key.

    They cannot if the key is younger, or if this database never spoke itself: then the node was set
    up anew, without its backup.
    """
    row = store.key(db)
    if key is None or row is None or row.how != "begun":
        return
    counted = [one for one in came if one.adopted and one.figures.people is not None]
    spoke = store.spoke_itself(db)
    if any(one.made_at < key.drawn_at or not spoke for one in counted):
        store.estrange_key(db, now)


def decide(db: Connection, data: Path, doer: Doer, *, leaked: bool = False) -> Text | None:
    """Begin with a new key, as the lead decided; a Text says why that is not to be done."""
    if usable(db, disclosurekey.find(data)) is not None and not leaked:
        return NOT_LOST
    key = disclosurekey.replace(data, doer.at)
    store.decide_key(db, key.fingerprint, doer.at)
    history.note(db, doer, "statistics", RECORD, "changed")
    outbox.mark_dirty(db, doer.at)
    return None
