"""A ledger with many entries, and the tree that anybody would compute from them."""

import sqlite3
from datetime import timedelta
from pathlib import Path

from hub.ingest import chain, ledger
from hub.ingest.chain import Leaf
from hub.ingest.model import Entry
from hub.registry import acts
from tests.hub.availability.ledgers import BEGIN, database


def grown(path: Path, entries: int) -> sqlite3.Connection:
    """Return a database whose ledger has so many last words."""
    db = database(path)
    lengthen(db, entries)
    return db


def lengthen(db: sqlite3.Connection, entries: int) -> None:
    """Append so many last words."""
    end = ledger.tip(db)
    body = acts.encode(acts.Word(node="east"))
    db.execute("BEGIN")
    number, head = end.entries, end.head
    for _ in range(entries):
        item = Leaf(
            number=number,
            kind="word",
            node="east",
            sequence=None,
            digest=None,
            at=BEGIN + timedelta(seconds=number),
            offset_s=0,
            body=body,
        )
        head, number = ledger.append(db, item, head).head, number + 1
    db.execute("COMMIT")


def all_entries(db: sqlite3.Connection) -> tuple[Entry, ...]:
    """Return the whole ledger."""
    return ledger.entries(db, limit=10**9)


def rechained(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return entries renumbered and chained anew, as a forger would."""
    head, found = "0" * 64, []
    for number, entry in enumerate(entries):
        fields = {name: getattr(entry, name) for name in Leaf.__struct_fields__}
        made = chain.chained(head, Leaf(**{**fields, "number": number}))
        found.append(made)
        head = made.head
    return tuple(found)
