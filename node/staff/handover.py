"""What the next lead must know, gathered for one printed sheet. No secret stands on it."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct

from node.backup import store as backups
from node.network import store as network
from node.network.model import ContactRecord, NetworkRecord
from node.today.model import Source, Todo, gathered
from shared.runtime.accounts import store
from shared.runtime.accounts.model import Account


class Sheet(Struct, frozen=True, kw_only=True):
    """The facts of the sheet; what to do each week, and when, stands in its template."""

    made_at: datetime
    network: NetworkRecord | None
    contact: ContactRecord | None
    municipalities: int
    staff: tuple[Account, ...]
    todos: tuple[Todo, ...]
    backed_up_at: datetime | None


def gather(db: Connection, *, now: datetime, sources: Iterable[Source]) -> Sheet:
    """Return what the sheet shows."""
    backup = backups.newest_good(db, "backup")
    return Sheet(
        made_at=now,
        network=network.record(db),
        contact=network.contact(db),
        municipalities=len(network.coverage(db)),
        staff=store.accounts(db),
        todos=gathered(db, now, sources),
        backed_up_at=backup.at if backup else None,
    )
