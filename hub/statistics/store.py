"""The statistics of a ledger: what they follow from is read from it, and nothing else is kept."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from sqlite3 import Connection

import msgspec

from hub.ingest import chain, ledger
from hub.ingest.model import Counted
from hub.statistics.document import document
from hub.statistics.gathering import Told, gathered
from hub.statistics.quarters import newest_closed
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.wire.openstatistics import StatisticsDocument
from shared.wire.words import Digest, NodeId, Quarter

PAGE_ROWS = 1000
REMEMBERED_MAX = 4
_REMEMBERED: dict[Digest, StatisticsDocument] = {}


def read(db: Connection, reference: Reference, now: datetime) -> StatisticsDocument:
    """Return the statistics at `now`; made anew only if something that matters came since.

    The last ones are remembered under the digest of all that they are a function of: the same
    ledger, tables and quarter never come to others.
    """
    mark = _mark(db, reference, now)
    found = _REMEMBERED.get(mark)
    if found is None:
        found = made(db, reference, now)
        while len(_REMEMBERED) >= REMEMBERED_MAX:
            _REMEMBERED.pop(next(iter(_REMEMBERED)), None)
        _REMEMBERED[mark] = found
    return found


def made(db: Connection, reference: Reference, now: datetime) -> StatisticsDocument:
    """Return the statistics as the ledger makes them, without a look at what is remembered."""
    return document(gathered(_entries(db)), reference, helsinki_day(now))


def newest_counts(db: Connection, node: NodeId) -> Digest | None:
    """Return the head of a network's newest counts in the ledger."""
    row = db.execute(
        """
        SELECT head FROM ledger WHERE kind = 'statistics' AND node = :node
        ORDER BY entry DESC LIMIT 1
        """,
        {"node": node},
    ).fetchone()
    return None if row is None else str(row["head"])


def quarters_told(db: Connection, node: NodeId) -> frozenset[Quarter]:
    """Return the quarters of which the ledger holds counts of a network."""
    rows = db.execute(
        """
        SELECT entry, kind, node, sequence, digest, at, offset_s, body, head FROM ledger
        WHERE kind = 'statistics' AND node = :node ORDER BY entry
        """,
        {"node": node},
    )
    events = (chain.event_of(ledger.entry_of(row)) for row in rows)
    return frozenset(one.report.quarter for one in events if isinstance(one, Counted))


def _entries(db: Connection) -> Iterator[Told]:
    """Yield the entries that matter, in order, a page at a time."""
    after = -1
    while True:
        rows = db.execute(
            """
            SELECT entry, kind, node, sequence, digest, at, offset_s, body, head FROM ledger
            WHERE kind IN (
                'statistics', 'granted', 'handed_over', 'called_off', 'ended', 'owns', 'keyed'
            )
                AND entry > :after
            ORDER BY entry LIMIT :limit
            """,
            {"after": after, "limit": PAGE_ROWS},
        ).fetchall()
        for row in rows:
            entry = ledger.entry_of(row)
            yield Told(number=entry.number, head=entry.head, event=chain.event_of(entry))
        if len(rows) < PAGE_ROWS:
            return
        after = rows[-1]["entry"]


def _mark(db: Connection, reference: Reference, now: datetime) -> Digest:
    """Return the digest of all that the document is a function of."""
    row = db.execute(
        """
        SELECT head FROM ledger
        WHERE kind IN (
            'statistics', 'granted', 'handed_over', 'called_off', 'ended', 'owns', 'keyed'
        )
        ORDER BY entry DESC LIMIT 1
        """
    ).fetchone()
    day = helsinki_day(now)
    spelled = (_tables(reference.on(day)), newest_closed(day), "" if row is None else row["head"])
    return hashlib.sha256(" ".join(spelled).encode()).hexdigest()


@lru_cache(maxsize=8)
def _tables(reference: Reference) -> Digest:
    """Return the digest of the tables that the document is made with."""
    tables = (reference.areas, reference.municipalities, reference.former)
    return hashlib.sha256(msgspec.json.encode(tables)).hexdigest()
