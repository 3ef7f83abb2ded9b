"""The bytes of a refused report. SQL stands here; transactions do not."""

from sqlite3 import Connection

from shared.wire.words import Digest


def refused_bytes(db: Connection, digest: Digest) -> bytes | None:
    """Return the envelope of a refused report; nothing where only its digest was kept."""
    row = db.execute(
        "SELECT envelope FROM refusal WHERE digest = :digest", {"digest": digest}
    ).fetchone()
    return bytes(row["envelope"]) if row and row["envelope"] else None
