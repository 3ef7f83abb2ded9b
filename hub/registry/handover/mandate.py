"""What a network may speak for, day by day: its grant, handovers on their days, its end (rule 14).

Pure. Fold, registry and proof all carry a mandate along the acts by `after`, and by nothing else.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from hub.registry.acts import Act, CalledOff, Ended, Granted, HandedOver
from hub.registry.model import Grant
from shared.reference.lookup import Reference
from shared.wire.words import AreaCode, MunicipalityCode, NodeId

Codes = tuple[MunicipalityCode, ...]
_NOTHING = Grant(municipalities=(), reach=())


class Move(Struct, frozen=True, kw_only=True):
    """One network's half of a handover: from `day` on it has, or no longer has, municipalities."""

    day: date
    other: NodeId
    municipalities: Codes
    gains: bool


class Mandate(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last grant and what changes it by date.

    `uncounted`: what the network may still name though it does not count, because it was handed on,
    or announced and called off. From `ends_on` on the network speaks for nothing.
    """

    municipalities: Codes = ()
    reach: tuple[AreaCode, ...] = ()
    moves: tuple[Move, ...] = ()
    uncounted: Codes = ()
    ends_on: date | None = None


def parties(act: Act) -> tuple[NodeId, ...]:
    """Return the networks an act is about; a handover is about two."""
    if isinstance(act, HandedOver | CalledOff) and act.to is not None and act.to != act.node:
        return (act.node, act.to)
    return (act.node,)


def after(mandate: Mandate, node: NodeId, act: Act, day: date) -> Mandate:
    """Return a network's mandate after an act that was written on that Helsinki day."""
    match act:
        case Granted():
            return _granted(mandate, act, day)
        case HandedOver() if act.node != act.to:
            return replace(mandate, moves=(*mandate.moves, _half(act, node, day)))
        case CalledOff(to=None):
            return replace(mandate, ends_on=None) if mandate.ends_on == act.day else mandate
        case CalledOff():
            return _called_off(mandate, node, act, day)
        case Ended():
            return replace(mandate, ends_on=act.day)
        case _:
            return mandate


def speaks(mandate: Mandate, reference: Reference, day: date) -> Grant:
    """Return what the network may speak for on a Helsinki day, in the codes it was granted.

    Who takes a municipality over also reaches its area; who hands one over keeps its reach.
    """
    if ended(mandate, day):
        return _NOTHING
    if not mandate.moves:
        return Grant(municipalities=mandate.municipalities, reach=mandate.reach)
    codes, reach = set(mandate.municipalities), set(mandate.reach)
    for move in sorted(mandate.moves, key=lambda one: one.day):
        if move.day > day:
            break
        if move.gains:
            codes.update(move.municipalities)
            places = (reference.municipality(code, move.day) for code in move.municipalities)
            reach.update(place.area for place in places if place)
        else:
            codes = {code for code in codes if not _given(code, move, reference)}
    return Grant(municipalities=tuple(sorted(codes)), reach=tuple(sorted(reach)))


def ended(mandate: Mandate, day: date) -> bool:
    """Tell whether the network has ended by that day."""
    return mandate.ends_on is not None and mandate.ends_on <= day


def leads(code: MunicipalityCode, to: Iterable[MunicipalityCode], of: Reference, day: date) -> bool:
    """Tell whether a municipality is one of these, or was merged into one of them by that day."""
    return not set(to).isdisjoint(of.line(code, day))


def _given(code: MunicipalityCode, move: Move, reference: Reference) -> bool:
    """Tell whether a handover took the code along; what was merged later stays."""
    return leads(code, move.municipalities, reference, move.day)


def leaves(mandate: Mandate, reference: Reference, day: date) -> dict[MunicipalityCode, date]:
    """Return, for what the network speaks for on that day but not for ever, the first day without.

    A word on it is believed no longer than that, also by whoever reads a page from a cache.
    """
    gone: dict[MunicipalityCode, date] = {}
    ahead = sorted({turn for turn in turns(mandate) if turn > day})
    now = speaks(mandate, reference, day).municipalities if ahead else ()
    for turn in ahead:
        then = speaks(mandate, reference, turn).municipalities
        for code in set(now).difference(then, gone):
            gone[code] = turn
    return gone


def may_name(mandate: Mandate) -> Codes:
    """Return every municipality that a report of the network is not refused for.

    Those granted, handed over to it or by it, announced, or once announced. A later grant takes
    away what it leaves out, but not what the network itself handed on.
    """
    moved = (code for move in mandate.moves for code in move.municipalities)
    return _together(mandate.municipalities, mandate.uncounted, moved)


def turns(mandate: Mandate) -> tuple[date, ...]:
    """Return the days on which what the network may speak for changes by itself."""
    ends = () if mandate.ends_on is None else (mandate.ends_on,)
    return (*(move.day for move in mandate.moves), *ends)


def _granted(mandate: Mandate, act: Granted, day: date) -> Mandate:
    """A grant replaces all up to its day; what is announced for later still comes."""
    begun = [move for move in mandate.moves if move.day <= day]
    given = (code for move in begun if not move.gains for code in move.municipalities)
    return replace(
        mandate,
        municipalities=_together(act.municipalities),
        reach=tuple(sorted(set(act.reach))),
        moves=tuple(move for move in mandate.moves if move.day > day),
        uncounted=_together(mandate.uncounted, given),
    )


def _half(act: HandedOver, node: NodeId, day: date) -> Move:
    """Return a network's half; what is written after its day changes nothing before it."""
    gains = node == act.to
    return Move(
        day=max(act.day, day),
        other=act.node if gains else act.to,
        municipalities=_together(act.municipalities),
        gains=gains,
    )


def _called_off(mandate: Mandate, node: NodeId, act: CalledOff, day: date) -> Mandate:
    """Take back every handover that was announced between the two for a day still to come."""
    gains = node == act.to
    key = (act.day, act.node if gains else act.to, gains)
    gone = [m for m in mandate.moves if (m.day, m.other, m.gains) == key and m.day > day]
    codes = (code for move in gone for code in move.municipalities)
    return replace(
        mandate,
        moves=tuple(move for move in mandate.moves if move not in gone),
        uncounted=_together(mandate.uncounted, codes),
    )


def _together(*codes: Iterable[MunicipalityCode]) -> Codes:
    return tuple(sorted({code for some in codes for code in some}))
