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
from hub.ingest.alarms import store as alarms
from hub.ingest.ledger import NodeHead
from hub.ingest.session import Session
from hub.registry import store as registry
from hub.registry.handover.mandate import Mandate, ended
from hub.registry.model import Network, Standing
from hub.registry.naming import store as naming
from shared import signing
from shared.period import helsinki_day
from shared.wire.availability import NetworkName
from shared.wire.session import Policy
from shared.wire.words import Freshness, NodeId, PublicKey, Sequence


class Line(Struct, frozen=True, kw_only=True):
    """One network. `silent_since` is the Helsinki day of the last contact, if it is silent.

    `fingerprint` is what its lead reads out, once it has enrolled. A network that has `ended` is
    never silent: nobody waits for it. `withdrawn`: its invitation was. `called` is the name that
    the network gives itself in its report, if it is another one; `name_waits` until a person has
    published or declined it.
    """

    node: NodeId
    name: str
    name_sv: str
    standing: Standing
    freshness: Freshness
    last_contact_at: datetime | None
    silent_since: date | None
    reports: int
    held: Sequence | None
    contact_waits: bool
    alarm: bool
    clock_offset_s: int | None
    software: str | None
    fingerprint: str | None
    ends_on: date | None = None
    ended: bool = False
    withdrawn: bool = False
    called: NetworkName | None = None
    name_waits: bool = False

    @property
    def expected(self) -> bool:
        """Tell whether reports are expected: a key was confirmed, and the network has not ended."""
        return not self.ended and self.standing not in {"invited", "pending"}


def read(
    db: Connection, known: Projection, policy: Policy, now: datetime, hub_key: PublicKey
) -> tuple[Line, ...]:
    """Return a line for every network, by id."""
    heads, sessions = ledger.heads(db), store.sessions(db)
    waiting, alarmed = store.contacts(db, "held"), alarms.open_alarms(db)
    declined = naming.declined(db)
    return tuple(
        line(
            network,
            known.get(network.node),
            heads.get(network.node),
            sessions.get(network.node),
            policy=policy,
            now=now,
            contact_waits=network.node in waiting,
            alarm=network.node in alarmed,
            declined=declined.get(network.node),
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
    alarm: bool,
    declined: NetworkName | None,
    hub_key: PublicKey,
) -> Line:
    """Return one network's line."""
    last = _last_contact(known, session)
    fresh: Freshness = "never_seen"
    if known is not None and known.first_report_at is not None:
        fresh = freshness(known, policy, now)
    mandate, called = known.mandate if known else Mandate(), _called(network, known)
    over = ended(mandate, helsinki_day(now))
    return Line(
        node=network.node,
        name=network.name.fi,
        name_sv=network.name.sv,
        standing=network.standing,
        freshness=fresh,
        last_contact_at=last,
        silent_since=helsinki_day(last) if last and fresh == "silent" and not over else None,
        reports=0 if head is None else head.sequence,
        held=known.held.word.report.sequence if known and known.held else None,
        contact_waits=contact_waits,
        alarm=alarm,
        clock_offset_s=None if session is None else session.offset_s,
        software=None if session is None else session.software,
        ends_on=mandate.ends_on,
        ended=over,
        withdrawn=network.withdrawn,
        called=called,
        name_waits=called not in {None, declined} and not over,
        fingerprint=network.public_key and signing.fingerprint(network.public_key, hub_key),
    )


def _last_contact(known: Known | None, session: Session | None) -> datetime | None:
    said = (known.last_contact_at if known else None, session.said_hello_at if session else None)
    return max((at for at in said if at is not None), default=None)


def own_name(known: Known | None) -> NetworkName | None:
    """Return the name that a network gives itself in its report, if it has reported."""
    return known.effective.report.network if known and known.effective else None


def _called(network: Network, known: Known | None) -> NetworkName | None:
    own = own_name(known)
    return None if own == network.name else own
