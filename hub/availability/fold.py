"""Fold the ledger into what is known of each network, one entry at a time.

Pure, and the only way a projection changes: the same entries always give the same projection.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from hub.availability import held
from hub.availability.model import Known, Projection
from hub.ingest.model import Acted, Counted, Event, Reported, Rotated
from hub.registry.acts import (
    Act,
    Admitted,
    CalledOff,
    Ended,
    Granted,
    HandedOver,
    Keyed,
    Released,
    Resumed,
    Suspended,
    Word,
)
from hub.registry.handover.mandate import Mandate, parties
from hub.registry.handover.mandate import after as carried
from shared.period import helsinki_day
from shared.wire.words import NodeId


def fold(projection: Projection, event: Event) -> Projection:
    """Return the projection after one more entry of the ledger."""
    return {**projection, **changes(projection, event)}


def changes(projection: Mapping[NodeId, Known], event: Event) -> Projection:
    """Return what is known after the event of the networks it changes, the others left out."""
    changed = {}
    for node in parties(event.act) if isinstance(event, Acted) else (event.node,):
        before = projection.get(node)
        after = _step(before, node, event)
        if after is not None and after is not before:
            changed[node] = after
    return changed


def _step(known: Known | None, node: NodeId, event: Event) -> Known | None:
    """Return what is known of one of the event's networks after it.

    A network that nobody admitted stays unknown, and reports count from the first confirmed key on.
    """
    if isinstance(event, Reported):
        return held.apply(known, event) if known and known.active else known
    if isinstance(event, Rotated | Counted):  # A contact, which says nothing of groups.
        return _heard(known, event.at) if known and known.active else known
    if isinstance(event.act, Admitted):
        return replace(known, name=event.act.name) if known else _admitted(event.act)
    return known and _acted(known, node, event.act, event.at)


def _admitted(act: Admitted) -> Known:
    return Known(
        node=act.node,
        name=act.name,
        active=False,
        suspended_at=None,
        mandate=Mandate(),
        first_report_at=None,
        last_contact_at=None,
        effective=None,
        held=None,
    )


def _acted(known: Known, node: NodeId, act: Act, at: datetime) -> Known:
    match act:
        case Keyed():
            return replace(known, active=True)
        case Granted() | HandedOver() | CalledOff() | Ended():
            return replace(known, mandate=carried(known.mandate, node, act, helsinki_day(at)))
        case Suspended():
            return replace(known, suspended_at=known.suspended_at or at)
        case Resumed():
            return replace(known, suspended_at=None)
        case Released(sequence=sequence):
            return held.release(known, sequence)
        case Word():
            return _heard(known, at)
        case _:
            return known


def _heard(known: Known, at: datetime) -> Known:
    """Note a contact without a report; while a report is held, belief is not extended."""
    if known.held is not None:
        return known
    return replace(known, last_contact_at=max(known.last_contact_at or at, at))
