"""Carry the projection along the ledger, and make the snapshot that is published from it.

All functions are jobs of one connection. Snapshot = f(ledger, approved contacts, time) alone.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import chain as joined
from sqlite3 import Connection

import msgspec

from hub.availability import assemble, chronicle, store
from hub.availability.chronicle import EMPTY, Chronicle, Folded
from hub.availability.horizon import next_change
from hub.availability.model import Projection
from hub.availability.snapshot import Snapshot
from hub.ingest import chain, ledger
from hub.ingest import store as ingest_store
from hub.statistics import store as statistics
from shared.period import helsinki_day, whole_second
from shared.reference.lookup import Reference
from shared.wire.session import Policy
from shared.wire.words import Digest

_FOLD = "3"
"""Changed whenever fold, compute or division change what the same ledger makes."""


def catch_up(db: Connection, reference: Reference, policy: Policy, now: datetime) -> int:
    """Fold what the ledger has beyond the projection, close past days; return the entries folded.

    With another policy or other reference tables, everything is folded again from the start.
    """
    stored = store.load(db)
    today = helsinki_day(now)
    if stored is None or stored.basis != basis(reference, policy):
        return rebuild(db, reference, policy, now)
    past = stored.chronicle
    entries = _entries(db, past.mark.entries)
    first = next(entries, None)
    if not chronicle.fits(past, first.event if first else None, today):
        return rebuild(db, reference, policy, now)
    fresh = joined((first,), entries) if first else entries
    after = chronicle.advance(past, fresh, reference, policy, today)
    if (after.mark, after.history.closed) != (past.mark, past.history.closed):
        store.save(db, past, after, stored.basis)
    return after.mark.entries - past.mark.entries


def rebuild(db: Connection, reference: Reference, policy: Policy, now: datetime) -> int:
    """Drop projection and history and fold the whole ledger again; return its entries."""
    after = folded(db, reference, policy, now)
    store.clear(db)
    store.save(db, EMPTY, after, basis(reference, policy))
    return after.mark.entries


def folded(db: Connection, reference: Reference, policy: Policy, now: datetime) -> Chronicle:
    """Return what the whole ledger makes, without a look at what is stored."""
    return chronicle.advance(EMPTY, _entries(db, 0), reference, policy, helsinki_day(now))


def snapshot(db: Connection, reference: Reference, policy: Policy, now: datetime) -> Snapshot:
    """Return what is published at `now` from the stored projection; call `catch_up` before it."""
    return look(db, reference, policy, now)[0]


def _snapshot(
    db: Connection, past: Chronicle, reference: Reference, policy: Policy, now: datetime
) -> Snapshot:
    seen = ingest_store.contacts(db, "seen")
    return assemble.snapshot(
        past.mark,
        past.projection,
        store.runs(db),
        {node: kept.contact for node, kept in seen.items()},
        reference=reference,
        policy=policy,
        made_at=whole_second(now),
        statistics=statistics.read(db, reference, now),
    )


def look(
    db: Connection, reference: Reference, policy: Policy, now: datetime
) -> tuple[Snapshot, datetime]:
    """Return the snapshot and the next instant at which time alone changes it; it only reads."""
    stored = store.load(db)
    past = stored.chronicle if stored else EMPTY
    return _snapshot(db, past, reference, policy, now), next_change(past.projection, policy, now)


def known(db: Connection) -> Projection:
    """Return the stored projection: what the hub knows of every network."""
    return store.projection(db)


@lru_cache(maxsize=8)
def basis(reference: Reference, policy: Policy) -> Digest:
    """Return the digest of all that the history is made of besides the ledger."""
    tables = (_FOLD, policy, reference.areas, reference.municipalities, reference.former)
    return hashlib.sha256(msgspec.json.encode(tables)).hexdigest()


def _entries(db: Connection, first: int) -> Iterator[Folded]:
    """Yield the ledger's entries from number `first` on, a page at a time."""
    while page := ledger.entries(db, first - 1):
        for entry in page:
            yield Folded(number=entry.number, head=entry.head, event=chain.event_of(entry))
        first = page[-1].number + 1
