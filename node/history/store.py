"""Rows of the audit log, and of what stands beside it. SQL stands here; transactions do not."""

import json
from collections.abc import Iterable
from datetime import date
from sqlite3 import Connection, Row

from node.history.model import START, Change, Doer, Entry, Image, Kind, Verb
from shared.period import instant_text, parse_instant
from shared.wire.words import Digest

LAST_NUMBER = 2**63 - 1
"""No entry has it: what SQLite counts to."""


def salt(db: Connection) -> bytes:
    """Return what pseudonyms are made with."""
    found: bytes = db.execute("SELECT salt FROM history_salt WHERE one = 1").fetchone()["salt"]
    return found


def head(db: Connection) -> tuple[int, Digest]:
    """Return number and digest of the newest entry; 0 and the start before there is one."""
    row = db.execute(
        "SELECT number, digest FROM audit_entry ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return (row["number"], row["digest"]) if row else (0, START)


def append(
    db: Connection,
    *,
    number: int,
    doer: Doer,
    kind: Kind,
    record: str,
    verb: Verb,
    fields: str,
    previous: Digest,
    digest: Digest,
) -> None:
    """Write one entry at the end of the chain."""
    db.execute(
        """
        INSERT INTO audit_entry (number, at, staff, via, batch, kind, record, verb, fields,
            previous, digest)
        VALUES (:number, :at, :staff, :via, :batch, :kind, :record, :verb, :fields,
            :previous, :digest)
        """,
        {
            "number": number,
            "at": instant_text(doer.at),
            "staff": doer.staff,
            "via": doer.via,
            "batch": doer.batch,
            "kind": kind,
            "record": record,
            "verb": verb,
            "fields": fields,
            "previous": previous,
            "digest": digest,
        },
    )


def add_values(db: Connection, entry: int, changes: Iterable[Change]) -> None:
    """Write the old and new values of an entry."""
    db.executemany(
        """
        INSERT INTO history_value (entry, field, before, after)
        VALUES (:entry, :field, :before, :after)
        """,
        [
            {
                "entry": entry,
                "field": change.field,
                "before": json.dumps(change.before, ensure_ascii=False),
                "after": json.dumps(change.after, ensure_ascii=False),
            }
            for change in changes
        ],
    )


def add_image(db: Connection, image: Image, keep_until: date) -> None:
    """Write how a record looked before and after an entry."""
    db.execute(
        """
        INSERT INTO history_image (entry, kind, record, before, after, keep_until)
        VALUES (:entry, :kind, :record, :before, :after, :keep_until)
        """,
        {
            "entry": image.entry,
            "kind": image.kind,
            "record": image.record,
            "before": image.before,
            "after": image.after,
            "keep_until": keep_until.isoformat(),
        },
    )


def version(db: Connection, kind: Kind, record: str) -> int:
    """Return the number of the newest entry on a record, 0 without one."""
    row = db.execute(
        "SELECT max(number) AS number FROM audit_entry WHERE kind = :kind AND record = :record",
        {"kind": kind, "record": record},
    ).fetchone()
    return int(row["number"] or 0)


def of_record(
    db: Connection, kind: Kind, record: str, *, after: int = 0, limit: int = 200
) -> tuple[Entry, ...]:
    """Return the entries on a record, the newest first."""
    rows = db.execute(
        """
        SELECT number, at, staff, via, batch, audit_entry.kind, audit_entry.record, verb, fields,
            history_image.entry IS NOT NULL AS undoable
        FROM audit_entry LEFT JOIN history_image ON history_image.entry = number
        WHERE audit_entry.kind = :kind AND audit_entry.record = :record AND number > :after
        ORDER BY number DESC LIMIT :limit
        """,
        {"kind": kind, "record": record, "after": after, "limit": limit},
    ).fetchall()
    return tuple(_entry(db, row) for row in rows)


def newest(
    db: Connection, *, before: int | None, kind: Kind | None, limit: int
) -> tuple[Entry, ...]:
    """Return the newest entries, of one kind or of all, older than the number `before`."""
    rows = db.execute(
        _NEWEST if kind is None else _NEWEST_OF_KIND,
        {"before": LAST_NUMBER if before is None else before, "kind": kind, "limit": limit},
    ).fetchall()
    return tuple(_entry(db, row) for row in rows)


def of_batch(db: Connection, batch: int) -> tuple[Image, ...]:
    """Return the images of an import's entries that are still kept, the newest first."""
    rows = db.execute(
        """
        SELECT entry, history_image.kind, history_image.record, before, after
        FROM history_image JOIN audit_entry ON number = entry
        WHERE batch = :batch ORDER BY entry DESC
        """,
        {"batch": batch},
    )
    return tuple(_image(row) for row in rows)


def newest_image(db: Connection, kind: Kind, record: str) -> Image | None:
    """Return the image of the newest entry on a record that has one."""
    row = db.execute(
        """
        SELECT entry, kind, record, before, after FROM history_image
        WHERE kind = :kind AND record = :record ORDER BY entry DESC LIMIT 1
        """,
        {"kind": kind, "record": record},
    ).fetchone()
    return _image(row) if row else None


def image_of_entry(db: Connection, entry: int) -> Image | None:
    """Return the image of one entry, if it is still kept."""
    row = db.execute(
        "SELECT entry, kind, record, before, after FROM history_image WHERE entry = :entry",
        {"entry": entry},
    ).fetchone()
    return _image(row) if row else None


def removed(db: Connection, *, limit: int = 200) -> tuple[Entry, ...]:
    """Return the entries whose record was removed by them and can still be restored."""
    rows = db.execute(
        """
        SELECT number, at, staff, via, batch, audit_entry.kind, audit_entry.record, verb, fields,
            1 AS undoable
        FROM history_image CROSS JOIN audit_entry ON number = entry
        WHERE after IS NULL AND before IS NOT NULL AND entry = (
            SELECT max(latest.entry) FROM history_image AS latest
            WHERE latest.kind = history_image.kind AND latest.record = history_image.record)
        ORDER BY entry DESC LIMIT :limit
        """,
        {"limit": limit},
    ).fetchall()
    return tuple(_entry(db, row) for row in rows)


def forget(db: Connection, kind: Kind, record: str, pseudonym: str) -> None:
    """Erase images and values of a record; its entries stay in the chain."""
    for statement in (_FORGET_IMAGES, _FORGET_VALUES):
        db.execute(statement, {"kind": kind, "record": record, "pseudonym": pseudonym})


def prune(db: Connection, today: date) -> None:
    """Drop the images whose time is over."""
    db.execute("DELETE FROM history_image WHERE keep_until < :today", {"today": today.isoformat()})


# Of one kind and of all apart: with `:kind IS NULL OR`, SQLite would read the log to its beginning.
_NEWEST = """
    SELECT number, at, staff, via, batch, audit_entry.kind, audit_entry.record, verb, fields,
        history_image.entry IS NOT NULL AS undoable
    FROM audit_entry LEFT JOIN history_image ON history_image.entry = number
    WHERE number < :before ORDER BY number DESC LIMIT :limit
"""
_NEWEST_OF_KIND = """
    SELECT number, at, staff, via, batch, audit_entry.kind, audit_entry.record, verb, fields,
        history_image.entry IS NOT NULL AS undoable
    FROM audit_entry LEFT JOIN history_image ON history_image.entry = number
    WHERE audit_entry.kind = :kind AND number < :before ORDER BY number DESC LIMIT :limit
"""
_FORGET_IMAGES = "DELETE FROM history_image WHERE kind = :kind AND record = :record"
_FORGET_VALUES = """
    DELETE FROM history_value WHERE entry IN (
        SELECT number FROM audit_entry WHERE kind = :kind AND record IN (:record, :pseudonym))
"""


def _values(db: Connection, entry: int) -> tuple[Change, ...]:
    rows = db.execute(
        "SELECT field, before, after FROM history_value WHERE entry = :entry ORDER BY field",
        {"entry": entry},
    )
    return tuple(
        Change(field=r["field"], before=json.loads(r["before"]), after=json.loads(r["after"]))
        for r in rows
    )


def _entry(db: Connection, row: Row) -> Entry:
    return Entry(
        number=row["number"],
        at=parse_instant(row["at"]),
        staff=row["staff"],
        via=row["via"],
        batch=row["batch"],
        kind=row["kind"],
        record=row["record"],
        verb=row["verb"],
        fields=tuple(row["fields"].split()),
        changes=_values(db, row["number"]),
        undoable=bool(row["undoable"]),
    )


def _image(row: Row) -> Image:
    return Image(
        entry=row["entry"],
        kind=row["kind"],
        record=row["record"],
        before=row["before"],
        after=row["after"],
    )
