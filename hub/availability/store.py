"""Projection and history in SQL. All rows can be dropped and folded again from the ledger.

Every function runs inside its caller's transaction.
"""

from datetime import date
from sqlite3 import Connection

import msgspec
from msgspec import Struct

from hub.availability.chronicle import Chronicle, Mark
from hub.availability.history import History, Standing
from hub.availability.model import Known, Projection
from hub.availability.snapshot import HistoryRun
from shared.wire.words import Digest, MunicipalityCode

_KNOWN: msgspec.json.Decoder[Known] = msgspec.json.Decoder(Known)


class Stored(Struct, frozen=True, kw_only=True):
    """A stored chronicle, whose history holds no run that is over, and what it was made with."""

    chronicle: Chronicle
    basis: Digest


def load(db: Connection) -> Stored | None:
    """Return the stored chronicle without its past runs, or None before the first."""
    row = db.execute(
        """
        SELECT entries, head, newest, closed, basis FROM projection_mark WHERE one = 1
        """
    ).fetchone()
    if row is None:
        return None
    mark = Mark(entries=row["entries"], head=row["head"], newest=_day(row["newest"]))
    history = History(closed=_day(row["closed"]), standing=_standing(db))
    return Stored(
        chronicle=Chronicle(mark=mark, projection=projection(db), history=history),
        basis=row["basis"],
    )


def save(db: Connection, before: Chronicle, after: Chronicle, basis: Digest) -> None:
    """Write what differs between a stored chronicle and the one carried forward from it."""
    for node in sorted(after.projection):
        known = after.projection[node]
        if known is not before.projection.get(node):
            _save_known(db, known)
    for run in after.history.over:
        _save_ended(db, run)
    for code in sorted(after.history.standing):
        standing = after.history.standing[code]
        if standing != before.history.standing.get(code):
            _save_standing(db, code, standing)
    _save_mark(db, after, basis)


def clear(db: Connection) -> None:
    """Drop projection, mark and history."""
    db.execute("DELETE FROM projection_mark")
    db.execute("DELETE FROM projection")
    db.execute("DELETE FROM history")


def projection(db: Connection) -> Projection:
    """Return what is stored of every network."""
    rows = db.execute(
        """
        SELECT node, known FROM projection ORDER BY node
        """
    )
    return {row["node"]: _KNOWN.decode(row["known"]) for row in rows}


def runs(db: Connection) -> tuple[HistoryRun, ...]:
    """Return every run of the history up to the last closed day, by municipality and first day."""
    rows = db.execute(
        """
        SELECT history.municipality, history.first, COALESCE(history.last, mark.closed) AS last,
            history.state, history.reason
        FROM history CROSS JOIN projection_mark AS mark
        ORDER BY history.municipality, history.first
        """
    )
    return tuple(
        HistoryRun(
            municipality=row["municipality"],
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]),
            state=row["state"],
            reason=row["reason"],
        )
        for row in rows
    )


def _standing(db: Connection) -> dict[MunicipalityCode, Standing]:
    rows = db.execute(
        """
        SELECT municipality, first, state, reason FROM history
        WHERE last IS NULL ORDER BY municipality
        """
    )
    return {
        row["municipality"]: Standing(date.fromisoformat(row["first"]), row["state"], row["reason"])
        for row in rows
    }


def _save_known(db: Connection, known: Known) -> None:
    db.execute(
        """
        INSERT INTO projection (node, known) VALUES (:node, :known)
        ON CONFLICT (node) DO UPDATE SET known = excluded.known
        """,
        {"node": known.node, "known": msgspec.json.encode(known)},
    )


def _save_ended(db: Connection, run: HistoryRun) -> None:
    db.execute(
        """
        INSERT INTO history (municipality, first, last, state, reason)
        VALUES (:municipality, :first, :last, :state, :reason)
        ON CONFLICT (municipality, first) DO UPDATE SET last = excluded.last
        """,
        {
            "municipality": run.municipality,
            "first": run.first.isoformat(),
            "last": run.last.isoformat(),
            "state": run.state,
            "reason": run.reason,
        },
    )


def _save_standing(db: Connection, code: MunicipalityCode, run: Standing) -> None:
    db.execute(
        """
        INSERT INTO history (municipality, first, last, state, reason)
        VALUES (:municipality, :first, NULL, :state, :reason)
        """,
        {
            "municipality": code,
            "first": run.first.isoformat(),
            "state": run.state,
            "reason": run.reason,
        },
    )


def _save_mark(db: Connection, chronicle: Chronicle, basis: Digest) -> None:
    newest, closed = chronicle.mark.newest, chronicle.history.closed
    db.execute(
        """
        INSERT INTO projection_mark (one, entries, head, newest, closed, basis)
        VALUES (1, :entries, :head, :newest, :closed, :basis)
        ON CONFLICT (one) DO UPDATE SET entries = excluded.entries, head = excluded.head,
            newest = excluded.newest, closed = excluded.closed, basis = excluded.basis
        """,
        {
            "entries": chronicle.mark.entries,
            "head": chronicle.mark.head,
            "newest": newest and newest.isoformat(),
            "closed": closed and closed.isoformat(),
            "basis": basis,
        },
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
