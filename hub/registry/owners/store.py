"""The acts that say who owns counts, read from the ledger; nothing is kept of them but in memory.

An act never changes, so what was read stays true and only grows.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from sqlite3 import Connection

from hub.registry import acts
from hub.registry.acts import Act
from hub.registry.owners.model import Owners, Ownership, after, owners
from shared.period import helsinki_day, parse_instant
from shared.reference.lookup import Reference
from shared.wire.words import Digest, Quarter

PAGE_ROWS = 1000
QUARTERS_KEPT = 64
NONE = (-1, "")


class OwnerMemory:
    """Who owns what, at the end of the ledger; reads what was added since the last question."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._entry, self._head = NONE
        self._ownership = Ownership()
        self._of: dict[Quarter, Owners] = {}

    def ownership(self, db: Connection) -> Ownership:
        """Return what all acts of the ledger say."""
        last = newest(db) or NONE
        if last != (self._entry, self._head):
            if head_of(db, self._entry) != self._head:
                self._entry, self._ownership = -1, Ownership()  # another ledger: read all of it
            self._ownership = after(self._ownership, written(db, self._entry))
            self._of = {}
            self._entry, self._head = last
        return self._ownership

    def owners(self, db: Connection, quarter: Quarter) -> Owners:
        """Return who reports which municipality's counts in a quarter."""
        return self._at(self.ownership(db), quarter)

    def of_quarters(self, db: Connection, quarters: Iterable[Quarter]) -> tuple[Owners, ...]:
        """Return the owners of several quarters; the ledger is asked once."""
        ownership = self.ownership(db)
        return tuple(self._at(ownership, quarter) for quarter in quarters)

    def _at(self, ownership: Ownership, quarter: Quarter) -> Owners:
        found = self._of.get(quarter)
        if found is None:
            if len(self._of) >= QUARTERS_KEPT:
                self._of = {}
            found = self._of[quarter] = owners(ownership, quarter, self._reference)
        return found


def newest(db: Connection) -> tuple[int, Digest] | None:
    """Return the number and the head of the newest act that ownership follows from."""
    row = db.execute(
        """
        SELECT entry, head FROM ledger
        WHERE kind IN ('granted', 'handed_over', 'called_off', 'ended', 'owns', 'keyed')
        ORDER BY entry DESC LIMIT 1
        """
    ).fetchone()
    return None if row is None else (row["entry"], row["head"])


def head_of(db: Connection, entry: int) -> Digest | None:
    """Return the head of an entry."""
    row = db.execute(
        """
        SELECT head FROM ledger WHERE entry = :entry
        """,
        {"entry": entry},
    ).fetchone()
    return None if row is None else str(row["head"])


def written(db: Connection, since: int) -> Iterator[tuple[date, Act]]:
    """Yield the acts above an entry that ownership follows from, each with its Helsinki day."""
    while True:
        rows = db.execute(
            """
            SELECT entry, at, body FROM ledger
            WHERE kind IN ('granted', 'handed_over', 'called_off', 'ended', 'owns', 'keyed')
                AND entry > :since
            ORDER BY entry LIMIT :limit
            """,
            {"since": since, "limit": PAGE_ROWS},
        ).fetchall()
        for row in rows:
            yield helsinki_day(parse_instant(row["at"])), acts.decode(row["body"])
        if len(rows) < PAGE_ROWS:
            return
        since = rows[-1]["entry"]
