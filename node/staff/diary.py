"""What became of an account, in the history: which fields, when, by whom; never a value.

No image is kept for undo: a role or a second factor of last week must not come back by a press.
"""

from datetime import datetime
from sqlite3 import Connection

from node.history import record as history
from node.history.model import Doer
from shared.runtime.accounts import store
from shared.runtime.accounts.model import Account


def changed(
    db: Connection, doer: Doer, staff: int, before: Account | None, *, always: bool = False
) -> None:
    """Write what is different from `before`; `always`: even if no field shows it."""
    key, after = str(staff), store.find(db, staff)
    history.record(db, doer, "staff", key, before, after, "changed" if always else None)
    history.forget(db, "staff", key)


def own(
    db: Connection,
    now: datetime,
    staff: int,
    before: Account | None,
    *,
    always: bool = False,
) -> None:
    """Write what the account's owner changed of it at a page."""
    changed(db, Doer(at=now, staff=staff, via="page"), staff, before, always=always)
