"""Which quarters a network owes the counts of: they have not come in time."""

from datetime import datetime
from sqlite3 import Connection

from hub.notices.messages import asking
from hub.notices.messages.telling import Owing
from hub.statistics.waiting import DueMemory
from shared.period import helsinki_day
from shared.wire.words import NodeId, Quarter


def owing(dues: DueMemory) -> Owing:
    """Return what finds the quarters a network owes and was to have sent, the oldest first."""

    def find(db: Connection, node: NodeId, now: datetime) -> tuple[Quarter, ...]:
        today = helsinki_day(now)
        missing = (one.quarter for one in dues.of(db, node, today).missing)
        return tuple(quarter for quarter in missing if asking.expected(quarter) < today)

    return find
