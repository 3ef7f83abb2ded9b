"""Sound an alarm: keep the evidence and suspend the network, in the transaction that found it.

A suspension is an act of the ledger: the network's word is no longer believed from that instant,
and a restored hub still knows it.
"""

from datetime import datetime
from sqlite3 import Connection

from hub.ingest import ledger
from hub.ingest.alarms import store
from hub.ingest.alarms.model import Clone, machine
from hub.ingest.session import Session
from hub.registry import acts
from hub.registry import store as registry
from shared.runtime import log
from shared.wire.problem import Problem
from shared.wire.words import NodeId, Sequence


def clone(db: Connection, returned: Session, current: Session) -> None:
    """Suspend a network whose replaced session said hello again: two machines have one key."""
    proof = Clone(
        node=returned.node,
        at=returned.said_hello_at,
        returned=machine(returned),
        current=machine(current),
    )
    store.keep_clone(db, proof)
    store.void_challenges(db, returned.node)
    _suspend(db, returned.node, "clone", returned.said_hello_at)


def fork(
    db: Connection, node: NodeId, sequence: Sequence, why: Problem, body: bytes, at: datetime
) -> None:
    """Suspend a network of which two different reports claim one place in its chain."""
    store.keep_fork(db, node, sequence, why, body, at)
    _suspend(db, node, "fork", at)


def _suspend(db: Connection, node: NodeId, why: acts.Why, at: datetime) -> None:
    act = acts.Suspended(node=node, why=why)
    ledger.append_act(db, act, at)
    registry.apply(db, act, at)
    registry.write_down(db, "suspended", node, why, at)
    log.logger().error("alarm.sounded", node=node, reason=why)
