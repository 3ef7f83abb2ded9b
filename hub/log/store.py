"""The log's full tiles in SQL: a row once in 256 leaves. All of it follows from the ledger.

Every function runs inside its caller's transaction.
"""

from sqlite3 import Connection

from msgspec import Struct

from hub.log.tiles import Tile
from shared.merkle import Hash


class KeptTile(Struct, frozen=True, kw_only=True):
    """A full tile as it is kept: its hashes, one after the other, and the root above them."""

    hashes: bytes
    root: Hash


def tile(db: Connection, level: int, number: int) -> KeptTile | None:
    """Return a full tile, None while it is not kept."""
    row = db.execute(
        """
        SELECT hashes, root FROM log_tile WHERE level = :level AND number = :number
        """,
        {"level": level, "number": number},
    ).fetchone()
    return None if row is None else KeptTile(hashes=row["hashes"], root=row["root"])


def roots(db: Connection, level: int, first: int, count: int) -> tuple[Hash, ...]:
    """Return the roots of the full tiles of a level from one on, as far as they are kept."""
    rows = db.execute(
        """
        SELECT root FROM log_tile
        WHERE level = :level AND number >= :first AND number < :end ORDER BY number
        """,
        {"level": level, "first": first, "end": first + count},
    )
    return tuple(row["root"] for row in rows)


def kept(db: Connection, level: int) -> int:
    """Return how many full tiles of a level are kept; they have no gaps."""
    row = db.execute(
        """
        SELECT MAX(number) AS newest FROM log_tile WHERE level = :level
        """,
        {"level": level},
    ).fetchone()
    return 0 if row["newest"] is None else int(row["newest"]) + 1


def keep(db: Connection, tile: Tile, hashes: bytes, root: Hash) -> None:
    """Keep a full tile."""
    db.execute(
        """
        INSERT INTO log_tile (level, number, hashes, root)
        VALUES (:level, :number, :hashes, :root)
        """,
        {"level": tile.level, "number": tile.number, "hashes": hashes, "root": root},
    )


def clear(db: Connection) -> None:
    """Drop every tile; they are made again from the ledger."""
    db.execute("DELETE FROM log_tile")
