"""Rows of operators' acts. SQL stands here; transactions do not."""

from collections.abc import Iterator
from datetime import datetime
from sqlite3 import Connection, Row

import msgspec

from hub.desk.trail.model import START, Act, Hand, digest_of
from shared.period import instant_text, parse_instant
from shared.text import Text

LAST_NUMBER = 2**63 - 1
"""No act has it: what SQLite counts to."""


def add(db: Connection, hand: Hand, said: Text, at: datetime, node: str = "") -> None:
    """Write down what was done, in the transaction of the act itself."""
    last = db.execute("SELECT number, digest FROM operator_act ORDER BY number DESC LIMIT 1")
    row = last.fetchone()
    number, before = (row["number"] + 1, row["digest"]) if row else (1, START)
    node = node or str(said.values.get("node", ""))
    db.execute(
        """
        INSERT INTO operator_act (number, at, via, operator, node, said, said_with, digest)
        VALUES (:number, :at, :via, :operator, :node, :said, :said_with, :digest)
        """,
        {
            "number": number,
            "at": instant_text(at),
            "via": hand.via,
            "operator": hand.operator,
            "node": node,
            "said": said.msgid,
            "said_with": msgspec.json.encode(said.values).decode(),
            "digest": digest_of(before, number, at, hand, node, said),
        },
    )


def there(db: Connection) -> bool:
    """Tell whether the database has a log of acts: a backup of a version without one has none."""
    row = db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'operator_act'").fetchone()
    return row is not None


def newest(db: Connection, *, limit: int, before: int = 0, node: str = "") -> tuple[Act, ...]:
    """Return acts, newest first: those under the number `before`, of one network if named."""
    rows = db.execute(
        _NEWEST_OF_NODE if node else _NEWEST,
        {"before": before or LAST_NUMBER, "node": node, "limit": limit},
    )
    return tuple(_act(row) for row in rows)


def every(db: Connection) -> Iterator[Act]:
    """Yield every act, oldest first: the whole chain, to be followed."""
    rows = db.execute(
        """
        SELECT number, at, via, operator, node, said, said_with, digest FROM operator_act
        ORDER BY number
        """
    )
    return map(_act, rows)


# Of one network and of all apart: with `:node = '' OR`, SQLite would read the log to its beginning.
_NEWEST = """
    SELECT number, at, via, operator, node, said, said_with, digest FROM operator_act
    WHERE number < :before ORDER BY number DESC LIMIT :limit
"""
_NEWEST_OF_NODE = """
    SELECT number, at, via, operator, node, said, said_with, digest FROM operator_act
    WHERE node = :node AND number < :before ORDER BY number DESC LIMIT :limit
"""


def _act(row: Row) -> Act:
    values = msgspec.json.decode(row["said_with"], type=dict[str, str | int])
    return Act(
        number=row["number"],
        at=parse_instant(row["at"]),
        hand=Hand(operator=row["operator"], via=row["via"]),
        node=row["node"],
        said=Text(row["said"], values),
        digest=row["digest"],
    )
