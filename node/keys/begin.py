"""A person's acts on the node's own key: begin a rotation, take one back that is not signed yet.

Each is the job of one transaction, told to the history. The new key lies on the disk before the
transaction that names it ends; one that no transaction names is thrown away.
"""

from sqlite3 import Connection

from node.history import record as history
from node.history.model import Doer
from node.keys import rotate, store
from node.keys.files import KeyFiles
from node.keys.model import DrawnFor, OwnKey
from node.network import store as network
from node.outbox import store as outbox
from shared.text import Text

KEY = "key"
"""The id under which the history keeps what was done with the key."""


def begin(db: Connection, files: KeyFiles, doer: Doer) -> Text | None:
    """Draw the next key; the sender rotates to it. A Text says why that cannot be."""
    record = network.record(db)
    if record is None or record.node is None:
        return Text.of("This node is not enrolled yet: its key is new.")
    if store.key(db, "next") is not None:
        return Text.of("A new key is on its way already.")
    drawn(db, files, "rotation", doer)
    outbox.mark_dirty(db, doer.at)  # It goes the way of a report, and before the next one.
    return None


def drawn(db: Connection, files: KeyFiles, reason: DrawnFor, doer: Doer) -> OwnKey:
    """Draw the next key and write it down."""
    rotate.write_down(db, files, doer.at)
    key = OwnKey(public=files.draw(db).public, standing="next", drawn_for=reason, drawn_at=doer.at)
    store.add(db, key)
    history.note(db, doer, "settings", KEY, "added")
    return key


def take_back(db: Connection, files: KeyFiles, doer: Doer) -> Text | None:
    """Forget a key that was drawn, as long as no rotation to it is signed."""
    row, entry = store.key(db, "next"), outbox.queued(db)
    if row is None:
        return Text.of("No new key is on its way.")
    if entry is not None and entry.schema == "rotation/1":
        return Text.of("The rotation is signed and may have reached the hub: it goes on.")
    store.drop_next(db)
    history.note(db, doer, "settings", KEY, "removed")
    files.tidy(db)
    return None
