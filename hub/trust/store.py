"""The trust documents in SQL: all of them, of which the newest is served. Versions only grow."""

from datetime import datetime
from sqlite3 import Connection, Row

from msgspec import Struct

from shared.period import instant_text, parse_instant
from shared.wire.words import PublicKey


class Kept(Struct, frozen=True, kw_only=True):
    """A document as the root key signed it: an envelope, verbatim."""

    version: int
    root: PublicKey
    at: datetime
    body: bytes


def newest(db: Connection) -> Kept | None:
    """Return the document that counts."""
    row = db.execute(
        """
        SELECT version, root, at, body FROM trust ORDER BY version DESC LIMIT 1
        """
    ).fetchone()
    return None if row is None else _kept(row)


def documents(db: Connection) -> tuple[Kept, ...]:
    """Return every document, the newest first."""
    rows = db.execute(
        """
        SELECT version, root, at, body FROM trust ORDER BY version DESC
        """
    )
    return tuple(_kept(row) for row in rows)


def add(db: Connection, kept: Kept) -> None:
    """Keep a document. The table refuses a version that is not above the newest one's."""
    db.execute(
        """
        INSERT INTO trust (version, root, at, body) VALUES (:version, :root, :at, :body)
        """,
        {
            "version": kept.version,
            "root": kept.root,
            "at": instant_text(kept.at),
            "body": kept.body,
        },
    )


def _kept(row: Row) -> Kept:
    return Kept(
        version=row["version"], root=row["root"], at=parse_instant(row["at"]), body=row["body"]
    )
