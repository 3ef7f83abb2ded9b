"""What an operator decides of networks on a day to come: hand over, end, call either off.

Each is one job of the write actor and one act of the ledger; a decision that cannot be taken is
answered with a Text that says why. Nothing that was published before the day changes.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from sqlite3 import Connection

from hub.registry import acts, store
from hub.registry.decide import Decided, Decision, record
from hub.registry.handover import mandate as mandates
from hub.registry.handover import store as kept
from hub.registry.handover.forms import finnish
from hub.registry.handover.mandate import Mandate
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import MunicipalityCode, NodeId

ONE_DAY = timedelta(days=1)
Codes = tuple[MunicipalityCode, ...]


def hand_over(
    db: Connection,
    node: NodeId,
    to: NodeId,
    codes: Codes,
    day: date,
    reference: Reference,
    *,
    at: datetime,
) -> Decision:
    """Have another network answer for municipalities from a day to come on."""
    if refusal := _refused(db, node, to, codes, day, reference):
        return refusal
    act = acts.HandedOver(node=node, to=to, municipalities=codes, day=day)
    record(db, act, at, f"to {to} on {day.isoformat()}: {' '.join(codes)}")
    said = Text.of(
        "From {day} on {to} answers for {places}. Until then {node} does. Both are told.",
        day=finnish(day),
        to=to,
        node=node,
        places=names(codes, reference, day),
    )
    return Decided(said=said)


def end(db: Connection, node: NodeId, day: date, reference: Reference, *, at: datetime) -> Decision:
    """Have a network speak for nothing from a day to come on."""
    mandate = kept.mandate(db, node)
    if mandate is None:
        return _unknown(db, node)
    if mandate.ends_on is not None:
        return Text.of(
            "It is decided already that {node} ends on {day}.",
            node=node,
            day=finnish(mandate.ends_on),
        )
    for move in mandate.moves:
        if move.day > day or (move.day == day and move.gains):
            giver, taker = (move.other, node) if move.gains else (node, move.other)
            return Text.of(
                "A handover from {node} to {to} is announced for {day}. Call it off first "
                "(command: voikukkia-hub call-off {node} {to} --on {day}).",
                node=giver,
                to=taker,
                day=finnish(move.day),
            )
    record(db, acts.Ended(node=node, day=day), at, f"on {day.isoformat()}")
    return Decided(said=_ending(db, node, day, reference))


def call_off(
    db: Connection, node: NodeId, to: NodeId | None, day: date, *, at: datetime
) -> Decision:
    """Take back what was announced: the handovers between two networks for a day, or an end.

    A handover whose day has come is no announcement any more; an end can be lifted later, too.
    """
    mandate = kept.mandate(db, node)
    if mandate is None:
        return _unknown(db, node)
    announced = any((m.other, m.day, m.gains) == (to, day, False) for m in mandate.moves)
    if to is not None and announced and day <= helsinki_day(at):
        return Text.of(
            "{to} answers since {day}. Hand the municipalities back from a day to come on.",
            to=to,
            day=finnish(day),
        )
    if to is None and mandate.ends_on == day:
        said = Text.of("{node} does not end on {day}.", node=node, day=finnish(day))
    elif to is not None and announced:
        said = Text.of(
            "{node} hands nothing over to {to} on {day}. Both are told no more of it.",
            node=node,
            to=to,
            day=finnish(day),
        )
    else:
        return Text.of("Nothing of this kind is announced for {day}.", day=finnish(day))
    record(db, acts.CalledOff(node=node, to=to, day=day), at, f"on {day.isoformat()}")
    return Decided(said=said)


def names(codes: Iterable[MunicipalityCode], reference: Reference, day: date) -> str:
    """Return the Finnish names of municipalities as they are on that day."""
    found = (reference.municipality(code, day) for code in codes)
    return ", ".join(sorted({place.name_fi for place in found if place}))


def _refused(
    db: Connection,
    node: NodeId,
    to: NodeId,
    codes: Codes,
    day: date,
    reference: Reference,
) -> Text | None:
    """Say why a handover cannot be announced."""
    mandate, network = kept.mandate(db, node), store.network(db, to)
    takes = kept.mandate(db, to)
    if mandate is None or network is None or takes is None:
        return _unknown(db, node if mandate is None else to)
    if node == to:
        return Text.of("Name two networks: {node} cannot hand over to itself.", node=node)
    if network.standing != "active":
        return Text.of(
            "The network {node} is not active: it could not answer. Its key must be confirmed and "
            "no suspension stand.",
            node=to,
        )
    if mandates.ended(takes, day):
        return Text.of("{node} itself ends on {day}.", node=to, day=finnish(takes.ends_on or day))
    return _not_its_own(node, mandate, codes, day, reference) or _announced(
        node, mandate, codes, day, reference
    )


def _not_its_own(
    node: NodeId, mandate: Mandate, codes: Codes, day: date, reference: Reference
) -> Text | None:
    granted = mandates.speaks(mandate, reference, day - ONE_DAY).municipalities
    strange = [
        code
        for code in codes
        if not any(mandates.leads(c, (code,), reference, day) for c in granted)
    ]
    if not strange:
        return None
    return Text.of(
        "{node} does not answer for {places} then, so it cannot hand that over.",
        node=node,
        places=names(strange, reference, day),
    )


def _announced(
    node: NodeId, mandate: Mandate, codes: Codes, day: date, reference: Reference
) -> Text | None:
    """Refuse to hand over, before or on that day, what is announced to be handed over anyway."""
    for move in mandate.moves:
        if move.gains or move.day < day:
            continue
        if any(mandates.leads(c, codes, reference, move.day) for c in move.municipalities):
            return Text.of(
                "It is announced that {node} hands {places} over to {to} on {day}. Call that off "
                "first (command: voikukkia-hub call-off {node} {to} --on {day}).",
                node=node,
                to=move.other,
                places=names(move.municipalities, reference, move.day),
                day=finnish(move.day),
            )
    return None


def _ending(db: Connection, node: NodeId, day: date, reference: Reference) -> Text:
    """Say what an end comes to: which municipalities nobody answers for then."""
    every = kept.every(db)
    mine = mandates.speaks(every[node], reference, day - ONE_DAY).municipalities
    left = {reference.current_code(code, day) for code in mine}
    for other in store.networks(db):
        if other.standing == "active":  # One without a key, or suspended, is not believed.
            others = mandates.speaks(every[other.node], reference, day).municipalities
            left -= {reference.current_code(code, day) for code in others}
    if not mine:
        return Text.of(
            "{node} ends on {day}. It answers for no municipality.", node=node, day=finnish(day)
        )
    if not left:
        return Text.of(
            "{node} ends on {day}. Another network answers for each of its municipalities then.",
            node=node,
            day=finnish(day),
        )
    return Text.of(
        "{node} ends on {day}. Then nobody answers for {places}: they turn unknown, unless they "
        "are handed over to another network until then.",
        node=node,
        day=finnish(day),
        places=names(filter(None, left), reference, day),
    )


def _unknown(db: Connection, node: NodeId) -> Text:
    known = ", ".join(network.node for network in store.networks(db)[:20])
    if not known:
        return Text.of("No network is called {node}; none is invited yet.", node=node)
    return Text.of("No network is called {node}. There are: {known}.", node=node, known=known)
