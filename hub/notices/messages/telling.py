"""All that a welcome has to tell a network's people now: the hub's own questions, then messages.

It runs in the transaction of the hello, so that what was told is noted with the session it was told
in.
"""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

from hub.notices.messages import asking, store
from hub.notices.messages.model import QUARTERS_ASKED, WRITTEN_MAX, absence
from shared.period import helsinki_day
from shared.wire.messages import MESSAGES_MAX, OperatorMessage
from shared.wire.session import Policy
from shared.wire.words import NodeId, Quarter

Owing = Callable[[Connection, NodeId, datetime], tuple[Quarter, ...]]
"""Returns the quarters whose counts a network owes and has not sent in time, the oldest first."""


def nothing_owed(_db: Connection, _node: NodeId, _now: datetime) -> tuple[Quarter, ...]:
    """Wait for no counts."""
    return ()


def tell(
    db: Connection,
    node: NodeId,
    now: datetime,
    last: datetime | None,
    *,
    policy: Policy,
    owing: Owing = nothing_owed,
) -> tuple[OperatorMessage, ...]:
    """Return the messages; `last` is when the network was heard before this hello."""
    today = helsinki_day(now)
    away = last and absence(last, now, late_s=policy.late_s, silent_s=policy.silent_s)
    if away:
        store.keep_absence(db, node, away)
    own = []
    newest = store.absence(db, node)
    if newest is not None and newest.current(today):
        own.append(asking.of_absence(newest))
    own += [asking.of_quarter(quarter) for quarter in owing(db, node, now)[:QUARTERS_ASKED]]
    meant = [kept for kept in store.current(db, today) if kept.meant_for(node)][:WRITTEN_MAX]
    for kept in meant:
        store.tell(db, kept.number, node, now)
    return (*own, *(kept.message() for kept in meant))[:MESSAGES_MAX]
