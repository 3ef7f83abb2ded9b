"""Rows of imports: their numbers and sums, and the mapped cells that wait to be taken.

SQL stands here; transactions do not.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from sqlite3 import Connection
from sqlite3 import Row as Found

from node.importing.model import Kind, Row, Run, Sheet, State, Sums
from shared.period import instant_text, parse_instant

LIMIT = 200


def begin(db: Connection, kind: Kind, *, at: datetime, staff: int | None) -> int:
    """Write a new import and return its number."""
    row = db.execute(
        """
        INSERT INTO import_run (kind, state, begun_at, staff)
        VALUES (:kind, 'checking', :at, :staff) RETURNING id
        """,
        {"kind": kind, "at": instant_text(at), "staff": staff},
    ).fetchone()
    number: int = row["id"]
    return number


def find(db: Connection, run: int) -> Run | None:
    """Return one import, or None."""
    row = db.execute(
        """
        SELECT id, kind, state, begun_at, staff, settled_at, undone_at, added, changed, unchanged,
            refused
        FROM import_run WHERE id = :run
        """,
        {"run": run},
    ).fetchone()
    return None if row is None else _run(row)


def newest(db: Connection, *, limit: int = LIMIT) -> tuple[Run, ...]:
    """Return the imports that were done or wait to be, the newest first."""
    rows = db.execute(
        """
        SELECT id, kind, state, begun_at, staff, settled_at, undone_at, added, changed, unchanged,
            refused
        FROM import_run WHERE state IN ('checking', 'done', 'undone')
        ORDER BY id DESC LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(_run(row) for row in rows)


def settle(db: Connection, run: int, state: State, *, at: datetime, sums: Sums) -> None:
    """Write how an import ended, and its sums."""
    db.execute(
        """
        UPDATE import_run SET state = :state, settled_at = :at, added = :added,
            changed = :changed, unchanged = :unchanged, refused = :refused
        WHERE id = :run
        """,
        {
            "run": run,
            "state": state,
            "at": instant_text(at),
            "added": sums.added,
            "changed": sums.changed,
            "unchanged": sums.unchanged,
            "refused": sums.refused,
        },
    )


def note_undone(db: Connection, run: int, *, at: datetime) -> None:
    """Write that an import was taken back."""
    db.execute(
        "UPDATE import_run SET state = 'undone', undone_at = :at WHERE id = :run",
        {"run": run, "at": instant_text(at)},
    )


def waiting_since(db: Connection, before: datetime) -> tuple[int, ...]:
    """Return the imports that were begun before then and still wait."""
    rows = db.execute(
        """
        SELECT id FROM import_run WHERE state = 'checking' AND begun_at < :before
        ORDER BY id LIMIT :limit
        """,
        {"before": instant_text(before), "limit": LIMIT},
    )
    return tuple(row["id"] for row in rows)


def add_columns(db: Connection, run: int, headings: Mapping[str, str], *, after: int = 0) -> None:
    """Write the headings of the mapped columns, from the place `after` on."""
    db.executemany(
        """
        INSERT INTO import_column (run, field, place, heading)
        VALUES (:run, :field, :place, :heading)
        """,
        [
            {"run": run, "field": field, "place": place, "heading": heading}
            for place, (field, heading) in enumerate(headings.items(), start=after)
        ],
    )


def add_rows(db: Connection, run: int, rows: Iterable[Row]) -> None:
    """Write the mapped cells of rows."""
    db.executemany(
        """
        INSERT INTO import_staging (run, line, cells, surplus)
        VALUES (:run, :line, :cells, :surplus)
        """,
        [
            {
                "run": run,
                "line": row.line,
                "cells": json.dumps(dict(row.cells), ensure_ascii=False),
                "surplus": int(row.surplus),
            }
            for row in rows
        ],
    )


def sheet(db: Connection, run: Run) -> Sheet:
    """Return the mapped cells of an import that waits."""
    rows = db.execute(
        "SELECT line, cells, surplus FROM import_staging WHERE run = :run ORDER BY line",
        {"run": run.id},
    )
    return Sheet(
        kind=run.kind,
        headings=headings(db, run.id),
        ignored=(),
        rows=tuple(map(_row, rows)),
    )


def headings(db: Connection, run: int) -> dict[str, str]:
    """Return the headings of the mapped columns by field, in the order of the file."""
    rows = db.execute(
        "SELECT field, heading FROM import_column WHERE run = :run ORDER BY place", {"run": run}
    )
    return {row["field"]: row["heading"] for row in rows}


def row(db: Connection, run: int, line: int) -> Row | None:
    """Return the mapped cells of one row, or None."""
    found = db.execute(
        """
        SELECT line, cells, surplus FROM import_staging WHERE run = :run AND line = :line
        """,
        {"run": run, "line": line},
    ).fetchone()
    return None if found is None else _row(found)


def repair(db: Connection, run: int, row: Row) -> None:
    """Replace a row's cells by what a person typed instead."""
    db.execute(
        """
        UPDATE import_staging SET cells = :cells, surplus = :surplus
        WHERE run = :run AND line = :line
        """,
        {
            "run": run,
            "line": row.line,
            "cells": json.dumps(dict(row.cells), ensure_ascii=False),
            "surplus": int(row.surplus),
        },
    )


def leave_out(db: Connection, run: int, line: int) -> None:
    """Erase one row of an import that waits."""
    db.execute(
        "DELETE FROM import_staging WHERE run = :run AND line = :line", {"run": run, "line": line}
    )


def keep_rows(db: Connection, run: int, lines: Iterable[int]) -> None:
    """Erase the rows of an import but these."""
    db.execute(
        """
        DELETE FROM import_staging
        WHERE run = :run AND line NOT IN (SELECT value FROM json_each(:lines))
        """,
        {"run": run, "lines": json.dumps(list(lines))},
    )


def count_rows(db: Connection, run: int) -> int:
    """Return how many rows of an import are here still."""
    row = db.execute(
        "SELECT count(*) AS number FROM import_staging WHERE run = :run", {"run": run}
    ).fetchone()
    number: int = row["number"]
    return number


def clear(db: Connection, run: int) -> None:
    """Erase the cells and headings of an import."""
    for statement in (_CLEAR_ROWS, _CLEAR_COLUMNS):
        db.execute(statement, {"run": run})


_CLEAR_ROWS = "DELETE FROM import_staging WHERE run = :run"
_CLEAR_COLUMNS = "DELETE FROM import_column WHERE run = :run"


def settled_with_rows(db: Connection, before: datetime) -> tuple[int, ...]:
    """Return the imports that were begun before then, are done, and whose errors are here still."""
    rows = db.execute(
        """
        SELECT id FROM import_run
        WHERE state <> 'checking' AND begun_at < :before
            AND EXISTS (SELECT 1 FROM import_column WHERE run = import_run.id)
        ORDER BY id LIMIT :limit
        """,
        {"before": instant_text(before), "limit": LIMIT},
    )
    return tuple(row["id"] for row in rows)


def _row(found: Found) -> Row:
    return Row(line=found["line"], cells=json.loads(found["cells"]), surplus=bool(found["surplus"]))


def _run(row: Found) -> Run:
    return Run(
        id=row["id"],
        kind=row["kind"],
        state=row["state"],
        begun_at=parse_instant(row["begun_at"]),
        staff=row["staff"],
        settled_at=_instant(row["settled_at"]),
        undone_at=_instant(row["undone_at"]),
        sums=Sums(
            added=row["added"],
            changed=row["changed"],
            unchanged=row["unchanged"],
            refused=row["refused"],
        ),
    )


def _instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
