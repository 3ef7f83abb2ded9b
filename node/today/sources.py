"""What network, groups and retention ask for, as sources; other features bring their own.

Each function reads in the caller's transaction and writes nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

import node.instructors.store
from node.groups import store as groups
from node.groups.listing import store as listing
from node.network import store as network
from node.outbox import store as outbox
from node.push import store as push
from node.push.status import problem_of
from node.today import asks
from node.today.model import Source, Todo
from shared.period import helsinki_day
from shared.signing import decode_envelope
from shared.wire.availability import Availability
from shared.wire.codec import decode
from shared.wire.session import Policy


def of_network(db: Connection, now: datetime) -> Iterable[Todo]:
    """Yield what the network, its contact and its talk with the hub need."""
    record = network.record(db)
    if record is None:
        return
    policy = policy_of(db)
    state = hub_state(db)
    yield from asks.hub(record, state, policy, now)
    yield from asks.restored(state)
    yield from asks.confirmation(record, policy, now, helsinki_day(now))
    yield from asks.contact(network.contact(db), now)
    said = acknowledged(db)
    covered = len(network.coverage(db))
    yield from asks.places(covered, said.municipalities if said else ())


def of_groups(db: Connection, now: datetime) -> Iterable[Todo]:
    """Yield the groups that need a person's word, or instructors."""
    return asks.groups(groups.some(db, listing.going_on(db)), helsinki_day(now))


def of_retention(db: Connection, now: datetime) -> Iterable[Todo]:
    """Yield that instructors' data was to be kept no longer."""
    return asks.retention(len(node.instructors.store.overdue(db, helsinki_day(now))))


OWN: tuple[Source, ...] = (of_network, of_groups, of_retention)
"""What is asked without any other feature."""


def policy_of(db: Connection) -> Policy:
    """Return the operator's time limits as last heard."""
    word = push.memory(db).word
    return word.policy if word else Policy()


def hub_state(db: Connection) -> asks.HubState:
    """Return what is remembered of the hub."""
    memory, contact = push.memory(db), outbox.contact_message(db)
    newest = next(iter(outbox.entries(db, limit=1)), None)
    problem = problem_of(newest) if newest and newest.state == "refused" else None
    return asks.HubState(
        stopped=memory.stopped,
        trouble=memory.trouble,
        refused=problem.code if problem else None,
        contact_refused=contact is not None and contact.state == "refused",
        heard_at=memory.word.heard_at if memory.word else None,
        adopted=memory.adopted,
        renewed=memory.renewed_at is not None,
    )


def acknowledged(db: Connection) -> Availability | None:
    """Return the last report that the hub has."""
    newest = outbox.newest_report(db)
    if newest is None:
        return None
    report = decode(decode_envelope(newest.envelope).payload, "availability/1")
    return report if isinstance(report, Availability) else None
