"""The material bank in SQL: rows of documents, their bytes, the list's version."""

from datetime import datetime
from sqlite3 import Connection, Row

from hub.notices.material.model import Kept, Upload
from shared.period import instant_text, parse_instant
from shared.wire.material import MaterialItem
from shared.wire.words import Digest, Sequence

LIST_MAX = 1_000


def put(db: Connection, upload: Upload, at: datetime) -> int:
    """Keep a document and its bytes, and return its number."""
    item = upload.item
    cursor = db.execute(
        """
        INSERT INTO material (digest, bytes, media_type, kind, language, title, added_at)
        VALUES (:digest, :bytes, :media_type, :kind, :language, :title, :at)
        """,
        {
            "digest": item.digest,
            "bytes": item.bytes,
            "media_type": item.media_type,
            "kind": item.kind,
            "language": item.language,
            "title": item.title,
            "at": instant_text(at),
        },
    )
    number = int(cursor.lastrowid or 0)
    _put_body(db, item.digest, upload.body)
    return number


def _put_body(db: Connection, digest: Digest, body: bytes) -> None:
    db.execute(
        """
        INSERT INTO material_body (digest, body) VALUES (:digest, :body)
        ON CONFLICT (digest) DO NOTHING
        """,
        {"digest": digest, "body": body},
    )


def withdraw(db: Connection, kept: Kept, at: datetime) -> None:
    """Take a document off the list, and drop its bytes."""
    db.execute(
        """
        UPDATE material SET withdrawn_at = :at WHERE number = :number AND withdrawn_at IS NULL
        """,
        {"number": kept.number, "at": instant_text(at)},
    )
    _drop_body(db, kept.item.digest)


def _drop_body(db: Connection, digest: Digest) -> None:
    db.execute("DELETE FROM material_body WHERE digest = :digest", {"digest": digest})


def listed(db: Connection) -> tuple[Kept, ...]:
    """Return the documents on the list, in the order in which they came."""
    rows = db.execute(
        """
        SELECT number, digest, bytes, media_type, kind, language, title, added_at, withdrawn_at
        FROM material WHERE withdrawn_at IS NULL ORDER BY number LIMIT :limit
        """,
        {"limit": LIST_MAX},
    )
    return tuple(_kept(row) for row in rows)


def withdrawn(db: Connection) -> tuple[Kept, ...]:
    """Return the documents that were taken off the list, the newest first."""
    rows = db.execute(
        """
        SELECT number, digest, bytes, media_type, kind, language, title, added_at, withdrawn_at
        FROM material WHERE withdrawn_at IS NOT NULL ORDER BY number DESC LIMIT :limit
        """,
        {"limit": LIST_MAX},
    )
    return tuple(_kept(row) for row in rows)


def find(db: Connection, number: int) -> Kept | None:
    """Return one document, listed or not."""
    row = db.execute(
        """
        SELECT number, digest, bytes, media_type, kind, language, title, added_at, withdrawn_at
        FROM material WHERE number = :number
        """,
        {"number": number},
    ).fetchone()
    return None if row is None else _kept(row)


def piece(db: Connection, digest: Digest, start: int, length: int) -> bytes | None:
    """Return some bytes of a listed document, empty past its end, or None if there is none."""
    row = db.execute(
        """
        SELECT substr(body, :start, :length) AS piece FROM material_body WHERE digest = :digest
        """,
        {"digest": digest, "start": start + 1, "length": length},
    ).fetchone()
    return None if row is None else bytes(row["piece"])


def version(db: Connection) -> tuple[Sequence, datetime] | None:
    """Return the list's version and when it was made, None before the first document."""
    row = db.execute("SELECT version, made_at FROM material_list WHERE one = 1").fetchone()
    return None if row is None else (row["version"], parse_instant(row["made_at"]))


def move_on(db: Connection, number: Sequence, at: datetime) -> None:
    """Give the list a new version; the table refuses one that is not higher."""
    db.execute(
        """
        INSERT INTO material_list (one, version, made_at) VALUES (1, :version, :at)
        ON CONFLICT (one) DO UPDATE SET version = excluded.version, made_at = excluded.made_at
        """,
        {"version": number, "at": instant_text(at)},
    )


def _kept(row: Row) -> Kept:
    withdrawn_at = row["withdrawn_at"]
    return Kept(
        number=row["number"],
        item=MaterialItem(
            digest=row["digest"],
            bytes=row["bytes"],
            media_type=row["media_type"],
            kind=row["kind"],
            language=row["language"],
            title=row["title"],
        ),
        added_at=parse_instant(row["added_at"]),
        withdrawn_at=parse_instant(withdrawn_at) if withdrawn_at else None,
    )
