"""Everything that one network's page shows, gathered by one reading."""

from collections.abc import Iterable
from datetime import date, datetime
from sqlite3 import Connection

from msgspec import Struct

from hub.desk.trail import pages as trail
from hub.ingest import store as ingest
from hub.ingest.store import KeptContact, Refusal
from hub.registry import store as registry
from hub.registry.handover import mandate as mandates
from hub.registry.handover import store as handovers
from hub.registry.handover.mandate import Move
from hub.registry.keys import store as keys
from hub.registry.model import Network
from hub.registry.overview import Line
from shared import signing
from shared.keyring import KeyRecord
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.wire.words import MunicipalityCode, PublicKey

REFUSALS = 10


class Announced(Struct, frozen=True, kw_only=True):
    """One handover to come, with its municipalities by name; `gains`: it takes them over."""

    move: Move
    places: str


class Sheet(Struct, frozen=True, kw_only=True):
    """One network. `waiting`: the code of a new key that waits beside the old one."""

    network: Network
    line: Line
    waiting: str | None
    keys: tuple[KeyRecord, ...]
    municipalities: tuple[str, ...]
    areas: tuple[str, ...]
    announced: tuple[Announced, ...]
    held_contact: KeptContact | None
    seen_contact: KeptContact | None
    refusals: tuple[Refusal, ...]
    log: trail.Shown
    invited_until: datetime | None


def read(
    db: Connection, line: Line, reference: Reference, now: datetime, root: PublicKey
) -> Sheet | None:
    """Return the sheet of a network."""
    network, today = registry.network(db, line.node), helsinki_day(now)
    mandate = handovers.mandate(db, line.node)
    if network is None or mandate is None:
        return None
    speaks = mandates.speaks(mandate, reference, today)
    invitation = registry.invitation(db, line.node)
    areas = (reference.area(code) for code in speaks.reach)
    waits = network.waiting_key
    open_ = invitation is not None and invitation.used_at is None and invitation.expires_at > now
    return Sheet(
        network=network,
        line=line,
        waiting=signing.fingerprint(waits, root) if waits else None,
        keys=keys.ring(db, line.node).records,
        municipalities=names(speaks.municipalities, reference, today),
        areas=tuple(area.name_fi for area in areas if area),
        announced=tuple(_announced(mandate.moves, reference, today)),
        held_contact=ingest.contact(db, line.node, "held"),
        seen_contact=ingest.contact(db, line.node, "seen"),
        refusals=ingest.refusals_of(db, line.node, REFUSALS),
        log=trail.read(db, 0, line.node),
        invited_until=invitation.expires_at if invitation and open_ else None,
    )


def names(codes: Iterable[MunicipalityCode], reference: Reference, day: date) -> tuple[str, ...]:
    """Return the Finnish names of municipalities, sorted."""
    found = (reference.municipality(code, day) for code in codes)
    return tuple(sorted({place.name_fi for place in found if place}))


def _announced(moves: Iterable[Move], reference: Reference, today: date) -> Iterable[Announced]:
    for move in sorted(moves, key=lambda one: one.day):
        if move.day > today:
            places = names(move.municipalities, reference, move.day)
            yield Announced(move=move, places=", ".join(places))
