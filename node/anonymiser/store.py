"""Rows of the anonymiser: which groups stood in which report. SQL stands here; transactions do not.

The ids never leave the node. They are kept by the report's digest, so that a report that was signed
and never acknowledged explains nothing.
"""

from collections.abc import Iterator
from sqlite3 import Connection

from msgspec import Struct

from node.groups.model import GroupId
from shared.wire.session import Head
from shared.wire.words import Digest


class Listing(Struct, frozen=True, kw_only=True):
    """Which groups stood in a report, by id."""

    sequence: int
    digest: Digest
    groups: tuple[GroupId, ...]


def listings(db: Connection, head: Head) -> Iterator[Listing]:
    """Yield what the reports up to `head` listed, the newest first; it may never have arrived.

    A report adopted from the hub after a restore has no row.
    """
    rows = db.execute(
        """
        SELECT sequence, digest, groups FROM report_listing
        WHERE digest = :digest OR sequence < :sequence
        ORDER BY sequence DESC
        """,
        {"digest": head.digest, "sequence": head.sequence},
    )
    return (
        Listing(sequence=row["sequence"], digest=row["digest"], groups=tuple(row["groups"].split()))
        for row in rows
    )


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
