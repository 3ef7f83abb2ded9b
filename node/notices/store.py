"""Messages, the list of documents and who looked at it, in SQL. Transactions stand elsewhere."""

from collections.abc import Iterable
from datetime import date, datetime
from sqlite3 import Connection, Row

import msgspec

from node.notices.model import Heard, HeldList, Look
from shared.period import instant_text, parse_instant
from shared.signing import decode_envelope
from shared.wire.codec import decode_answer
from shared.wire.material import Material
from shared.wire.messages import OperatorMessage, Said
from shared.wire.words import Digest, PublicKey

LIST_MAX = 500


def hear(db: Connection, message: OperatorMessage, at: datetime) -> None:
    """Keep a message; one that is known is told again. Its text stays as it was first heard."""
    db.execute(
        """
        INSERT INTO hub_message (id, kind, fi, sv, en, day, until, heard_at)
        VALUES (:id, :kind, :fi, :sv, :en, :day, :until, :at)
        ON CONFLICT (id) DO UPDATE SET gone_at = NULL
        """,
        {
            "id": message.id,
            "kind": message.kind,
            "fi": message.text.fi,
            "sv": message.text.sv,
            "en": message.text.en,
            "day": message.day.isoformat(),
            "until": message.until.isoformat(),
            "at": instant_text(at),
        },
    )


def drop_others(db: Connection, told: Iterable[str], at: datetime) -> None:
    """Note which messages are told no more."""
    db.execute(
        """
        UPDATE hub_message SET gone_at = :at
        WHERE gone_at IS NULL AND id NOT IN (SELECT value FROM json_each(:told))
        """,
        {"at": instant_text(at), "told": msgspec.json.encode(list(told)).decode()},
    )


def read(db: Connection, message: str, staff: int | None, at: datetime) -> bool:
    """Note that a person has read a message; tell whether nobody had before."""
    cursor = db.execute(
        """
        UPDATE hub_message SET read_at = :at, read_by = :staff WHERE id = :id AND read_at IS NULL
        """,
        {"id": message, "staff": staff, "at": instant_text(at)},
    )
    return cursor.rowcount == 1


def unread(db: Connection, today: date) -> tuple[Heard, ...]:
    """Return the messages that are told and that nobody has read yet, the newest first."""
    rows = db.execute(
        """
        SELECT id, kind, fi, sv, en, day, until, heard_at, gone_at, read_at, read_by
        FROM hub_message WHERE read_at IS NULL AND gone_at IS NULL AND until >= :today
        ORDER BY heard_at DESC, id DESC LIMIT :limit
        """,
        {"today": today.isoformat(), "limit": LIST_MAX},
    )
    return tuple(_heard(row) for row in rows)


def every(db: Connection) -> tuple[Heard, ...]:
    """Return every message that was heard, the newest first."""
    rows = db.execute(
        """
        SELECT id, kind, fi, sv, en, day, until, heard_at, gone_at, read_at, read_by
        FROM hub_message ORDER BY heard_at DESC, id DESC LIMIT :limit
        """,
        {"limit": LIST_MAX},
    )
    return tuple(_heard(row) for row in rows)


def name(db: Connection, root: PublicKey, version: int) -> None:
    """Remember which version of the list of documents the hub named."""
    db.execute(
        """
        INSERT INTO hub_material (root, named) VALUES (:root, :version)
        ON CONFLICT (root) DO UPDATE SET named = excluded.named
        """,
        {"root": root, "version": version},
    )


def held(db: Connection, root: PublicKey) -> HeldList:
    """Return the list of documents that is held of a hub."""
    row = db.execute(
        """
        SELECT named, version, body FROM hub_material WHERE root = :root
        """,
        {"root": root},
    ).fetchone()
    if row is None:
        return HeldList()
    return HeldList(named=row["named"], version=row["version"], material=_list(row["body"]))


def hold(db: Connection, root: PublicKey, version: int, body: bytes, at: datetime) -> None:
    """Keep a newer list, as the hub signed it; the table refuses one that is not newer."""
    db.execute(
        """
        UPDATE hub_material SET version = :version, body = :body, heard_at = :at
        WHERE root = :root
        """,
        {"root": root, "version": version, "body": body, "at": instant_text(at)},
    )


def expect(db: Connection, digest: Digest, at: datetime) -> None:
    """Note that a document was heard of; the first time counts."""
    db.execute(
        """
        INSERT INTO material_file (digest, heard_at) VALUES (:digest, :at)
        ON CONFLICT (digest) DO NOTHING
        """,
        {"digest": digest, "at": instant_text(at)},
    )


def forget_others(db: Connection, digests: Iterable[Digest]) -> None:
    """Forget documents that are not in the list any more."""
    db.execute(
        """
        DELETE FROM material_file WHERE digest NOT IN (SELECT value FROM json_each(:digests))
        """,
        {"digests": msgspec.json.encode(list(digests)).decode()},
    )


def heard_of(db: Connection) -> dict[Digest, datetime]:
    """Return since when each document is known."""
    rows = db.execute("SELECT digest, heard_at FROM material_file ORDER BY digest")
    return {row["digest"]: parse_instant(row["heard_at"]) for row in rows}


def missed(db: Connection) -> dict[Digest, datetime]:
    """Return the documents that did not come as the list says, with the last try."""
    rows = db.execute(
        """
        SELECT digest, tried_at FROM material_file WHERE trouble IS NOT NULL ORDER BY digest
        """
    )
    return {row["digest"]: parse_instant(row["tried_at"]) for row in rows}


def fetched(db: Connection, digest: Digest, at: datetime) -> None:
    """Note that a document is here."""
    db.execute(
        """
        UPDATE material_file SET fetched_at = :at, trouble = NULL, tried_at = :at
        WHERE digest = :digest
        """,
        {"digest": digest, "at": instant_text(at)},
    )


def miss(db: Connection, digest: Digest, trouble: str, at: datetime) -> None:
    """Note why a document did not come."""
    db.execute(
        """
        UPDATE material_file SET trouble = :trouble, tried_at = :at WHERE digest = :digest
        """,
        {"digest": digest, "trouble": trouble, "at": instant_text(at)},
    )


def look(db: Connection, staff: int) -> Look | None:
    """Return when a reader looked at the documents."""
    row = db.execute(
        "SELECT at, before_at FROM material_look WHERE staff = :staff", {"staff": staff}
    ).fetchone()
    if row is None:
        return None
    before = row["before_at"]
    return Look(at=parse_instant(row["at"]), before_at=parse_instant(before) if before else None)


def keep_look(db: Connection, staff: int, seen: Look) -> None:
    """Keep when a reader looked at the documents."""
    db.execute(
        """
        INSERT INTO material_look (staff, at, before_at) VALUES (:staff, :at, :before)
        ON CONFLICT (staff) DO UPDATE SET at = excluded.at, before_at = excluded.before_at
        """,
        {
            "staff": staff,
            "at": instant_text(seen.at),
            "before": instant_text(seen.before_at) if seen.before_at else None,
        },
    )


def _heard(row: Row) -> Heard:
    gone, read_at = row["gone_at"], row["read_at"]
    return Heard(
        message=OperatorMessage(
            id=row["id"],
            kind=row["kind"],
            text=Said(fi=row["fi"], sv=row["sv"], en=row["en"]),
            day=date.fromisoformat(row["day"]),
            until=date.fromisoformat(row["until"]),
        ),
        heard_at=parse_instant(row["heard_at"]),
        gone_at=parse_instant(gone) if gone else None,
        read_at=parse_instant(read_at) if read_at else None,
        read_by=row["read_by"],
    )


def _list(body: bytes | None) -> Material | None:
    if body is None:
        return None
    found = decode_answer(decode_envelope(body).payload, "material/1")
    return found if isinstance(found, Material) else None
