"""What became of an account, in the history: which fields, when, by whom; never a value.

No image is kept for undo: a role or a second factor of last week must not come back by a press.
"""

from sqlite3 import Connection

from node.history import record as history
from node.history.model import Doer
from node.staff import store
from node.staff.model import Account


def changed(
    db: Connection, doer: Doer, staff: int, before: Account | None, *, always: bool = False
) -> None:
    """Write what is different from `before`; `always`: even if no field shows it."""
    key, after = str(staff), store.find(db, staff)
    history.record(db, doer, "staff", key, before, after, "changed" if always else None)
    history.forget(db, "staff", key)
