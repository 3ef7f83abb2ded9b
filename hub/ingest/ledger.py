"""The append-only ledger in SQL: reports, registry acts and last words, chained by their heads.

Every function runs inside its caller's transaction; a report enters only by compare-and-swap on
its node's head.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from sqlite3 import Connection, Row

from msgspec import Struct

from hub.ingest import chain
from hub.ingest.chain import Leaf, Tip
from hub.ingest.model import Accepted, Counted, Entry
from hub.registry import acts
from shared.period import instant_text, parse_instant
from shared.wire.session import Head
from shared.wire.statistics import Statistics
from shared.wire.words import Digest, NodeId, Quarter, Sequence

PAGE_ROWS = 1000


class HeadMovedError(Exception):
    """Another report of the node took the head between judging and appending."""


class NodeHead(Struct, frozen=True, kw_only=True):
    """The newest report of a node: its number, its digest and its entry."""

    node: NodeId
    sequence: Sequence
    digest: Digest
    entry: int


def tip(db: Connection) -> Tip:
    """Return the number of entries and the last head."""
    row = db.execute(
        """
        SELECT entry, head FROM ledger ORDER BY entry DESC LIMIT 1
        """
    ).fetchone()
    return Tip() if row is None else Tip(entries=row["entry"] + 1, head=row["head"])


def append(db: Connection, item: Leaf, previous: Digest) -> Entry:
    """Append the entry that follows the head `previous`, and return it."""
    entry = chain.chained(previous, item)
    insert(db, entry)
    return entry


def append_act(db: Connection, act: acts.Act, at: datetime) -> Entry:
    """Append an act of the registry, or a node's last word."""
    end = tip(db)
    item = Leaf(
        number=end.entries,
        kind=chain.kind_of(act),
        node=act.node,
        sequence=None,
        digest=None,
        at=at,
        offset_s=0,
        body=acts.encode(act),
    )
    return append(db, item, end.head)


def append_report(
    db: Connection, accepted: Accepted, body: bytes, *, at: datetime, offset_s: int
) -> Entry:
    """Append what stands in a node's chain and move its head. Raises HeadMovedError."""
    end = tip(db)
    report = accepted.report
    item = Leaf(
        number=end.entries,
        kind=chain.kind_in_chain(report),
        node=report.node,
        sequence=report.sequence,
        digest=accepted.digest,
        at=at,
        offset_s=offset_s,
        body=body,
    )
    entry = append(db, item, end.head)
    if not move_head(db, entry, report.previous):
        raise HeadMovedError(f"the head of {report.node} moved under report {report.sequence}")
    return entry


def move_head(db: Connection, entry: Entry, previous: Digest | None) -> bool:
    """Compare-and-swap a node's head; True if exactly the expected head was there."""
    values: dict[str, object] = {
        "node": entry.node,
        "sequence": entry.sequence,
        "digest": entry.digest,
        "entry": entry.number,
        "previous": previous,
    }
    return _first_head(db, values) if previous is None else _next_head(db, values)


def _first_head(db: Connection, values: dict[str, object]) -> bool:
    done = db.execute(
        """
        INSERT INTO node_head (node, sequence, digest, entry)
        VALUES (:node, :sequence, :digest, :entry)
        ON CONFLICT (node) DO NOTHING
        """,
        values,
    )
    return done.rowcount == 1


def _next_head(db: Connection, values: dict[str, object]) -> bool:
    done = db.execute(
        """
        UPDATE node_head SET sequence = :sequence, digest = :digest, entry = :entry
        WHERE node = :node AND sequence = :sequence - 1 AND digest = :previous
        """,
        values,
    )
    return done.rowcount == 1


def insert(db: Connection, entry: Entry) -> None:
    """Insert a finished entry; the table takes only the next number."""
    db.execute(
        """
        INSERT INTO ledger (entry, kind, node, sequence, digest, at, offset_s, body, head)
        VALUES (:entry, :kind, :node, :sequence, :digest, :at, :offset_s, :body, :head)
        """,
        {
            "entry": entry.number,
            "kind": entry.kind,
            "node": entry.node,
            "sequence": entry.sequence,
            "digest": entry.digest,
            "at": instant_text(entry.at),
            "offset_s": entry.offset_s,
            "body": entry.body,
            "head": entry.head,
        },
    )


def entries(db: Connection, after: int = -1, limit: int = PAGE_ROWS) -> tuple[Entry, ...]:
    """Return at most `limit` entries numbered above `after`, in order."""
    rows = db.execute(
        """
        SELECT entry, kind, node, sequence, digest, at, offset_s, body, head FROM ledger
        WHERE entry > :after ORDER BY entry LIMIT :limit
        """,
        {"after": after, "limit": limit},
    )
    return tuple(entry_of(row) for row in rows)


def rows(db: Connection, after: int) -> list[Row]:
    """Return a page of entries as they stand in the table, for the proof."""
    return db.execute(
        """
        SELECT entry, kind, node, sequence, digest, at, offset_s, body, head FROM ledger
        WHERE entry > :after ORDER BY entry LIMIT :limit
        """,
        {"after": after, "limit": PAGE_ROWS},
    ).fetchall()


def report(db: Connection, node: NodeId, sequence: Sequence) -> Entry | None:
    """Return the entry of a node's report with this number."""
    row = db.execute(
        """
        SELECT entry, kind, node, sequence, digest, at, offset_s, body, head FROM ledger
        WHERE node = :node AND sequence = :sequence
        """,
        {"node": node, "sequence": sequence},
    ).fetchone()
    return None if row is None else entry_of(row)


def reports_after(db: Connection, node: NodeId, after: int, limit: int = 50) -> tuple[Entry, ...]:
    """Return at most `limit` of a node's reports numbered above `after`, in order."""
    rows = db.execute(
        """
        SELECT entry, kind, node, sequence, digest, at, offset_s, body, head FROM ledger
        WHERE node = :node AND sequence > :after
        ORDER BY sequence LIMIT :limit
        """,
        {"node": node, "after": after, "limit": limit},
    )
    return tuple(entry_of(row) for row in rows)


def counted(
    db: Connection, node: NodeId, quarter: Quarter, below: Sequence
) -> dict[int, Statistics]:
    """Return the counts a node reported of a quarter in reports before that number, by version."""
    rows = db.execute(
        """
        SELECT entry, kind, node, sequence, digest, at, offset_s, body, head FROM ledger
        WHERE kind = 'statistics' AND node = :node AND sequence < :below
        ORDER BY entry
        """,
        {"node": node, "below": below},
    )
    found = [event.report for event in _counts(rows)]
    return {one.version: one for one in found if one.quarter == quarter}


def every_count(db: Connection) -> Iterator[Counted]:
    """Yield all counts of quarters, in order; for what a person decides now and then."""
    rows = db.execute(
        """
        SELECT entry, kind, node, sequence, digest, at, offset_s, body, head FROM ledger
        WHERE kind IN (
            'statistics', 'granted', 'handed_over', 'called_off', 'ended', 'owns', 'keyed'
        )
            AND kind = 'statistics'
        ORDER BY entry
        """
    )
    yield from _counts(rows)


def _counts(rows: Iterable[Row]) -> Iterator[Counted]:
    for row in rows:
        event = chain.event_of(entry_of(row))
        if isinstance(event, Counted):
            yield event


def head(db: Connection, node: NodeId) -> Head | None:
    """Return a node's head, None before its first report."""
    row = db.execute(
        """
        SELECT sequence, digest FROM node_head WHERE node = :node
        """,
        {"node": node},
    ).fetchone()
    return None if row is None else Head(sequence=row["sequence"], digest=row["digest"])


def heads(db: Connection) -> dict[NodeId, NodeHead]:
    """Return every node's newest report."""
    rows = db.execute(
        """
        SELECT node, sequence, digest, entry FROM node_head ORDER BY node
        """
    )
    return {row["node"]: NodeHead(**dict(row)) for row in rows}


def last_contact(db: Connection, node: NodeId) -> datetime | None:
    """Return when the ledger last recorded a contact of the node: a report or a word."""
    row = db.execute(
        """
        SELECT at FROM ledger WHERE entry = (
            SELECT MAX(entry) FROM (
                SELECT entry FROM node_head WHERE node = :node
                UNION ALL
                SELECT MAX(entry) AS entry FROM ledger WHERE kind = 'word' AND node = :node
            ) AS contact
        )
        """,
        {"node": node},
    ).fetchone()
    return None if row is None else parse_instant(row["at"])


def entry_of(row: Row) -> Entry:
    """Return a row as an entry. Raises ValueError or TypeError for columns that are none."""
    return Entry(
        number=row["entry"],
        kind=row["kind"],
        node=row["node"],
        sequence=row["sequence"],
        digest=row["digest"],
        at=parse_instant(row["at"]),
        offset_s=row["offset_s"],
        body=row["body"],
        head=row["head"],
    )
