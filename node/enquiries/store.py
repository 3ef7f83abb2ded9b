"""Rows of enquiries, tallies and proofs of erasure. SQL stands here; transactions do not.

What is sealed goes in and out of here sealed.
"""

import hashlib
from datetime import date, datetime
from sqlite3 import Connection, Row

import msgspec
from msgspec import Struct

from node.enquiries.model import Counted, Enquiry, Keeping, Proof, ReferenceCode, State, Tally
from node.enquiries.sealing import COLUMNS
from node.groups.model import GroupId
from shared.period import instant_text, parse_instant
from shared.wire.words import Digest, MunicipalityCode

LIMIT = 1_000
"""Enquiries one node keeps at a time."""
TALLIES_SHOWN = 5_000
_START: Digest = "0" * 64
_CLEAR = ("reference", "state", "came_on", "since", "renewed_on", "revision")
_CLEAR_TEXT = ", ".join(_CLEAR)


class SealedRow(Struct, frozen=True, kw_only=True):
    """An enquiry as it lies in the table."""

    enquiry: Enquiry
    sealed: dict[str, bytes]


def all_enquiries(db: Connection) -> tuple[Enquiry, ...]:
    """Return where every enquiry stands, the oldest first."""
    rows = db.execute(
        f"SELECT {_CLEAR_TEXT} FROM enquiry ORDER BY came_on, reference LIMIT :limit",  # noqa: S608 (names of columns)
        {"limit": LIMIT},
    )
    return tuple(_enquiry(row) for row in rows)


def find(db: Connection, reference: ReferenceCode) -> SealedRow | None:
    """Return one enquiry as it lies, or None."""
    row = db.execute(
        f"SELECT {', '.join((*_CLEAR, *COLUMNS))} FROM enquiry WHERE reference = :reference",  # noqa: S608 (names of columns)
        {"reference": reference},
    ).fetchone()
    if row is None:
        return None
    return SealedRow(enquiry=_enquiry(row), sealed={name: row[name] for name in COLUMNS})


def put(db: Connection, enquiry: Enquiry, sealed: dict[str, bytes]) -> None:
    """Write an enquiry as it is, replacing the one with its reference."""
    names = (*_CLEAR, *COLUMNS)
    updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    db.execute(
        f"""
        INSERT INTO enquiry ({", ".join(names)})
        VALUES ({", ".join(f":{name}" for name in names)})
        ON CONFLICT (reference) DO UPDATE SET {updates}
        """,  # noqa: S608 (names of columns)
        {**_clear(enquiry), **sealed},
    )


def remove(db: Connection, reference: ReferenceCode) -> bool:
    """Delete an enquiry's row, and tell whether there was one."""
    done = db.execute("DELETE FROM enquiry WHERE reference = :reference", {"reference": reference})
    return done.rowcount > 0


def groups_to_choose(db: Connection) -> dict[GroupId, MunicipalityCode]:
    """Return the groups a parent may ask about, with the municipality each meets in."""
    rows = db.execute(
        """
        SELECT id, meets_in FROM peer_group
        WHERE lifecycle IN ('planned', 'open', 'full', 'postponed') ORDER BY id LIMIT :limit
        """,
        {"limit": LIMIT},
    )
    return {row["id"]: row["meets_in"] for row in rows}


def add_to(db: Connection, tally: Tally) -> None:
    """Count one more."""
    db.execute(
        """
        INSERT INTO enquiry_tally (quarter, municipality, outcome, count)
        VALUES (:quarter, :municipality, :outcome, 1)
        ON CONFLICT (quarter, municipality, outcome) DO UPDATE SET count = count + 1
        """,
        msgspec.structs.asdict(tally),
    )


def take_from(db: Connection, tally: Tally) -> bool:
    """Count one fewer, and tell whether there was one; a row that counts nothing goes."""
    values = msgspec.structs.asdict(tally)
    done = db.execute(
        """
        UPDATE enquiry_tally SET count = count - 1
        WHERE quarter = :quarter AND municipality = :municipality AND outcome = :outcome
            AND count > 0
        """,
        values,
    )
    _drop_empty(db)
    return done.rowcount > 0


def tallies(db: Connection) -> tuple[Counted, ...]:
    """Return what was counted, the newest quarter first."""
    rows = db.execute(
        """
        SELECT quarter, municipality, outcome, count FROM enquiry_tally
        ORDER BY quarter DESC, municipality, outcome LIMIT :limit
        """,
        {"limit": TALLIES_SHOWN},
    )
    return tuple(
        Counted(
            tally=Tally(
                quarter=row["quarter"], municipality=row["municipality"], outcome=row["outcome"]
            ),
            count=row["count"],
        )
        for row in rows
    )


def keeping(db: Connection) -> Keeping:
    """Return how enquiries are kept here."""
    row = db.execute("SELECT tally_only FROM enquiry_keeping WHERE one = 1").fetchone()
    return Keeping(tally_only=bool(row["tally_only"]))


def set_keeping(db: Connection, keeping: Keeping) -> None:
    """Write how enquiries are kept here."""
    db.execute(
        "UPDATE enquiry_keeping SET tally_only = :tally_only WHERE one = 1",
        {"tally_only": int(keeping.tally_only)},
    )


def note_keys(db: Connection) -> None:
    """Note that the keys changed: the copy of the newest keys is no longer the newest."""
    db.execute("UPDATE enquiry_keeping SET keys_revision = keys_revision + 1 WHERE one = 1")


def unkept_keys(db: Connection) -> int | None:
    """Return the revision of the keys if the newest copy of them lacks it, else None."""
    row = db.execute(
        "SELECT keys_revision, keys_kept FROM enquiry_keeping WHERE one = 1"
    ).fetchone()
    return row["keys_revision"] if row["keys_revision"] > row["keys_kept"] else None


def keep_keys(db: Connection, revision: int) -> None:
    """Note that the newest copy of the keys was made at that revision or later."""
    db.execute(
        """
        UPDATE enquiry_keeping SET keys_kept = max(keys_kept, min(:revision, keys_revision))
        WHERE one = 1
        """,
        {"revision": revision},
    )


def prove(db: Connection, proof: Proof, now: datetime) -> None:
    """Write at the end of the chain that erasure ran."""
    last, previous = _newest_proof(db)
    number, ran_at = last + 1, instant_text(now)
    counts = [proof.cause, proof.erased, proof.keyless, proof.orphans]
    line = msgspec.json.encode([number, ran_at, *counts, previous])
    db.execute(
        """
        INSERT INTO enquiry_erasure (number, ran_at, cause, erased, keyless, orphans, previous,
            digest)
        VALUES (:number, :ran_at, :cause, :erased, :keyless, :orphans, :previous, :digest)
        """,
        {
            "number": number,
            "ran_at": ran_at,
            **msgspec.structs.asdict(proof),
            "previous": previous,
            "digest": hashlib.sha256(line).hexdigest(),
        },
    )


def _newest_proof(db: Connection) -> tuple[int, Digest]:
    row = db.execute(
        "SELECT number, digest FROM enquiry_erasure ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return (row["number"], row["digest"]) if row else (0, _START)


def last_run(db: Connection) -> datetime | None:
    """Return when the erasing job last proved that it ran."""
    row = db.execute(
        "SELECT ran_at FROM enquiry_erasure WHERE cause = 'chore' ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return parse_instant(row["ran_at"]) if row else None


def erased_since(db: Connection, since: datetime) -> int:
    """Return how many were erased since an instant, as the proofs say."""
    row = db.execute(
        "SELECT total(erased + keyless) AS erased FROM enquiry_erasure WHERE ran_at >= :since",
        {"since": instant_text(since)},
    ).fetchone()
    return int(row["erased"])


def _drop_empty(db: Connection) -> None:
    db.execute("DELETE FROM enquiry_tally WHERE count = 0")


def _clear(enquiry: Enquiry) -> dict[str, str | int | None]:
    return {
        "reference": enquiry.reference,
        "state": enquiry.state,
        "came_on": enquiry.came_on.isoformat(),
        "since": enquiry.since.isoformat(),
        "renewed_on": enquiry.renewed_on.isoformat() if enquiry.renewed_on else None,
        "revision": enquiry.revision,
    }


def _enquiry(row: Row) -> Enquiry:
    state: State = row["state"]
    renewed: str | None = row["renewed_on"]
    return Enquiry(
        reference=row["reference"],
        state=state,
        came_on=date.fromisoformat(row["came_on"]),
        since=date.fromisoformat(row["since"]),
        renewed_on=date.fromisoformat(renewed) if renewed else None,
        revision=row["revision"],
    )
