"""Look at every network once: what has changed since the last look is written down as alerts."""

from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

from hub.availability import store as availability
from hub.availability.freshness import freshness
from hub.availability.model import Known
from hub.ingest import ledger
from hub.notices.alerts import store
from hub.notices.alerts.model import Alert, Seen, news
from hub.registry import store as registry
from hub.registry.handover.mandate import Mandate, ended
from hub.registry.model import Network
from shared.period import helsinki_day
from shared.wire.session import Policy
from shared.wire.words import NodeId


class Look(Struct, frozen=True, kw_only=True):
    """What one look came to: alerts to be written down, and the networks that are otherwise now."""

    alerts: tuple[Alert, ...]
    changed: dict[NodeId, Seen]


def look(db: Connection, policy: Policy, now: datetime) -> Look:
    """Return what is new since the last look; it only reads."""
    before, found = store.seen(db), states(db, policy, now)
    changed = {
        node: seen
        for node, seen in found.items()
        if replace(seen, last_contact_at=None) != before.get(node)
    }
    return Look(alerts=news(before, found), changed=changed)


def note(db: Connection, seen: Look, now: datetime) -> None:
    """Write a look's alerts down, and how the networks are."""
    for alert in seen.alerts:
        store.add(db, alert, now)
    store.remember(db, seen.changed)


def states(db: Connection, policy: Policy, now: datetime) -> dict[NodeId, Seen]:
    """Return how the networks are that somebody waits for: not those that have ended."""
    known, today = availability.projection(db), helsinki_day(now)
    before = store.seen(db)
    found = {}
    for network in registry.networks(db):
        one = known.get(network.node)
        mandate = one.mandate if one else Mandate()
        if not ended(mandate, today):
            found[network.node] = _seen(db, network, one, before.get(network.node), policy, now)
    return found


def _seen(
    db: Connection,
    network: Network,
    known: Known | None,
    before: Seen | None,
    policy: Policy,
    now: datetime,
) -> Seen:
    if network.standing == "suspended":  # It may not speak; nobody is told that it does not.
        why = network.suspended_why
        return Seen(
            freshness=before.freshness if before else "fresh",
            alarm=why if why in {"clone", "fork"} else None,
            alarm_at=network.suspended_at if why in {"clone", "fork"} else None,
        )
    if known is None:
        return Seen(freshness="never_seen")
    last = ledger.last_contact(db, network.node)
    return Seen(
        freshness=freshness(replace(known, last_contact_at=last), policy, now),
        last_contact_at=last,
        held_since=known.held.since if known.held else None,
    )
