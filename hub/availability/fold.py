"""Fold the ledger into what is known of each network, one entry at a time.

Pure, and the only way a projection changes: the same entries always give the same projection.
"""

from datetime import datetime

from msgspec.structs import replace

from hub.availability import held
from hub.availability.model import Known, Projection
from hub.ingest.model import Event, Reported
from hub.registry.acts import (
    Act,
    Admitted,
    Granted,
    Keyed,
    Released,
    Resumed,
    Suspended,
    Word,
)
from shared.wire.words import NodeId


def fold(projection: Projection, event: Event) -> Projection:
    """Return the projection after one more entry of the ledger."""
    node = node_of(event)
    before = projection.get(node)
    after = step(before, event)
    return projection if after is None or after is before else {**projection, node: after}


def node_of(event: Event) -> NodeId:
    """Return the network an event is about."""
    return event.node if isinstance(event, Reported) else event.act.node


def step(known: Known | None, event: Event) -> Known | None:
    """Return what is known of the event's network after it.

    A network that nobody admitted stays unknown, and reports count from the first confirmed key on.
    """
    if isinstance(event, Reported):
        return held.apply(known, event) if known and known.active else known
    if isinstance(event.act, Admitted):
        return replace(known, name=event.act.name) if known else _admitted(event.act)
    return known and _acted(known, event.act, event.at)


def _admitted(act: Admitted) -> Known:
    return Known(
        node=act.node,
        name=act.name,
        active=False,
        suspended_at=None,
        municipalities=(),
        reach=(),
        first_report_at=None,
        last_contact_at=None,
        effective=None,
        held=None,
    )


def _acted(known: Known, act: Act, at: datetime) -> Known:
    match act:
        case Keyed():
            return replace(known, active=True)
        case Granted(municipalities=municipalities, reach=reach):
            return replace(
                known,
                municipalities=tuple(sorted(set(municipalities))),
                reach=tuple(sorted(set(reach))),
            )
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
