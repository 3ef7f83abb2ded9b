"""A hub's database in a file, and short words to write entries into its ledger."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.availability.store import runs
from hub.ingest import ledger
from hub.ingest.model import Accepted
from hub.registry import acts
from hub.registry import store as registry
from shared import signing
from shared.period import day_start
from shared.runtime import migrate
from shared.wire.availability import Availability, NetworkName
from tests.hub.availability.build import EAST_UUSIMAA, PORVOO

MIGRATIONS = Path(__file__).parents[3] / "hub" / "migrations"
BEGIN = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
KEY = signing.SigningKey.from_bytes(b"k" * 32)


def after(days: float) -> datetime:
    """Return the instant so many days after the ledger's first entry."""
    return BEGIN + timedelta(days=days)


def database(path: Path) -> sqlite3.Connection:
    """Return a connection to a new database with the hub's schema."""
    db = sqlite3.connect(path, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = OFF")  # what a disk can do is tested elsewhere
    migrate.apply(db, MIGRATIONS, BEGIN)
    return db


def act(db: sqlite3.Connection, given: acts.Act, days: float = 0) -> None:
    """Append an act as the registry does."""
    registry.apply(db, given, after(days))
    ledger.append_act(db, given, after(days))


def admit(
    db: sqlite3.Connection,
    node: str = "east",
    answers: tuple[str, ...] = (PORVOO,),
    days: float = 0,
) -> None:
    """Append what makes a network active in East Uusimaa."""
    act(db, acts.Admitted(node=node, name=NetworkName(fi=node, sv=node)), days)
    grant = acts.Granted(node=node, municipalities=answers, reach=(EAST_UUSIMAA,))
    act(db, grant, days)
    public = signing.SigningKey.from_bytes(node.encode().ljust(32, b"."))
    act(db, acts.Keyed(node=node, public_key=public.public, first_sequence=1), days)


def push(db: sqlite3.Connection, report: Availability, days: float) -> None:
    """Append a report, chained to the one before it."""
    head = ledger.head(db, report.node)
    fields = {f: getattr(report, f) for f in report.__struct_fields__}
    fields |= {
        "sequence": head.sequence + 1 if head else 1,
        "previous": head.digest if head else None,
        "confirmed_at": report.confirmed_at and after(days),
    }
    chained = Availability(**fields)
    envelope = signing.sign(chained, KEY)
    accepted = Accepted(report=chained, digest=signing.envelope_digest(envelope))
    body = signing.encode_envelope(envelope)
    ledger.append_report(db, accepted, body, at=after(days), offset_s=0)


def dump(db: sqlite3.Connection) -> tuple[tuple[object, ...], ...]:
    """Return every byte of the projection's tables."""
    tables = ("projection", "projection_mark", "history")
    rows = (
        row
        for table in tables
        for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608
    )
    return tuple(tuple(row) for row in rows)


def story(db: sqlite3.Connection, municipality: str = PORVOO) -> list[tuple[int, int, str]]:
    """Return a municipality's history: first and last day, counted from the ledger's, and state."""
    first_day = BEGIN.date()
    return [
        ((run.first - first_day).days, (run.last - first_day).days, run.state)
        for run in runs(db)
        if run.municipality == municipality
    ]


def midnight(days: int) -> datetime:
    """Return the instant at which the day so many days after the first begins in Helsinki."""
    return day_start(BEGIN.date() + timedelta(days=days))
