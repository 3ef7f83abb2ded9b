"""Who reports, and who is silent since when: the operator's view of all networks.

Pure but for `read`; freshness is computed when it is read (rule 9), by the same function as the
published one.
"""

from datetime import date, datetime
from sqlite3 import Connection

from msgspec import Struct

from hub.availability.freshness import freshness
from hub.availability.model import Known, Projection
from hub.ingest import ledger, store
from hub.ingest.ledger import NodeHead
from hub.ingest.session import Session
from hub.registry import store as registry
from hub.registry.model import Network, Standing
from shared import signing
from shared.period import helsinki_day
from shared.wire.session import Policy
from shared.wire.words import Freshness, NodeId, PublicKey, Sequence


class Line(Struct, frozen=True, kw_only=True):
    """One network. `silent_since` is the Helsinki day of the last contact, if it is silent.

    `fingerprint` is what its lead reads out, once it has enrolled.
    """

    node: NodeId
    name: str
    standing: Standing
    freshness: Freshness
    last_contact_at: datetime | None
    silent_since: date | None
    reports: int
    held: Sequence | None
    contact_waits: bool
    forked: bool
    clock_offset_s: int | None
    software: str | None
    fingerprint: str | None


def read(
    db: Connection, known: Projection, policy: Policy, now: datetime, hub_key: PublicKey
) -> tuple[Line, ...]:
    """Return a line for every network, by id."""
    heads, sessions = ledger.heads(db), store.sessions(db)
    waiting, forks = store.contacts(db, "held"), store.forked(db)
    return tuple(
        line(
            network,
            known.get(network.node),
            heads.get(network.node),
            sessions.get(network.node),
            policy=policy,
            now=now,
            contact_waits=network.node in waiting,
            forked=network.node in forks,
            hub_key=hub_key,
        )
        for network in registry.networks(db)
    )


def line(
    network: Network,
    known: Known | None,
    head: NodeHead | None,
    session: Session | None,
    *,
    policy: Policy,
    now: datetime,
    contact_waits: bool,
    forked: bool,
    hub_key: PublicKey,
) -> Line:
    """Return one network's line."""
    contacts = (
        known.last_contact_at if known else None,
        session.said_hello_at if session else None,
    )
    last = max((at for at in contacts if at is not None), default=None)
    fresh: Freshness = "never_seen"
    if known is not None and known.first_report_at is not None:
        fresh = freshness(known, policy, now)
    return Line(
        node=network.node,
        name=network.name.fi,
        standing=network.standing,
        freshness=fresh,
        last_contact_at=last,
        silent_since=helsinki_day(last) if last and fresh == "silent" else None,
        reports=0 if head is None else head.sequence,
        held=known.held.word.report.sequence if known and known.held else None,
        contact_waits=contact_waits,
        forked=forked,
        clock_offset_s=None if session is None else session.offset_s,
        software=None if session is None else session.software,
        fingerprint=network.public_key and signing.fingerprint(network.public_key, hub_key),
    )
