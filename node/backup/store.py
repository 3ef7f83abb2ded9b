"""Rows on backups and drills, the kept recovery key, and what a database holds. SQL stands here."""

from datetime import datetime
from sqlite3 import Connection, Row

from node.backup.model import Run
from node.care.trouble import told, written
from shared.period import instant_text, parse_instant

KEEP_RUNS = 200


def add_run(db: Connection, run: Run) -> None:
    """Write what a backup or a drill gave."""
    db.execute(
        """
        INSERT INTO backup_run (kind, at, state, file, bytes, made_at, command_exit, trouble)
        VALUES (:kind, :at, :state, :file, :bytes, :made_at, :command_exit, :trouble)
        """,
        {
            "kind": run.kind,
            "at": instant_text(run.at),
            "state": run.state,
            "file": run.file,
            "bytes": run.bytes,
            "made_at": instant_text(run.made_at) if run.made_at else None,
            "command_exit": run.command_exit,
            "trouble": written(run.trouble) if run.trouble else None,
        },
    )


def prune_runs(db: Connection) -> None:
    """Forget all but the newest runs."""
    db.execute(
        """
        DELETE FROM backup_run WHERE number <= (SELECT max(number) FROM backup_run) - :keep
        """,
        {"keep": KEEP_RUNS},
    )


def newest(db: Connection, kind: str) -> Run | None:
    """Return the newest run of a kind."""
    row = db.execute(
        """
        SELECT kind, at, state, file, bytes, made_at, command_exit, trouble FROM backup_run
        WHERE kind = :kind ORDER BY number DESC LIMIT 1
        """,
        {"kind": kind},
    ).fetchone()
    return _run(row) if row else None


def newest_good(db: Connection, kind: str) -> Run | None:
    """Return the newest run of a kind that ended well."""
    row = db.execute(
        """
        SELECT kind, at, state, file, bytes, made_at, command_exit, trouble FROM backup_run
        WHERE kind = :kind AND state = 'ok' ORDER BY number DESC LIMIT 1
        """,
        {"kind": kind},
    ).fetchone()
    return _run(row) if row else None


def runs(db: Connection, limit: int = 20) -> tuple[Run, ...]:
    """Return the newest runs, the newest first."""
    rows = db.execute(
        """
        SELECT kind, at, state, file, bytes, made_at, command_exit, trouble FROM backup_run
        ORDER BY number DESC LIMIT :limit
        """,
        {"limit": limit},
    ).fetchall()
    return tuple(_run(row) for row in rows)


def keep_key(db: Connection, fingerprint: str, now: datetime) -> None:
    """Remember that a person has the recovery key of this fingerprint on paper."""
    db.execute(
        """
        INSERT INTO recovery_key (one, fingerprint, kept_at) VALUES (1, :fingerprint, :now)
        ON CONFLICT (one) DO UPDATE SET fingerprint = excluded.fingerprint,
            kept_at = excluded.kept_at
        """,
        {"fingerprint": fingerprint, "now": instant_text(now)},
    )


def kept_key(db: Connection) -> tuple[str, datetime] | None:
    """Return the fingerprint of the key that a person keeps, and since when."""
    row = db.execute("SELECT fingerprint, kept_at FROM recovery_key WHERE one = 1").fetchone()
    return (row["fingerprint"], parse_instant(row["kept_at"])) if row else None


def tables(db: Connection) -> tuple[str, ...]:
    """Return the names of a database's tables."""
    rows = db.execute(
        """
        SELECT name FROM sqlite_master
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name LIMIT 1000
        """
    ).fetchall()
    return tuple(row[0] for row in rows)


def rows_in(db: Connection, table: str) -> int:
    """Return how many rows a table has; `table` is a name that `tables` gave."""
    quoted = table.replace('"', '""')
    return int(db.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608 (a name that the schema gave)


def _run(row: Row) -> Run:
    return Run(
        kind=row["kind"],
        at=parse_instant(row["at"]),
        state=row["state"],
        file=row["file"],
        bytes=row["bytes"],
        made_at=parse_instant(row["made_at"]) if row["made_at"] else None,
        command_exit=row["command_exit"],
        trouble=told(row["trouble"]),
    )
