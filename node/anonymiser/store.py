"""Rows of the anonymiser: which groups stood in which report. SQL stands here; transactions do not.

The ids never leave the node. They are kept by the report's digest, so that a report that was signed
and never acknowledged explains nothing.
"""

from sqlite3 import Connection

from node.groups.model import GroupId
from shared.wire.session import Head
from shared.wire.words import Digest


def listed(db: Connection, head: Head) -> tuple[GroupId, ...]:
    """Return the groups that stood in the report `head`, by id.

    A report adopted from the hub after a restore has no row; then the newest one before it answers,
    and what vanished in between stays unexplained (fault 38).
    """
    row = db.execute(
        """
        SELECT groups FROM report_listing
        WHERE digest = :digest OR sequence < :sequence
        ORDER BY digest = :digest DESC, sequence DESC LIMIT 1
        """,
        {"digest": head.digest, "sequence": head.sequence},
    ).fetchone()
    return tuple(row["groups"].split()) if row else ()


def save_listed(
    db: Connection, *, digest: Digest, sequence: int, groups: tuple[GroupId, ...]
) -> None:
    """Keep the groups of a report about to be queued, in place of any earlier try at its number."""
    db.execute("DELETE FROM report_listing WHERE sequence >= :sequence", {"sequence": sequence})
    db.execute(
        """
        INSERT INTO report_listing (digest, sequence, groups)
        VALUES (:digest, :sequence, :groups)
        """,
        {"digest": digest, "sequence": sequence, "groups": " ".join(groups)},
    )


def drop_from(db: Connection, sequence: int) -> None:
    """Drop the rows of reports that never took a number: another entry of the chain takes it."""
    db.execute("DELETE FROM report_listing WHERE sequence >= :sequence", {"sequence": sequence})


def forget_before(db: Connection, head: Head) -> None:
    """Drop the rows older than the acknowledged report's own, if it has one."""
    db.execute(
        """
        DELETE FROM report_listing WHERE sequence < :sequence
            AND EXISTS (SELECT 1 FROM report_listing WHERE digest = :digest)
        """,
        {"digest": head.digest, "sequence": head.sequence},
    )
