"""The release ledger in SQL: it only grows. Beside it, what was asked and what went wrong.

Every function runs inside its caller's transaction. Where a release stands is the outbox's word.
"""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection, Row

import msgspec
from msgspec import Struct

from node.anonymiser.releases.model import SCHEMA, Asked, Attempt, Figures, Release
from shared.period import instant_text, parse_instant
from shared.text import Text
from shared.wire.words import Digest, Quarter

LIMIT = 500


class KeyRow(Struct, frozen=True, kw_only=True):
    """The disclosure key in force, as far as the database knows it."""

    fingerprint: Digest
    how: str


class Came(Struct, frozen=True, kw_only=True):
    """A report of the own chain that the ledger does not know yet."""

    digest: Digest
    envelope: bytes
    adopted: bool


def releases(db: Connection) -> tuple[Release, ...]:
    """Return the whole ledger, the oldest first."""
    attempts: dict[int, list[Attempt]] = {}
    for row in db.execute(
        """
        SELECT signed.release, signed.digest, sent.state, sent.problem, sent.settled_at
        FROM statistics_signed AS signed JOIN outbox_entry AS sent ON sent.digest = signed.digest
        ORDER BY sent.entry LIMIT :limit
        """,
        {"limit": LIMIT},
    ):
        attempts.setdefault(row["release"], []).append(_attempt(row))
    rows = db.execute(
        """
        SELECT number, figures, made_at, fingerprint, reason, adopted FROM statistics_release
        ORDER BY number LIMIT :limit
        """,
        {"limit": LIMIT},
    )
    return tuple(_release(row, attempts.get(row["number"], [])) for row in rows)


def add(db: Connection, release: Release) -> int:
    """Add a release to the ledger and return its number."""
    figures = release.figures
    done = db.execute(
        """
        INSERT INTO statistics_release (quarter, version, vintage, figures, made_at, fingerprint,
            reason, adopted)
        VALUES (:quarter, :version, :vintage, :figures, :made_at, :fingerprint, :reason, :adopted)
        """,
        {
            "quarter": figures.quarter,
            "version": figures.version,
            "vintage": figures.vintage,
            "figures": msgspec.json.encode(figures),
            "made_at": instant_text(release.made_at),
            "fingerprint": release.fingerprint,
            "reason": release.reason,
            "adopted": int(release.adopted),
        },
    )
    return int(done.lastrowid or 0)


def signed(db: Connection, release: int, digest: Digest) -> None:
    """Note a report that was signed with the figures of a release."""
    db.execute(
        "INSERT INTO statistics_signed (digest, release) VALUES (:digest, :release)",
        {"digest": digest, "release": release},
    )


def unknown(db: Connection) -> tuple[Came, ...]:
    """Return the acknowledged statistics of the own chain that the ledger does not know."""
    rows = db.execute(
        """
        SELECT digest, envelope, adopted FROM outbox_entry
        WHERE schema = :schema AND state = 'delivered'
            AND digest NOT IN (SELECT digest FROM statistics_signed)
        ORDER BY sequence LIMIT :limit
        """,
        {"schema": SCHEMA, "limit": LIMIT},
    )
    return tuple(
        Came(digest=row["digest"], envelope=row["envelope"], adopted=bool(row["adopted"]))
        for row in rows
    )


def spoke_itself(db: Connection) -> bool:
    """Tell whether anything this very database sent was acknowledged."""
    row = db.execute(
        """
        SELECT EXISTS (
            SELECT 1 FROM outbox_entry WHERE state = 'delivered' AND adopted = 0
        ) AS spoke
        """
    ).fetchone()
    return bool(row["spoke"])


def key(db: Connection) -> KeyRow | None:
    """Return the disclosure key in force; None in a database that has not begun with one."""
    row = db.execute(
        "SELECT fingerprint, how FROM disclosure_key ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return None if row is None else KeyRow(fingerprint=row["fingerprint"], how=row["how"])


def begin_key(db: Connection, fingerprint: Digest, at: datetime) -> None:
    """Note the first key of a database; nothing happens where it has begun with one."""
    db.execute(
        """
        INSERT INTO disclosure_key (fingerprint, at, how)
        SELECT :fingerprint, :at, 'begun' WHERE NOT EXISTS (SELECT 1 FROM disclosure_key)
        """,
        {"fingerprint": fingerprint, "at": instant_text(at)},
    )


def estrange_key(db: Connection, at: datetime) -> None:
    """Note that releases were drawn from a key which was never here: no key fits from now on."""
    db.execute(
        """
        INSERT INTO disclosure_key (fingerprint, at, how) VALUES (:fingerprint, :at, 'foreign')
        """,
        {"fingerprint": "0" * 64, "at": instant_text(at)},
    )


def decide_key(db: Connection, fingerprint: Digest, at: datetime) -> None:
    """Note the key that a person decided to begin with."""
    db.execute(
        """
        INSERT INTO disclosure_key (fingerprint, at, how) VALUES (:fingerprint, :at, 'decided')
        """,
        {"fingerprint": fingerprint, "at": instant_text(at)},
    )


def asked(db: Connection) -> dict[Quarter, Asked]:
    """Return what was asked for, by quarter."""
    rows = db.execute(
        "SELECT quarter, wish, reason FROM statistics_asked ORDER BY quarter LIMIT :limit",
        {"limit": LIMIT},
    )
    return {row["quarter"]: msgspec.convert(dict(row), Asked) for row in rows}


def ask(db: Connection, wished: Asked, at: datetime) -> None:
    """Keep what a person asked for, in place of an earlier wish."""
    db.execute(
        """
        INSERT INTO statistics_asked (quarter, wish, reason, asked_at)
        VALUES (:quarter, :wish, :reason, :at)
        ON CONFLICT (quarter) DO UPDATE SET wish = excluded.wish, reason = excluded.reason,
            asked_at = excluded.asked_at
        """,
        {**msgspec.structs.asdict(wished), "at": instant_text(at)},
    )


def forget_wish(db: Connection, quarter: Quarter) -> None:
    """Forget what was asked: it is done, or cannot be done."""
    db.execute("DELETE FROM statistics_asked WHERE quarter = :quarter", {"quarter": quarter})


def troubles(db: Connection) -> dict[Quarter, tuple[Text, ...]]:
    """Return why releases were not made, by quarter."""
    rows = db.execute(
        "SELECT quarter, reasons FROM statistics_trouble ORDER BY quarter LIMIT :limit",
        {"limit": LIMIT},
    )
    return {
        row["quarter"]: msgspec.json.decode(row["reasons"], type=tuple[Text, ...]) for row in rows
    }


def set_trouble(db: Connection, quarter: Quarter, reasons: Sequence[Text], at: datetime) -> None:
    """Keep why a release was not made; without reasons there is no trouble any more."""
    db.execute("DELETE FROM statistics_trouble WHERE quarter = :quarter", {"quarter": quarter})
    db.execute(
        """
        INSERT INTO statistics_trouble (quarter, reasons, since)
        SELECT :quarter, :reasons, :at WHERE :some
        """,
        {
            "quarter": quarter,
            "reasons": msgspec.json.encode(reasons).decode(),
            "at": instant_text(at),
            "some": bool(reasons),
        },
    )


def _attempt(row: Row) -> Attempt:
    settled = row["settled_at"]
    return Attempt(
        digest=row["digest"],
        state=row["state"],
        problem=row["problem"],
        settled_at=parse_instant(settled) if settled else None,
    )


def _release(row: Row, attempts: Sequence[Attempt]) -> Release:
    return Release(
        number=row["number"],
        figures=msgspec.json.decode(row["figures"], type=Figures),
        made_at=parse_instant(row["made_at"]),
        fingerprint=row["fingerprint"],
        reason=row["reason"],
        adopted=bool(row["adopted"]),
        attempts=tuple(attempts),
    )
