"""Which names of their own operators have declined, in SQL.

Beside the ledger, as contacts are: nothing that is published rests on it.
"""

from datetime import datetime
from sqlite3 import Connection

from shared.period import instant_text
from shared.wire.availability import NetworkName
from shared.wire.words import NodeId


def declined(db: Connection) -> dict[NodeId, NetworkName]:
    """Return the name of each network that an operator declined last."""
    rows = db.execute(
        """
        SELECT node, name_fi, name_sv FROM declined_name ORDER BY node
        """
    )
    return {row["node"]: NetworkName(fi=row["name_fi"], sv=row["name_sv"]) for row in rows}


def decline(db: Connection, node: NodeId, name: NetworkName, at: datetime) -> None:
    """Remember a name that was declined; it replaces the one before."""
    db.execute(
        """
        INSERT INTO declined_name (node, name_fi, name_sv, at) VALUES (:node, :fi, :sv, :at)
        ON CONFLICT (node) DO UPDATE SET name_fi = excluded.name_fi, name_sv = excluded.name_sv,
            at = excluded.at
        """,
        {"node": node, "fi": name.fi, "sv": name.sv, "at": instant_text(at)},
    )
